"""The as-run record: what really went out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a planned cue."""

    AIRED = "aired"  # from its first to its last sample
    JOINED_LATE = "joined_late"  # from somewhere inside, because the station was late
    CUT_SHORT = "cut_short"  # its end was not heard
    REPLACED = "replaced"  # something else was heard in its place
    SKIPPED = "skipped"  # not aired by rule: too late, or outside the plan
    BLOCKED = "blocked"  # not aired because it must not: quiet hours, no approval
    FAILED = "failed"  # should have been aired and could not be


SAFE = "safe"  # the kind of a line that tells of the safe programme: nothing of what was planned was heard


@dataclass(frozen=True)
class AsRunEntry:
    """One line of the record. `started_at` is None for what was never heard; `note` says why, in English.

    The evidence: `fingerprint` names the content of what sounded (hexadecimal), `programme` is the SHA-256 of the file
    that was played, `outputs` are those that carried it.
    """

    slot: str
    source: str
    kind: str
    title: str
    column: str
    planned_at: datetime
    started_at: datetime | None
    duration_ms: int
    outcome: Outcome
    voice: str = ""
    campaigns: tuple[str, ...] = ()
    note: str = ""
    fingerprint: str = ""
    programme: str = ""
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hearing:
    """How a script was heard with one content, all its lines of the record added up.

    `airings` counts what was interrupted and went on once; `first_at` and `last_at` are when it was begun, in UTC.
    """

    source: str
    fingerprint: str
    airings: int
    duration_ms: int
    first_at: datetime
    last_at: datetime


class Deed(StrEnum):
    """What a person did, or the station by its settings, that the record keeps."""

    APPROVED = "approved"
    REVOKED = "revoked"  # took an approval back
    SUBMITTED = "submitted"  # put a script, as it was, before whoever approves
    SENT_BACK = "sent_back"  # gave it back to its writer, with a word why
    ALERT_ASKED = "alert_asked"  # asked for an emergency in the quiet hours: the first of two steps
    ALERT_LEFT = "alert_left"  # a warning came in from outside that was not aired: refused, an exercise, or too slight
    ALERT_SENT = "alert_sent"  # sent in a recording for an emergency; nothing airs by that
    ALERTED = "alerted"  # put an emergency on air
    ALERT_CANCELLED = "alert_cancelled"
    BEGUN = "begun"  # wrote a new script
    SAVED = "saved"  # changed a script by form
    BROUGHT_IN = "brought_in"  # made a draft of an office's document, which the note names
    SETTLED = "settled"  # wrote into the lexicon how a guess in a script is read
    UNSETTLED = "unsettled"  # took that back
    CHANGED = "changed"  # changed what is aired: a playlist, the lexicon, the settings
    RESTORED = "restored"  # put a copy in place of the record
    SWEPT = "swept"  # removed finished programmes of days long past, for want of room
    CLOCK_SET = "clock_set"  # the clock was set, or somebody vouched for what it shows
    SET_ASIDE = "set_aside"  # a record that could not be read any more was put aside, and this one begun


@dataclass(frozen=True)
class Act:
    """What somebody did: `by` names the person as they named themselves, `subject` the script or file.

    `fingerprint` is what an approval is bound to, `approved` all that it was made of: the words, the sounds, the days.
    `note` says more: in English where it is ours, else in the person's own words.
    """

    at: datetime
    deed: Deed
    by: str
    subject: str
    fingerprint: str = ""
    note: str = ""
    approved: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Span:
    """A stretch of a programme that is being heard without a break.

    Its first sample, at `from_ms` of the programme, was heard at `started_at` (None: not yet); since then `heard_ms`.
    `relayed` are the stretches of the programme, from and to in milliseconds, in whose place a relay was heard.
    """

    started_at: datetime | None = None
    from_ms: int = 0
    heard_ms: int = 0
    relayed: tuple[tuple[int, int], ...] = ()

    @property
    def to_ms(self) -> int:
        """The place in the programme up to which was heard."""
        return self.from_ms + self.heard_ms


@dataclass(frozen=True)
class AiringState:
    """How far an airing has come: the cues before `next_cue` are in the record.

    `stand_in` says that `span` tells of the safe programme, which was heard in the airing's place.
    """

    over: bool = False
    next_cue: int = 0
    span: Span = Span()
    stand_in: bool = False
