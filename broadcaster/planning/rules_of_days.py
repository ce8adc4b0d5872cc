"""The rules about days: what no day can air, decisions that lead nowhere, hours that a day does not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Airtime
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.script import DayRange, Script
from broadcaster.model.timetable import Campaign, EntryKind, Slot
from broadcaster.planning.airtimes import airtimes_on, zone_of

DAYS_LOOKED_AT = 400  # more than a year's round of weekdays tells nothing new


def meet(one: DayRange, other: DayRange) -> bool:
    """Whether there is a day in both."""
    first = max(one.first or date.min, other.first or date.min)
    return first <= min(one.last or date.max, other.last or date.max)


def check_days(contents: Contents, today: date) -> Iterator[Problem]:
    """Yield what can't air on any day, and slots at an hour that some day leaves out."""
    coming = _Coming(contents, today)
    for script in contents.scripts:
        yield from _script(script, coming)
    for slot in contents.timetable.all_slots:
        yield from _slot(slot, coming)
        yield from _missing_hour(slot, contents, today)
    for campaign in contents.timetable.campaigns:
        yield from _extensions(campaign, coming)


def _problem(place: Place | None, template: str, severity: Severity = Severity.ERROR, **values: object) -> Problem:
    return Problem(Sentence(template, **values), place, severity)


@dataclass
class _Coming:
    """The airtimes of the coming days, laid out as far as somebody asks."""

    contents: Contents
    today: date

    def __post_init__(self) -> None:
        self._days: dict[date, list[Airtime]] = {}

    def on(self, day: date) -> list[Airtime]:
        """Return the airtimes of `day`."""
        if day not in self._days:
            self._days[day] = airtimes_on(day, self.contents.station, self.contents.timetable)
        return self._days[day]

    def between(self, *spans: DayRange) -> Iterator[Airtime]:
        """Yield the airtimes of those days, of each span from its first day (else today) for as long as is looked."""
        for days in spans:
            first = days.first or self.today
            last = min(days.last or date.max, first + timedelta(days=DAYS_LOOKED_AT))
            for step in range((last - first).days + 1):
                yield from self.on(first + timedelta(days=step))


def _day(airtime: Airtime) -> date:
    return airtime.starts_at.date()


def _takes(airtime: Airtime, script: Script) -> bool:
    """Whether the airtime asks for the script, by its name or its column, while it may air."""
    if script.event and script.event.is_over(airtime.ends_at):
        return False
    named = any(
        entry.name == (script.id if entry.kind is EntryKind.SCRIPT else script.column)
        for entry in airtime.items
        if entry.kind in {EntryKind.SCRIPT, EntryKind.COLUMN}
    )
    return named or any(filler.column == script.column for filler in airtime.fill)


def _script(script: Script, coming: _Coming) -> Iterator[Problem]:
    if script.event and script.valid.first and script.event.day < script.valid.first:
        yield _problem(
            script.place, N_("“{name}” can't air on any day: it is valid from {first}, and its event is on {day}"),
            name=script.id, first=f"{script.valid.first:%d/%m/%Y}", day=f"{script.event.day:%d/%m/%Y}",
        )  # fmt: skip
        return
    timetable = coming.contents.timetable
    wanted = {entry.name for entry in timetable.all_entries if entry.kind in {EntryKind.SCRIPT, EntryKind.COLUMN}}
    asked_for = wanted | timetable.columns_filling
    over = script.days.last is not None and script.days.last < coming.today
    if over or not asked_for & {script.id, script.column}:
        return
    days = [script.days, *(campaign.days for campaign in timetable.campaigns)]  # also a campaign's that is over
    if not any(_takes(airtime, script) for airtime in coming.between(*days) if script.days.contains(_day(airtime))):
        yield _problem(
            script.place,
            N_("“{name}” can't air on any day: no slot takes it while it is valid; change its days, or a slot's"),
            Severity.WARNING, name=script.id,
        )  # fmt: skip


def _slot(slot: Slot, coming: _Coming) -> Iterator[Problem]:
    if slot.dates.last is not None and slot.dates.last < coming.today:
        return
    by = next((one for one in coming.contents.timetable.campaigns if slot in one.adds), None)
    if by is not None and (by.days.last is None or by.days.last < coming.today):
        return
    days = by.days if by else slot.dates
    if not any(airtime.slot == slot.id for airtime in coming.between(days)):
        yield _problem(slot.place, N_("“{name}” airs on no day: look at its days, dates and exceptions"), name=slot.id)


def _extensions(campaign: Campaign, coming: _Coming) -> Iterator[Problem]:
    """Yield the extensions of slots that do not air on any of the campaign's days."""
    if campaign.days.last is not None and campaign.days.last < coming.today:
        return
    known = {slot.id for slot in coming.contents.timetable.slots}
    extended = {a.slot for a in coming.between(campaign.days) if campaign.id in a.campaigns}
    for extension in campaign.extends:
        if extension.slot in known - extended:
            yield _problem(
                extension.place,
                N_("“{slot}” does not air on any day of the campaign and can't be extended; add days: to it, "
                   "or look at the slot's days and exceptions"),
                slot=extension.slot,
            )  # fmt: skip


def _missing_hour(slot: Slot, contents: Contents, today: date) -> Iterator[Problem]:
    """Yield the first coming day that leaves out the slot's hour, for its clocks are put forward."""
    zone = zone_of(contents.station.timezone)
    for step in range(DAYS_LOOKED_AT):
        day = today + timedelta(days=step)
        if _offset(day, zone) == _offset(day + timedelta(days=1), zone):
            continue
        for at in slot.times:
            asked = datetime.combine(day, at, zone)
            given = asked.astimezone(UTC).astimezone(zone)
            if (asked.hour, asked.minute) != (given.hour, given.minute):
                yield _problem(
                    slot.place,
                    N_("on {day} clocks are put forward and there is no {time}: “{name}” airs at {instead}"),
                    Severity.WARNING,
                    day=f"{day:%d/%m/%Y}", time=f"{at:%H:%M}", name=slot.id, instead=f"{given:%H:%M}",
                )  # fmt: skip
                return


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time(), zone).utcoffset()
