"""Which slots air on a day, for how long, and with what in them once campaigns are applied."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from broadcaster.model.plan import Airtime
from broadcaster.model.station import Station
from broadcaster.model.timetable import Campaign, Entry, EntryKind, Extension, Slot, Timetable


def airtimes_on(day: date, station: Station, timetable: Timetable) -> list[Airtime]:
    """Return the airtimes that begin on `day` (the station's local date), by their start."""
    running = [campaign for campaign in timetable.campaigns if campaign.runs_on(day)]
    zone = ZoneInfo(station.timezone)
    found = [_extended(slot, running, day, zone) for slot in timetable.slots if day.weekday() in slot.days]
    found += [
        _airtime(slot, day, zone, usual_ms=0, campaigns=(campaign.id,))
        for campaign in running
        for slot in campaign.adds
        if day.weekday() in slot.days
    ]
    return sorted(found, key=lambda airtime: (airtime.starts_at, airtime.slot))


def _airtime(slot: Slot, day: date, zone: ZoneInfo, usual_ms: int, campaigns: tuple[str, ...]) -> Airtime:
    return Airtime(
        slot=slot.id,
        title=slot.title,
        starts_at=_moment(day, slot.at, zone),
        usual_ms=usual_ms,
        duration_ms=slot.duration_ms,
        items=slot.items,
        fill=slot.fill,
        campaigns=campaigns,
    )


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return when it is `at` on `day`; an hour that the change to summer time leaves out is an hour later."""
    return datetime.combine(day, at, zone).astimezone(UTC).astimezone(zone)


def _extended(slot: Slot, running: Sequence[Campaign], day: date, zone: ZoneInfo) -> Airtime:
    plain = _airtime(slot, day, zone, usual_ms=slot.duration_ms, campaigns=())
    extensions = [(campaign, ext) for campaign in running for ext in campaign.extends if ext.slot == slot.id]
    items = slot.items
    for _, extension in extensions:
        items = insert(items, extension)
    return Airtime(
        slot=plain.slot,
        title=plain.title,
        starts_at=plain.starts_at,
        usual_ms=plain.usual_ms,
        duration_ms=plain.duration_ms + sum(extension.by_ms for _, extension in extensions),
        items=items,
        fill=plain.fill,
        campaigns=tuple(campaign.id for campaign, _ in extensions),
    )


def insert(items: tuple[Entry, ...], extension: Extension) -> tuple[Entry, ...]:
    """Return `items` with the extension's behind the entry it names, or in front of the closing when it names none."""
    at = closing_starts(items)
    if extension.after is not None:
        named = [index + 1 for index, entry in enumerate(items) if entry.name == extension.after]
        at = named[-1] if named else at
    return items[:at] + extension.items + items[at:]


def closing_starts(items: Sequence[Entry]) -> int:
    """Return the index at which the closing begins: the scripts and jingles that follow the last column.

    A list without a column has no closing but its last entry.
    """
    columns = [index + 1 for index, entry in enumerate(items) if entry.kind is EntryKind.COLUMN]
    return columns[-1] if columns else max(0, len(items) - 1)
