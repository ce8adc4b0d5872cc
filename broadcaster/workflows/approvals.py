"""What would be heard, and who approved just that.

An approval holds for the fingerprint of what would be heard and when (`heard`). Change any of it and the script is a
draft again; take the approval back and it stays void, whatever somebody writes into the file, until it is approved
anew. Where a human read the script it holds for that recording as well as for the spoken text: a machine voice reads
that one when the recording turns out to be no use, and it never says words that nobody approved.
"""

import hashlib
from dataclasses import dataclass, field

from broadcaster.model.contents import Contents
from broadcaster.model.reading import Reading, Turn
from broadcaster.model.script import Revocation, Script
from broadcaster.vietnamese import read_turns
from broadcaster.vietnamese.written import written_form
from broadcaster.workflows.heard import Heard, fingerprint_of, heard_of
from broadcaster.workflows.recordings import Recorded, recorded


@dataclass(frozen=True)
class ReadScript:
    """A script, how it will be read, in whose turns, and the fingerprint (hexadecimal) of what would be heard.

    `heard` is what the fingerprint is made of. `revocation` tells who took the approval back, if somebody did;
    `is_known` whether the record could be asked about that.
    """

    script: Script
    reading: Reading
    fingerprint: str
    turns: tuple[Turn, ...] = ()
    recorded: Recorded | None = None
    heard: Heard = field(default_factory=dict)
    revocation: Revocation | None = None
    is_known: bool = True

    @property
    def is_approved(self) -> bool:
        """Whether somebody approved just this, and nobody took it back."""
        approval = self.script.approval
        holds = approval is not None and approval.fingerprint == self.fingerprint and not self.reading.errors
        return holds and self.revocation is None and self.is_known

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
    heard = heard_of(script, reading, turns, human, contents)
    found = fingerprint_of(heard)
    known = contents.revocations
    taken_back = next((one for one in known or () if (one.script, one.fingerprint) == (script.id, found)), None)
    return ReadScript(script, reading, found, turns, human, heard, taken_back, is_known=known is not None)


def read_scripts(contents: Contents) -> tuple[ReadScript, ...]:
    """Return all scripts as they will be read."""
    return tuple(read_script(script, contents) for script in contents.scripts)


def written_fingerprint(script: Script) -> str:
    """Return 16 hexadecimal digits that change with what readers of the website would see, and from which day on.

    What is heard does not tell: “{one thing|another}” is seen as one thing and heard as another.
    """
    shown_from = script.publish_on.isoformat() if script.publish_on else ""
    seen = [script.title, written_form(script.body).strip(), shown_from]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]
