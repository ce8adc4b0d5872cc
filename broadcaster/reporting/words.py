"""What the papers have in common: how lengths, kinds and columns are written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Protocol

from broadcaster.messages import N_, Sentence
from broadcaster.model.cap_words import reason_in
from broadcaster.model.record import SAFE, Act, Deed, Outcome
from broadcaster.reporting.accounts import Report
from broadcaster.reporting.emergencies import Emergency
from broadcaster.reporting.reconciling import Deviation, Kind

DEVIATIONS = {
    Kind.NOT_AIRED: N_("not aired"),
    Kind.SHORT: N_("heard in part"),
    Kind.REPLACED: N_("replaced"),
    Kind.LATE: N_("late"),
    Kind.UNPLANNED: N_("not planned"),
    Kind.NO_RECORD: N_("no line in the record"),
}
OUTCOMES = {
    Outcome.AIRED: N_("aired"),
    Outcome.JOINED_LATE: N_("joined late"),
    Outcome.CUT_SHORT: N_("cut short"),
    Outcome.REPLACED: N_("replaced"),
    Outcome.SKIPPED: N_("skipped"),
    Outcome.BLOCKED: N_("blocked"),
    Outcome.FAILED: N_("failed"),
}
KINDS = {
    "jingle": N_("jingle"),
    "script": N_("item"),
    "spot": N_("spot"),
    "music": N_("music"),
    "relay": N_("relay"),
    "pause": N_("pause"),
    SAFE: N_("safe programme"),
}
DEEDS = {
    Deed.APPROVED: N_("approved"),
    Deed.REVOKED: N_("took the approval back"),
    Deed.SUBMITTED: N_("put before the approver"),
    Deed.SENT_BACK: N_("gave back to its writer"),
    Deed.ALERT_ASKED: N_("asked for an emergency in the quiet hours"),
    Deed.ALERT_LEFT: N_("did not air a warning that came in:"),
    Deed.ALERT_SENT: N_("sent in a recording for an emergency"),
    Deed.ALERTED: N_("put an emergency on air"),
    Deed.ALERT_CANCELLED: N_("ended the emergency"),
    Deed.BEGUN: N_("wrote it"),
    Deed.SAVED: N_("saved a change"),
    Deed.BROUGHT_IN: N_("made a draft of a document:"),
    Deed.SETTLED: N_("wrote into the lexicon how it is read:"),
    Deed.UNSETTLED: N_("took out of the lexicon:"),
    Deed.CHANGED: N_("changed"),
    Deed.RESTORED: N_("put a backup in place of the record"),
    Deed.SWEPT: N_("finished programmes of days past were removed"),
    Deed.CLOCK_SET: N_("set the clock, or vouched for it"),
    Deed.SET_ASIDE: N_("set aside a record that could not be read"),
}
SAYING_WHY = {
    Deed.REVOKED,
    Deed.SUBMITTED,
    Deed.SENT_BACK,
    Deed.BROUGHT_IN,
    Deed.SETTLED,
    Deed.UNSETTLED,
    Deed.ALERT_ASKED,
    Deed.ALERT_LEFT,
    Deed.ALERTED,
}  # notes worth reading
LATE = N_("{late} s late; late.join is {limit} s")
LOST = N_("{lost} ms of it were not heard")
TO_COME = N_("not yet to be aired: {length}, {airings} airings that have not begun")
DAY_TO_COME = N_("of which {length} is still to come")
UNAPPROVED = N_("not approved yet")
NO_COLUMN = N_("jingles, music and the like")


class Text(Protocol):
    """Says a marked sentence in the language of the paper."""

    def __call__(self, template: str, /, **values: object) -> str:
        """Return the sentence."""


@dataclass(frozen=True)
class Words:
    """How a paper speaks: its language, the columns' names as the commune writes them, and notes in that language."""

    text: Text
    columns: Mapping[str, str]
    language: str

    def trouble(self, deviation: Deviation) -> str:
        """Return what went wrong, and why as far as the record says."""
        return self.text(DEVIATIONS[deviation.kind]) + (f": {self.reason(deviation.note)}" if deviation.note else "")

    def reason(self, note: str) -> str:
        """Return a line's note."""
        sentence = note_sentence(note)
        return self.text(sentence.template, **sentence.values)

    def approval(self, emergency: Emergency) -> str:
        """Return who approved an emergency after it was aired, and when; or that nobody has."""
        act = emergency.approved
        return f"{act.by or '–'}, {moment(act.at)}" if act else self.text(UNAPPROVED)

    def column(self, column: str) -> str:
        """Return the column's name."""
        return self.columns.get(column, column) if column else self.text(NO_COLUMN)


def note_sentence(note: str) -> Sentence:
    """Return a line's note, kept in English, as something that can be said in every language as far as it is ours."""
    if late := re.fullmatch(r"(\d+) s late; late.join is (\d+) s", note):
        return Sentence(LATE, late=late[1], limit=late[2])
    if lost := re.fullmatch(r"(\d+) ms of it were not heard", note):
        return Sentence(LOST, lost=lost[1])
    return Sentence(note)


def act_note(act: Act) -> Sentence:
    """Return what an act notes: what is ours in every language, a person's own words as they are."""
    return reason_in(act.note) if act.deed is Deed.ALERT_LEFT else Sentence("{note}", note=act.note)


def length(duration_ms: int) -> str:
    """Return a length as ``5:30`` minutes and seconds; whole hours stay minutes, as offices count airtime."""
    seconds = round(duration_ms / 1000)
    return f"{seconds // 60}:{seconds % 60:02}"


def moment(at: datetime) -> str:
    """Return a moment as ``05:30 13/05``."""
    return f"{at:%H:%M %d/%m}"


def more(aired_ms: int, usual_ms: int) -> str:
    """Return by how much more than usual was aired, as ``+25:00`` or ``−1:00``."""
    sign = "+" if aired_ms >= usual_ms else "−"
    return sign + length(abs(aired_ms - usual_ms))


@dataclass(frozen=True)
class Trouble:
    """Deviations of one airing that are alike, told in one line."""

    deviations: tuple[Deviation, ...]

    @property
    def first(self) -> Deviation:
        """The first of them, which says for all of them what they are."""
        return self.deviations[0]

    @property
    def what(self) -> str:
        """What they are about: a title, or the first and the last one."""
        titles = [deviation.title for deviation in self.deviations if deviation.title]
        return f"{titles[0]} … {titles[-1]} ({len(titles)})" if len(titles) > 1 else "".join(titles)

    @property
    def planned_ms(self) -> int:
        """How much was planned."""
        return sum(deviation.planned_ms for deviation in self.deviations)

    @property
    def aired_ms(self) -> int:
        """How much of it was heard."""
        return sum(deviation.aired_ms for deviation in self.deviations)


def troubles(report: Report) -> list[Trouble]:
    """Return the report's deviations, those that are alike taken together."""
    return taken_together(report.deviations)


def taken_together(deviations: Sequence[Deviation]) -> list[Trouble]:
    """Return deviations, those that are alike and follow each other in one airing taken together."""
    alike = groupby(deviations, key=lambda d: (d.planned_at.date(), d.slot, d.kind, d.note))
    return [Trouble(tuple(found)) for _, found in alike]
