"""What programs send, looked at before anything is done with it."""

from collections.abc import Mapping
from typing import Any

from broadcaster.errors import UsageError
from broadcaster.messages import N_

FIELDS: dict[str, type] = dict.fromkeys(
    ("text", "file", "repeats", "fingerprint", "code", "alert", "why", "revision", "body", "script", "title", "column",
     "written", "spoken", "at", "airtime"), str,
) | {"quiet_hours": bool, "foreign": bool, "may_void": bool, "head": dict, "values": dict}  # fmt: skip


def read_body(body: dict[str, Any], *names: str, needed: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """Return what a program sent. Raises UsageError for what is not known here, of another type, or left out."""
    for name, value in body.items():
        if name not in names:
            raise UsageError(N_("“{value}” is none of {known}"), value=name, known=", ".join(names))
        if not isinstance(value, FIELDS[name]) or (isinstance(value, dict) and not _is_written(value)):
            raise UsageError(N_("“{name}” has another type than is expected"), name=name)
    for name in needed:
        if name not in body:
            raise UsageError(N_("“{name}” is missing"), name=name)
    return body


def _is_written(values: dict[str, Any]) -> bool:
    """Whether every value is one as it is written: a text."""
    return all(isinstance(value, str) for value in values.values())
