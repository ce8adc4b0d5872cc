"""What a voice of second choice reads, the first one having been out of reach when it was made."""

from broadcaster.model.plan import Cue, Rundown
from broadcaster.model.sound import is_synthetic
from broadcaster.model.station import Station


def read_by_second_choice(rundown: Rundown, station: Station) -> tuple[Cue, ...]:
    """Return the cues that a machine voice reads without the engine that the station would rather hear."""
    first = station.voices[0].engine
    return tuple(cue for cue in rundown.cues if is_synthetic(cue.clip.voice) and first not in _engines(cue.clip.voice))


def _engines(voice: str) -> set[str]:
    return {one.partition(":")[0] for one in voice.split(", ")}
