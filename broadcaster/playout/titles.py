"""What listeners' displays show while a programme airs. Pure."""

from datetime import timedelta

from broadcaster.model.plan import Cue, Rundown
from broadcaster.model.sound import ClipKind

NAMED = frozenset({ClipKind.SCRIPT, ClipKind.RECORDING, ClipKind.SPOT, ClipKind.RELAY})


def titles(rundown: Rundown) -> tuple[tuple[int, str], ...]:
    """Return from which millisecond of the programme on which title holds: the programme's, and what is being read.

    Jingles and music go under the programme's name alone: the names of their files are nobody's business.
    """
    starts_at = rundown.airtime.starts_at
    found: list[tuple[int, str]] = []
    for cue in rundown.finished:
        title = _title(rundown.airtime.title, cue)
        if not found or found[-1][1] != title:
            found.append(((cue.starts_at - starts_at) // timedelta(milliseconds=1), title))
    return tuple(found)


def _title(programme: str, cue: Cue) -> str:
    return f"{programme} – {cue.clip.title}" if cue.clip.kind in NAMED and cue.clip.title else programme
