"""A guess settled while its text is being written: told beforehand which approvals fall by it, recorded, taken back.

Only what the text leaves to guessing can be settled so, and only what was settled so can be taken back so: whoever may
write scripts does not thereby rewrite the whole lexicon.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from broadcaster.content.lexicon_file import LEXICON_FILE
from broadcaster.content.lexicon_lines import without_entry
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.lexicon import Lexicon, LexiconEntry
from broadcaster.model.record import Act, Deed
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.approving import visible
from broadcaster.workflows.keeping_record import note, record_to_read
from broadcaster.workflows.lexicon_editing import Change, add, rewritten, same_case, typed, voided


class WouldFallError(UsageError):
    """What is asked for would void approvals that nobody was asked about: of `scripts`."""

    def __init__(self, scripts: tuple[ReadScript, ...]) -> None:
        self.scripts = scripts
        titles = ", ".join(f"“{read.script.title}”" for read in scripts)
        super().__init__(N_("by this, these are no longer approved: {titles}"), titles=titles)


def chosen(offered: Iterable[LexiconEntry], written: str, spoken: str) -> LexiconEntry:
    """Return the entry that says `spoken` of the guess that is `written` so, which must be among those `offered`.

    Raises UsageError for any other word, and for a reading that is only the word again.
    """
    word, said = typed(written), typed(spoken)
    entry = next((one for one in offered if one.written == word), None)
    if entry is None:
        raise UsageError(N_("“{written}” is no guess of this text"), written=word)
    if not any(sign.isalpha() for sign in said) or said.casefold() == word.casefold():
        raise UsageError(N_("write how “{written}” is read, in syllables"), written=word)
    return replace(entry, spoken=said, foreign=entry.foreign and said == entry.spoken)


def settle(contents: Contents, entry: LexiconEntry, script: str, by: str, agreed: frozenset[str]) -> Change:
    """Write `entry` into the lexicon and into the record, for `script` and every script whose approval it voids.

    Raises WouldFallError as long as an approval would fall that is not among the `agreed` ids; what `add` raises.
    """
    after = replace(contents, lexicon=contents.lexicon.overlaid_by(Lexicon((entry,))))
    _refuse_unasked(voided(contents, after), agreed)
    change = add(contents, entry)
    if change.was_written:
        _note(contents, Deed.SETTLED, entry, by, [script, *(read.script.id for read in change.to_approve)])
    return change


def unsettle(contents: Contents, entry: LexiconEntry, script: str, by: str, agreed: frozenset[str]) -> None:
    """Take out of the lexicon what `settle` wrote into it. Raises UsageError when nothing of the sort stands there."""
    stands = any(same_case(one, entry) and one.spoken == entry.spoken for one in contents.lexicon.entries)
    with record_to_read(contents) as record:
        is_settled = any(act.note == _said(entry) for act in record.deeds(Deed.SETTLED))
    if not stands or not is_settled:
        raise UsageError(N_("“{written}” was not written into the lexicon from here"), written=entry.written)
    left = Lexicon(tuple(one for one in contents.lexicon.entries if not same_case(one, entry)))
    falling = voided(contents, replace(contents, lexicon=left))
    _refuse_unasked(falling, agreed)
    rewritten(contents, lambda raw: without_entry(raw, entry))
    _note(contents, Deed.UNSETTLED, entry, by, [script, *(read.script.id for read in falling)])


def _refuse_unasked(falling: tuple[ReadScript, ...], agreed: frozenset[str]) -> None:
    if {read.script.id for read in falling} - agreed:
        raise WouldFallError(falling)


def _note(contents: Contents, deed: Deed, entry: LexiconEntry, by: str, scripts: Iterable[str]) -> None:
    for script in dict.fromkeys(name or LEXICON_FILE for name in scripts):
        note(contents, Act(datetime.now(UTC), deed, visible(by), script, note=_said(entry)))


def _said(entry: LexiconEntry) -> str:
    return f"{entry.written} = {entry.spoken}"
