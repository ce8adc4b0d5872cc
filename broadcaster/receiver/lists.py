"""Lists that lead to a stream: .m3u and .pls. Pure."""

from broadcaster.errors import RelayError
from broadcaster.messages import N_

_EMPTY = N_("the list that the server sends names no stream")


def first_address(text: str) -> str:
    """Return the first address that a list in the form of .m3u or .pls names; raises RelayError."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines()]
    if lines and lines[0].lower() == "[playlist]":
        lines = [line.partition("=")[2].strip() for line in lines if line.lower().startswith("file")]
    address = next((line for line in lines if line and not line.startswith("#")), "")
    if not address:
        raise RelayError(_EMPTY)
    return address
