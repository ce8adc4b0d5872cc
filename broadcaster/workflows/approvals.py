"""What would be heard, and who approved just that.

An approval holds for the fingerprint of what would be heard and when: the spoken text after the lexicon, who reads it,
the rests and repetitions, the column, the priority, the days and the bed. Change any of it and the script is a draft
again. Where a human read the script it holds for that recording as well as for the spoken text: a machine voice reads
that one when the recording turns out to be no use, and it never says words that nobody approved.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date

from broadcaster.model.contents import Contents
from broadcaster.model.reading import Reading, Turn
from broadcaster.model.script import Script
from broadcaster.vietnamese import read_turns
from broadcaster.vietnamese.written import written_form
from broadcaster.workflows.recordings import Recorded, recorded


@dataclass(frozen=True)
class ReadScript:
    """A script, how it will be read, in whose turns, and the fingerprint (hexadecimal) of what would be heard."""

    script: Script
    reading: Reading
    fingerprint: str
    turns: tuple[Turn, ...] = ()
    recorded: Recorded | None = None

    @property
    def is_approved(self) -> bool:
        """Whether somebody approved just this."""
        approval = self.script.approval
        return approval is not None and approval.fingerprint == self.fingerprint and not self.reading.errors

    @property
    def is_stale(self) -> bool:
        """Whether somebody approved it, and it was changed since."""
        approval = self.script.approval
        return approval is not None and approval.fingerprint != self.fingerprint

    @property
    def is_approved_to_read(self) -> bool:
        """Whether somebody approved just this, and just what readers would see of it."""
        approval = self.script.approval
        return self.is_approved and approval is not None and approval.written == written_fingerprint(self.script)

    @property
    def needs_new_recording(self) -> bool:
        """Whether the text was changed after it was recorded; an approval says that somebody heard that it fits."""
        return self.recorded is not None and self.recorded.is_older_than_text and not self.is_approved


def read_script(script: Script, contents: Contents) -> ReadScript:
    """Return `script` as it will be read with the commune's lexicon."""
    reading, turns = read_turns(script.body, contents.lexicon)
    human = recorded(script, reading, contents)
    return ReadScript(script, reading, fingerprint(script, reading, turns, human), turns, human)


def read_scripts(contents: Contents) -> tuple[ReadScript, ...]:
    """Return all scripts as they will be read."""
    return tuple(read_script(script, contents) for script in contents.scripts)


def fingerprint(script: Script, reading: Reading, turns: tuple[Turn, ...] = (), human: Recorded | None = None) -> str:
    """Return 32 hexadecimal digits that change with anything that would be heard, or on which days."""
    heard: dict[str, object] = {
        "text": " ".join(reading.text.split()),
        "column": script.column,
        "priority": script.priority.value,
        "valid": [_iso(script.valid.first), _iso(script.valid.last)],
        "bed": script.bed or "",
    }
    # What most scripts do not have is named only where it is, so that approvals of old hold.
    if human:
        heard["recording"] = human.sha256
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
    return hashlib.sha256(json.dumps(heard, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def written_fingerprint(script: Script) -> str:
    """Return 16 hexadecimal digits that change with what readers of the website would see, and from which day on.

    What is heard does not tell: “{one thing|another}” is seen as one thing and heard as another.
    """
    seen = [script.title, written_form(script.body).strip(), _iso(script.publish_on)]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
