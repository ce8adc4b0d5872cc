"""The words of a whole item: what the script says, as often as it asks, and what the station adds."""

from dataclasses import replace

from broadcaster.model.contents import Contents
from broadcaster.model.sound import Words
from broadcaster.speech.phrases import PARAGRAPH_PAUSE_MS, phrases, phrases_by_turns
from broadcaster.vietnamese import count_syllables, normalise
from broadcaster.workflows.approvals import ReadScript

SYLLABLE_MS = 310  # of the offline voice at rate 125 (measured: 3.2 syllables a second)
AGAIN_PAUSE_MS = 1_500  # before a recording is heard once more: longer than any pause a human makes in it


def words_of(read: ReadScript, contents: Contents) -> tuple[Words, ...]:
    """Return what machine voices say for a script, sentence by sentence."""
    style = contents.station.speech
    body = phrases_by_turns(read.turns)
    repetition = (phrases(normalise(style.repeat_with, contents.lexicon).text), body)
    notice = phrases(normalise(style.notice, contents.lexicon).text)
    found: tuple[Words, ...] = ()
    for part in (body, *(repetition * (read.script.repeat - 1)), notice):
        if found and part:
            found = (*found[:-1], replace(found[-1], pause_ms=max(found[-1].pause_ms, PARAGRAPH_PAUSE_MS)))
        found += part
    return found


def spoken_ms(words: tuple[Words, ...], pace_percent: int = 100) -> int:
    """Return how long `words` take to say, reckoned from their syllables."""
    return sum(count_syllables(part.text) * SYLLABLE_MS * 100 // pace_percent + part.pause_ms for part in words)


def recorded_words(read: ReadScript) -> Words:
    """Return all that a human reads of a script, as the one piece that a recording is."""
    return Words(" ".join(part.text for part in phrases_by_turns(read.turns)), AGAIN_PAUSE_MS)


def recorded_readings(read: ReadScript) -> tuple[Words, ...]:
    """Return the recording's words as often as the script asks: no machine speaks between two human readings."""
    return (recorded_words(read),) * read.script.repeat


def recorded_ms(read: ReadScript, recording_ms: int) -> int:
    """Return how long a recording of `recording_ms` is heard, with its repetitions."""
    return recording_ms * read.script.repeat + AGAIN_PAUSE_MS * (read.script.repeat - 1)
