"""Why something did or did not go out at a time: the record's lines, the plan and the rules, in sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, Rundown, later
from broadcaster.model.record import Act, AsRunEntry, Deed
from broadcaster.planning.airtimes import airtimes_on
from broadcaster.planning.explaining import why_silent
from broadcaster.playout.airing import NOT_APPROVED_ANY_MORE, QUIET, TAKEN_BACK, WAS_INTERRUPTED, WAS_MOVED, WAS_OFF
from broadcaster.playout.as_run import (
    JOINED,
    NO_OUTPUT,
    NO_OUTPUT_FOR_A_WHILE,
    RELAY_LATE,
    RELAY_LOST,
    SAFE_PROGRAMME,
    STOOD_IN,
)
from broadcaster.playout.as_run_log import INTERRUPTED
from broadcaster.playout.daemon import CLOCK_SET
from broadcaster.playout.interruptions import BY_ALERT, SOUND_LOST
from broadcaster.playout.on_desk import MADE_WAY
from broadcaster.reporting.deeds import named_once
from broadcaster.reporting.words import OUTCOMES, note_sentence
from broadcaster.workflows.airings_now import NO_PROGRAMME
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.planning_days import start_of
from broadcaster.workflows.reporting import planned_airings

# What each reason in the record means to whoever asks, and what to do about it.
REASONS = {
    QUIET: N_("the rule: nothing airs in the quiet hours (hours: {{quiet: {quiet}}} in station.yaml)"),
    WAS_OFF: N_("the fault: broadcaster run was not running then, or the machine was off"),
    WAS_INTERRUPTED: N_("the fault: the airing was interrupted (power, a restart), and came back too late to go on"),
    MADE_WAY: N_("the rule: a programme in which something may not be heard any more leaves the air as a whole"),
    TAKEN_BACK: N_("the rule: what somebody takes the approval of back leaves the air at once"),
    NOT_APPROVED_ANY_MORE: N_(
        "the rule: what was changed since it was approved does not air until it is approved again"
    ),
    INTERRUPTED: N_("the fault: playing was interrupted: the power, a restart, or somebody who ended it"),
    WAS_MOVED: N_("the rule: what is on air when its time is moved is heard once, as it began"),
    CLOCK_SET: N_("the fault: the machine's clock was set, or the machine slept"),
    SAFE_PROGRAMME: N_("the fault: the programme was missing or damaged; the safe programme was heard in its place"),
    **dict.fromkeys(
        (STOOD_IN, RELAY_LATE, RELAY_LOST),
        N_("the fault: the upper station's stream could not be had all the time; var/engine.json.log tells why"),
    ),
    JOINED: N_("the rule: the station was late, and joined the airing where it should have been by then"),
    SOUND_LOST: N_("the fault: the sound process was lost, and started again at once"),
    BY_ALERT: N_("the rule: an emergency was aired at once, in place of the programme (see broadcaster log)"),
    NO_PROGRAMME: N_("the fault: no finished programme lay ready, or a script in it was not approved any more"),
    NO_OUTPUT: N_("the fault: no output carried sound: loudspeaker card, cable or stream"),
    NO_OUTPUT_FOR_A_WHILE: N_("the fault: for a while no output carried sound: loudspeaker card, cable or stream"),
}
NOTED = N_(" ({note})")
LATE_RULE = N_("the rule: what is later than late: {{join: {join}}} in station.yaml is not joined any more")
TELLING = {
    Deed.REVOKED,
    Deed.CHANGED,
    Deed.ALERTED,
    Deed.ALERT_CANCELLED,
    Deed.RESTORED,
    Deed.CLOCK_SET,
    Deed.SET_ASIDE,
}
DEED_SENTENCES = {
    Deed.APPROVED: N_("{moment}: {by} approved “{subject}”"),
    Deed.REVOKED: N_("{moment}: {by} took back the approval of “{subject}”"),
    Deed.SUBMITTED: N_("{moment}: {by} submitted “{subject}”"),
    Deed.SENT_BACK: N_("{moment}: {by} sent “{subject}” back"),
    Deed.BEGUN: N_("{moment}: {by} wrote “{subject}”"),
    Deed.SAVED: N_("{moment}: {by} saved a change of “{subject}”"),
    Deed.BROUGHT_IN: N_("{moment}: {by} made the draft “{subject}” of a document"),
    Deed.SETTLED: N_("{moment}: {by} wrote into the lexicon how a word of “{subject}” is read"),
    Deed.UNSETTLED: N_("{moment}: {by} took a reading of “{subject}” out of the lexicon"),
    Deed.CHANGED: N_("{moment}: {by} changed {subject}"),
    Deed.ALERT_ASKED: N_("{moment}: {by} asked for an emergency in the quiet hours: {subject}"),
    Deed.ALERT_LEFT: N_("{moment}: a warning of {by} came in and was not aired: {subject}"),
    Deed.ALERT_SENT: N_("{moment}: {by} sent in a recording for an emergency: {subject}"),
    Deed.ALERTED: N_("{moment}: {by} put an emergency on air: {subject}"),
    Deed.ALERT_CANCELLED: N_("{moment}: {by} ended the emergency {subject}"),
    Deed.RESTORED: N_("{moment}: the record was put back from the backup {subject}"),
    Deed.SWEPT: N_("{moment}: the finished programmes of {subject} were removed"),
    Deed.CLOCK_SET: N_("{moment}: the clock was set, or somebody vouched for it"),
    Deed.SET_ASIDE: N_(
        "{moment}: the record could not be read any more; it was set aside as {subject}, and begun anew"
    ),
}
BEFORE = timedelta(days=1)  # how far back what people did may be the reason


@dataclass(frozen=True)
class Explanation:
    """What is known of `moment`: whether something was heard then, and why, most telling first."""

    moment: datetime
    heard: bool
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True)
class _Known:
    """What there is to explain with."""

    contents: Contents
    planned: Sequence[Rundown]
    lines: Sequence[AsRunEntry]
    acts: Sequence[Act]
    now: datetime


def explain_air(contents: Contents, moment: datetime, now: datetime) -> Explanation:
    """Return why something was or was not heard at `moment`, by the record as it stands `now`."""
    day = moment.date()
    with record_to_read(contents) as record:
        known = _known(contents, record, day, now)
    rundown = next((r for r in known.planned if r.airtime.starts_at <= moment < r.airtime.ends_at), None)
    heard = [line for line in known.lines if _covers(line, moment)]
    if heard:
        reasons = [_what_was_heard(heard[0])]
    elif moment > now:
        reasons = [_still_to_come(rundown) if rundown else _nothing_planned()]
        reasons += [] if rundown else _why_not_planned(known, moment)
    elif rundown is None:
        reasons = [_nothing_planned(), *_why_not_planned(known, moment)]
    else:
        reasons = [*_why_silent(known, rundown, moment)]
    silent_by_fault = not heard and rundown is not None
    return Explanation(moment, bool(heard), (*reasons, *(_deeds(known, moment) if silent_by_fault else ())))


def _known(contents: Contents, record: Logbook, day: date, now: datetime) -> _Known:
    eve, next_day = day - BEFORE, day + timedelta(days=1)
    since, until = start_of(eve, contents), start_of(next_day, contents)
    return _Known(
        contents,
        planned_airings(contents, record, eve, day),
        list(record.aired(since, until)),
        list(record.acts(since, until)),
        now,
    )


def _covers(line: AsRunEntry, moment: datetime) -> bool:
    return line.started_at is not None and line.started_at <= moment < later(line.started_at, line.duration_ms)


def _what_was_heard(line: AsRunEntry) -> Sentence:
    started = cast("datetime", line.started_at)
    return Sentence(
        N_("“{title}” was heard, from {start} to {end}, on: {outputs}"),
        title=line.title,
        start=f"{started:%H:%M:%S}",
        end=f"{later(started, line.duration_ms):%H:%M:%S}",
        outputs=", ".join(line.outputs) or "–",
    )


def _still_to_come(rundown: Rundown) -> Sentence:
    airtime = rundown.airtime
    return Sentence(
        N_("{title} airs then, from {start}"), title=airtime.title, start=f"{airtime.starts_at:%H:%M %d/%m/%Y}"
    )


def _nothing_planned() -> Sentence:
    return Sentence(N_("nothing is planned for that time"))


def _why_not_planned(known: _Known, moment: datetime) -> Iterator[Sentence]:
    """Yield the rules by which a slot of that hour does not air that day, and the airings before and after."""
    contents, day = known.contents, moment.date()
    airing = {airtime.slot for airtime in airtimes_on(day, contents.station, contents.timetable)}
    for slot in contents.timetable.all_slots:
        begins = [datetime.combine(day, at, moment.tzinfo) for at in slot.times]
        if slot.id not in airing and any(at <= moment < later(at, slot.duration_ms) for at in begins):
            why = why_silent(slot, day, contents.station, contents.timetable)
            yield Sentence(N_("the rule: {title} does not air that day: {why}"), title=slot.title, why=why)
    quiet = contents.station.hours.quiet
    if quiet and quiet.contains(moment.timetz().replace(tzinfo=None)):
        yield _quiet(contents)
    yield from _neighbours(contents, moment)


def _neighbours(contents: Contents, moment: datetime) -> Iterator[Sentence]:
    airtimes = airtimes_on(moment.date(), contents.station, contents.timetable)
    before = [airtime for airtime in airtimes if airtime.ends_at <= moment]
    after = [airtime for airtime in airtimes if airtime.starts_at > moment]
    if before:
        template = N_("before that, {title} was planned up to {end}")
        yield Sentence(template, title=before[-1].title, end=f"{before[-1].ends_at:%H:%M}")
    if after:
        template = N_("after that, {title} is planned from {start}")
        yield Sentence(template, title=after[0].title, start=f"{after[0].starts_at:%H:%M}")


def _quiet(contents: Contents) -> Sentence:
    quiet = contents.station.hours.quiet
    return Sentence(REASONS[QUIET], quiet=f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else "–")


def _why_silent(known: _Known, rundown: Rundown, moment: datetime) -> Iterator[Sentence]:
    """Yield what should have been heard, what the record says became of it, and what that means."""
    cue = next((cue for cue in rundown.cues if cue.starts_at <= moment < cue.ends_at), None)
    yield _what_was_due(rundown, cue)
    line = _line_about(known.lines, rundown, cue, moment)
    if line is None:
        if cue is None and rundown.cues and moment >= rundown.cues[-1].ends_at:
            yield Sentence(N_("the programme was shorter than its airtime: there was nothing to fill it with"))
        else:
            yield from _nothing_recorded(known, rundown)
        return
    yield from _meaning(known.contents, line)


def _what_was_due(rundown: Rundown, cue: Cue | None) -> Sentence:
    airtime = rundown.airtime
    if cue is None:
        template = N_("{airing} should have been heard, from {start} to {end}")
        return Sentence(
            template, airing=airtime.title, start=f"{airtime.starts_at:%H:%M}", end=f"{airtime.ends_at:%H:%M}"
        )
    return Sentence(N_("“{title}” should have been heard, in {airing}"), title=cue.clip.title, airing=airtime.title)


def _line_about(lines: Sequence[AsRunEntry], rundown: Rundown, cue: Cue | None, moment: datetime) -> AsRunEntry | None:
    """Return the line that tells of the cue; where the plan was not kept, the last one planned before the moment."""
    slot = rundown.airtime.slot
    if cue is not None:
        found = [ln for ln in lines if (ln.slot, ln.planned_at, ln.source) == (slot, cue.starts_at, cue.clip.id)]
    elif rundown.cues:
        found = []
    else:
        found = [ln for ln in lines if ln.slot == slot and rundown.airtime.starts_at <= ln.planned_at <= moment]
    return found[-1] if found else None


def _nothing_recorded(known: _Known, rundown: Rundown) -> Iterator[Sentence]:
    if rundown.airtime.ends_at > known.now:
        yield Sentence(N_("it is not over yet: the record tells when it is; see broadcaster status"))
        return
    yield Sentence(N_("the record says nothing of it"))
    yield Sentence(REASONS[WAS_OFF])


def _meaning(contents: Contents, line: AsRunEntry) -> Iterator[Sentence]:
    template = N_("the record says: {outcome}{note}")
    note = Sentence(NOTED, note=note_sentence(line.note)) if line.note else ""
    yield Sentence(template, outcome=Sentence(OUTCOMES[line.outcome]), note=note)
    if line.note == QUIET:
        yield _quiet(contents)
    elif line.note in REASONS:
        yield Sentence(REASONS[line.note])
    elif "late.join" in line.note:
        yield Sentence(LATE_RULE, join=f"{contents.station.join_late_ms // 60_000}m")


def _deeds(known: _Known, moment: datetime) -> Iterator[Sentence]:
    """Yield what people did in the day before that may have to do with it, with their names."""
    for act in named_once(known.acts):
        if act.deed in TELLING and moment - BEFORE <= act.at <= moment:
            yield Sentence(
                DEED_SENTENCES[act.deed],
                moment=f"{act.at:%H:%M %d/%m}",
                by=act.by or Sentence(N_("somebody")),
                subject=act.subject,
            )
