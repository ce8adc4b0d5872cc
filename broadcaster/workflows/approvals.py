"""What would be heard, and who approved just that.

An approval holds for the fingerprint of what would be heard and when: the spoken text after the lexicon, the column,
the priority, the days and the bed. Change any of it and the script is a draft again.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from broadcaster.model.contents import Contents
from broadcaster.model.reading import Reading
from broadcaster.model.script import Script
from broadcaster.vietnamese import normalise


@dataclass(frozen=True)
class ReadScript:
    """A script, how it will be read, and the fingerprint (hexadecimal) of what would be heard."""

    script: Script
    reading: Reading
    fingerprint: str

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


def read_script(script: Script, contents: Contents) -> ReadScript:
    """Return `script` as it will be read with the commune's lexicon."""
    reading = normalise(script.body, contents.lexicon)
    return ReadScript(script, reading, fingerprint(script, reading))


def read_scripts(contents: Contents) -> tuple[ReadScript, ...]:
    """Return all scripts as they will be read."""
    return tuple(read_script(script, contents) for script in contents.scripts)


def fingerprint(script: Script, reading: Reading) -> str:
    """Return 32 hexadecimal digits that change with anything that would be heard, or on which days."""
    heard = {
        "text": " ".join(reading.text.split()),
        "column": script.column,
        "priority": script.priority.value,
        "valid": [_iso(script.valid.first), _iso(script.valid.last)],
        "bed": script.bed or "",
    }
    return hashlib.sha256(json.dumps(heard, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
