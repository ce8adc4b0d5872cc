"""WebVTT: a transcript with times, which players show along with the sound. Pure; https://www.w3.org/TR/webvtt1/."""

from collections.abc import Sequence

from broadcaster.publishing.site import Said


def web_vtt(said: Sequence[Said]) -> str:
    """Return `said`, whose times are known, as a WebVTT file."""
    cues = (
        f"{number}\n{moment(one.from_ms or 0)} --> {moment(one.to_ms or 0)}\n{_text(one.text)}\n"
        for number, one in enumerate(said, start=1)
    )
    return "\n".join(["WEBVTT\n", *cues])


def moment(at_ms: int) -> str:
    """Return a place in the sound as ``00:01:02.345``."""
    seconds, ms = divmod(at_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"


def _text(text: str) -> str:
    words = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return words or "–"
