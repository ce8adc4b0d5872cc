"""In which form a stream comes, by what its server says of it. Pure."""

from enum import StrEnum


class Form(StrEnum):
    """How sound is written in a stream, or what leads to one."""

    MP3 = "MP3"
    VORBIS = "Ogg"
    FLAC = "FLAC"
    AAC = "AAC"
    HLS = "HLS"
    LIST = "M3U"  # a list of one stream, or of an HLS stream's pieces
    PLS = "PLS"


_TYPES = {
    "audio/mpeg": Form.MP3,
    "audio/mp3": Form.MP3,
    "audio/x-mpeg": Form.MP3,
    "audio/mpeg3": Form.MP3,
    "audio/ogg": Form.VORBIS,
    "application/ogg": Form.VORBIS,
    "audio/vorbis": Form.VORBIS,
    "audio/flac": Form.FLAC,
    "audio/x-flac": Form.FLAC,
    "audio/aac": Form.AAC,
    "audio/aacp": Form.AAC,
    "audio/x-aac": Form.AAC,
    "audio/x-hx-aac-adts": Form.AAC,
    "audio/x-mpegurl": Form.LIST,
    "audio/mpegurl": Form.LIST,
    "application/x-mpegurl": Form.LIST,
    "application/vnd.apple.mpegurl": Form.LIST,
    "application/mpegurl": Form.LIST,
    "vnd.apple.mpegurl": Form.LIST,
    "audio/x-scpls": Form.PLS,
    "application/pls+xml": Form.PLS,
}
_ENDINGS = {
    ".mp3": Form.MP3,
    ".ogg": Form.VORBIS,
    ".oga": Form.VORBIS,
    ".flac": Form.FLAC,
    ".aac": Form.AAC,
    ".m3u": Form.LIST,
    ".m3u8": Form.LIST,
    ".pls": Form.PLS,
}
_SAYS_NOTHING = {"", "application/octet-stream", "binary/octet-stream"}


def form_of(content_type: str, path: str) -> Form | None:
    """Return the form that the type names; where that says nothing, the one that the path's ending names."""
    if content_type not in _SAYS_NOTHING:
        return _TYPES.get(content_type)
    return next((form for ending, form in _ENDINGS.items() if path.lower().endswith(ending)), None)
