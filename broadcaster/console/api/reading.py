"""What programs send, looked at before anything is done with it."""

from collections.abc import Mapping
from typing import Any

from broadcaster.errors import UsageError
from broadcaster.messages import N_

FIELDS: dict[str, type] = {
    "text": str, "file": str, "repeats": str, "quiet_hours": bool, "fingerprint": str, "code": str, "alert": str,
    "why": str,
}  # fmt: skip


def read_body(body: dict[str, Any], *names: str) -> Mapping[str, Any]:
    """Return what a program sent. Raises UsageError for what is not known here, or of another type."""
    for name, value in body.items():
        if name not in names:
            raise UsageError(N_("“{value}” is none of {known}"), value=name, known=", ".join(names))
        if not isinstance(value, FIELDS[name]):
            raise UsageError(N_("“{name}” has another type than is expected"), name=name)
    return body
