"""What programs send: the fields that are known, each of its type."""

from collections.abc import Mapping
from typing import Any

from broadcaster.errors import UsageError
from broadcaster.messages import N_


def fields_in(body: Mapping[str, Any], known: Mapping[str, type]) -> Mapping[str, Any]:
    """Return what a program sent. Raises UsageError for what is not `known`, or of another type."""
    for name, value in body.items():
        if name not in known:
            raise UsageError(N_("“{value}” is none of {known}"), value=name, known=", ".join(known))
        if not isinstance(value, known[name]):
            raise UsageError(N_("“{name}” has another type than is expected"), name=name)
    return body
