"""The OpenAPI document, made of the table: a call that is in the one is in the other."""

from collections.abc import Iterable
from typing import Any

from broadcaster import __version__
from broadcaster.console.api.bodies import BODIES, PARAMETERS
from broadcaster.console.api.schemas import SCHEMAS, ref
from broadcaster.console.dispatch import SESSION
from broadcaster.console.ways import Spec, Way

TURNED_AWAY = {
    400: "the body is not what is taken here",
    401: "neither logged in nor a token",
    403: "not among the tasks of this account, its password is still to be chosen, or sent by another site's page",
    404: "there is nothing of that name",
    409: "it is not what was looked at any more",
    413: "the body is too large",
    421: "asked under a name that is none of the console's",
    422: "what was sent can't be used; the sentence says why",
    500: "unforeseen",
    503: "the disk, the record or a voice refused",
}


SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION,
        "description": f"Who is logged in with a browser; over HTTPS it is called __Host-{SESSION}. What changes "
        "something needs the header X-CSRF-Token too: what stands in <meta name=csrf> of every page.",
    },
}


def document(ways: Iterable[Way]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of those of `ways` that programs may call."""
    paths: dict[str, dict[str, Any]] = {}
    for way in ways:
        if way.spec is not None:
            paths.setdefault(way.path, {})[way.method.lower()] = _operation(way, way.spec)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Broadcaster",
            "version": __version__,
            "description": "What the command line tells with --json, and emergencies. Moments are ISO 8601 with the "
            "offset; lengths are milliseconds. A token: broadcaster user token NAME. "
            "Every refusal is an Error: 404 for an address that there is not, 405 for a method that it does not take.",
        },
        "paths": paths,
        "components": {
            "schemas": SCHEMAS | BODIES,
            "securitySchemes": SCHEMES,
        },
    }


def _operation(way: Way, spec: Spec) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": spec.summary,
        "operationId": way.answer.__name__ + "_" + "_".join(part for part in way.path.split("/") if part.isalpha()),
        "parameters": [PARAMETERS[name] | {"name": name} for name in spec.parameters],
        "responses": _responses(way, spec),
        "security": [] if way.roles is None else [{"token": []}, {"session": []}],
    }
    if spec.body:
        operation["requestBody"] = {"required": True, "content": {spec.takes: {"schema": ref(spec.body)}}}
    if way.roles is not None:
        operation["x-roles"] = sorted(way.roles)
    return operation


def _responses(way: Way, spec: Spec) -> dict[str, Any]:
    schema = ref(spec.answer) if spec.answer else {"type": "string"}
    found: dict[str, Any] = {
        str(spec.status): {"description": spec.summary, "content": {spec.media_type: {"schema": schema}}}
    }
    for status, why in TURNED_AWAY.items():
        if not _can(status, way):
            continue
        content = {"text/plain": {"schema": {"type": "string"}}} if status == 421 else (
            {"application/json": {"schema": ref(spec.conflict if status == 409 else "Error")}}
        )  # fmt: skip
        found[str(status)] = {"description": why, "content": content}
    return found


def _can(status: int, way: Way) -> bool:
    """Whether `way` may answer so."""
    if status in {401, 403}:
        return way.roles is not None
    if status == 404:
        return "{" in way.path
    return bool(way.body_bytes) if status in {400, 409} else True
