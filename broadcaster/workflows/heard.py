"""All that makes what would be heard of a script: what an approval is bound to.

The spoken words after the lexicon, who reads them, the rests and repetitions, the recording, the music under and around
the voice, and on which days it airs. Which of the station's machine voices reads is not among it: that changes with the
network, and the words stay. Nor is what the station says of itself around every item (`speech:` in `station.yaml`).
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from broadcaster.model.contents import Contents
from broadcaster.model.reading import Reading, Turn
from broadcaster.model.script import Script
from broadcaster.model.sound import ClipKind
from broadcaster.workflows.dressing import BETWEEN, CLOSING, OPENING
from broadcaster.workflows.hashing import sha256_of
from broadcaster.workflows.recordings import Recorded

Heard = Mapping[str, object]


def heard_of(
    script: Script, reading: Reading, turns: Sequence[Turn], human: Recorded | None, contents: Contents
) -> dict[str, object]:
    """Return all that makes what would be heard, and when. Sounds stand for their SHA-256, "" where one is missing.

    What most scripts do not have is named only where it is, so that approvals hold when the station learns more.
    """
    heard: dict[str, object] = {
        "text": " ".join(reading.text.split()),
        "column": script.column,
        "priority": script.priority.value,
        "valid": [_iso(script.valid.first), _iso(script.valid.last)],
        "bed": script.bed or "",
    }
    heard |= _sounds(script, turns, human, contents)
    said = " ".join(turn.text for turn in turns)
    if turns and re.findall(r"\w+", said) != re.findall(r"\w+", reading.text):  # a rest parted what belonged together
        heard["said"] = " ".join(said.split())
    if any(turn.speaker or turn.rest_ms for turn in turns):
        heard["turns"] = [
            [turn.speaker.value if turn.speaker else "", turn.rest_ms, len(turn.text.split())] for turn in turns
        ]
    if script.event:
        heard["event"] = [_iso(script.event.day), f"{script.event.at:%H:%M}" if script.event.at else ""]
    if script.repeat > 1:
        heard["repeat"] = script.repeat
    return heard


def _sounds(script: Script, turns: Sequence[Turn], human: Recorded | None, contents: Contents) -> dict[str, object]:
    sounds: dict[str, object] = {}
    if human:
        sounds["recording"] = human.sha256
    if script.bed:
        sounds["music"] = _print(contents, ClipKind.BED, script.bed)
    names = [OPENING, CLOSING] if script.bed else []
    names += [BETWEEN] if any(turn.ends_part for turn in turns) else []
    if names:
        sounds["dressing"] = {name: _print(contents, ClipKind.JINGLE, name) for name in names}
    return sounds


def _print(contents: Contents, kind: ClipKind, name: str) -> str:
    sound = contents.sound(kind, name)
    try:
        return sha256_of(sound.path) if sound else ""
    except OSError:
        return ""  # gone or unreadable just now: `check` tells, and it would not be heard


def fingerprint_of(heard: Heard) -> str:
    """Return 32 hexadecimal digits that change with anything in `heard`."""
    return hashlib.sha256(json.dumps(heard, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
