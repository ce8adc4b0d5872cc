"""Whether a sound can be the words it should be: the last check before speech is kept for months."""

from broadcaster.messages import N_, Sentence
from broadcaster.sound.pcm import Pcm, level_db
from broadcaster.speech.words import PUNCTUATION, syllables

SHORTEST_SYLLABLE_MS = 100
SHORTEST_LAST_MS = 50  # a last syllable that ends with a stop is cut to little: eSpeak's “ích” has 90 ms
LONGEST_SYLLABLE_MS = 600
LONGEST_PAUSE_MS = 900  # at a mark inside the text, and once at its end
QUIETEST_DB = -45.0  # RMS; the quietest speech met so far had -29

_SILENT = N_("the sound is silent")
_TOO_SHORT = N_("the sound is too short: {duration_ms} ms for {syllables} syllables")
_TOO_LONG = N_("the sound is too long: {duration_ms} ms for {syllables} syllables")


def why_implausible(pcm: Pcm, text: str) -> Sentence | None:
    """Return why `pcm` (edges trimmed) cannot be `text` read aloud, or None."""
    spoken = syllables(text)
    facts = {"duration_ms": pcm.duration_ms, "syllables": spoken}
    if level_db(pcm) < QUIETEST_DB:
        return Sentence(_SILENT)
    if pcm.duration_ms < SHORTEST_SYLLABLE_MS * (spoken - 1) + SHORTEST_LAST_MS:
        return Sentence(_TOO_SHORT, **facts)
    marks = sum(char in PUNCTUATION for char in text)
    if pcm.duration_ms > LONGEST_SYLLABLE_MS * spoken + LONGEST_PAUSE_MS * (marks + 1):
        return Sentence(_TOO_LONG, **facts)
    return None
