"""The kept speech, looked after: how big it is, how much use it was, what goes when it grows too big."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from broadcaster.model.contents import Contents
from broadcaster.workflows.approvals import ReadScript, read_scripts
from broadcaster.workflows.station_folder import Places

PINNED_AHEAD = timedelta(days=14)  # what airs within these days is kept, however big that is
USE_COUNTED = timedelta(days=30)


@dataclass(frozen=True)
class SpeechKept:
    """The kept speech as it stands: sentences and bytes, how many are pinned, what would go, and how much use it was.

    `asked` and `found` count sentences of the last 30 days: those that an item needed, and those that were there.
    """

    sentences: int
    size_bytes: int
    limit_bytes: int
    pinned: int
    doomed: int
    doomed_bytes: int
    asked: int
    found: int
    by_voice: tuple[tuple[str, int, int], ...]  # voice, sentences, bytes


def speech_kept(contents: Contents, now: datetime) -> SpeechKept:
    """Return how the kept speech stands."""
    from broadcaster.speech.cache import SpeechCache
    from broadcaster.speech.upkeep import to_drop

    entries = list(SpeechCache(Places(contents.folder).speech).entries())
    pinned = pinned_keys(contents, now.date())
    limit = contents.station.speech.cache_bytes
    doomed = to_drop(entries, limit, pinned, now.timestamp())
    asked, found = _use(contents, now)
    voices: dict[str, tuple[int, int]] = {}
    for entry in entries:
        count, size = voices.get(entry.voice, (0, 0))
        voices[entry.voice] = (count + 1, size + entry.size)
    return SpeechKept(
        sentences=len(entries),
        size_bytes=sum(entry.size for entry in entries),
        limit_bytes=limit,
        pinned=sum(entry.key in pinned for entry in entries),
        doomed=len(doomed),
        doomed_bytes=sum(entry.size for entry in doomed),
        asked=asked,
        found=found,
        by_voice=tuple((voice, *voices[voice]) for voice in sorted(voices)),
    )


def bound_speech(contents: Contents, now: datetime) -> int:
    """Give up the speech that is over the limit and return how many sentences went; nothing is read below it."""
    from broadcaster.speech.cache import SpeechCache
    from broadcaster.speech.upkeep import to_drop

    cache = SpeechCache(Places(contents.folder).speech, clock_s=now.timestamp)
    if cache.size_bytes() <= contents.station.speech.cache_bytes:
        return 0
    doomed = to_drop(
        cache.entries(), contents.station.speech.cache_bytes, pinned_keys(contents, now.date()), now.timestamp()
    )
    cache.drop(doomed)
    return len(doomed)


def pinned_keys(contents: Contents, today: date) -> set[str]:
    """Return the keys of all sentences, in each of the station's voices, that may air in the coming days."""
    from broadcaster.speech.cache import key_of
    from broadcaster.speech.reader import cast_for
    from broadcaster.workflows.station_voices import station_voices
    from broadcaster.workflows.wording import words_of

    voices = station_voices(contents.folder, contents.station.voices)
    keys: set[str] = set()
    for read in read_scripts(contents):
        if not _may_air(read, today):
            continue
        words = words_of(read, contents)
        pace = contents.station.speech.pace_percent(read.script.priority)
        paced = [voice.paced(pace) for voice in voices]
        for lead in range(len(paced)):
            cast = cast_for({part.speaker for part in words}, paced[lead:])
            identities = {speaker: voice.identity for speaker, voice in cast.items()}
            keys |= {key_of(identities[part.speaker], part.text) for part in words}
    return keys


def _may_air(read: ReadScript, today: date) -> bool:
    valid = read.script.valid
    return (valid.last is None or valid.last >= today) and (valid.first is None or valid.first <= today + PINNED_AHEAD)


def note_use(contents: Contents, asked: int, found: int, at: datetime) -> None:
    """Add a line on how many sentences were needed and how many of them were there; it is only for people to know."""
    if not asked:
        return
    path = Places(contents.folder).speech_use
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": at.isoformat(timespec="seconds"), "asked": asked, "found": found}) + "\n")


def _use(contents: Contents, now: datetime) -> tuple[int, int]:
    """Return how many sentences were needed lately, and how many of them were there."""
    try:
        lines = Places(contents.folder).speech_use.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return 0, 0
    asked = found = 0
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):  # a line that a power cut tore
            use = json.loads(line)
            if now - datetime.fromisoformat(use["at"]) <= USE_COUNTED:
                asked, found = asked + int(use["asked"]), found + int(use["found"])
    return asked, found
