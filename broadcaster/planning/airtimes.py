"""Which slots air on a day, for how long, and with what in them once campaigns are applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from broadcaster.model.plan import Airtime
from broadcaster.model.station import Station
from broadcaster.model.timetable import Campaign, Entry, EntryKind, Extension, Slot, Timetable


def airtimes_on(day: date, station: Station, timetable: Timetable) -> list[Airtime]:
    """Return the airtimes that begin on `day` (the station's local date), by their start."""
    running = [campaign for campaign in timetable.campaigns if campaign.runs_on(day)]
    zone = zone_of(station.timezone)
    found = [
        _airtime(slot, airing, day, zone, _extensions(slot, running))
        for slot in timetable.slots
        for airing in _airings(slot, day, station, running)
    ]
    found += [
        _airtime(slot, airing, day, zone, ())
        for campaign in running
        for slot in campaign.adds
        for airing in _own_airings(slot, day, campaign.id)
    ]
    return sorted(found, key=lambda airtime: (airtime.starts_at, airtime.slot))


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of that name."""
    return ZoneInfo(name)


@dataclass(frozen=True)
class _Airing:
    """When a slot airs on a day, for how long before extensions, and by which campaign's order (None: as usual)."""

    at: time
    length_ms: int
    campaign: str | None = None


def _own_airings(slot: Slot, day: date, campaign: str | None = None, *, is_off: bool = False) -> list[_Airing]:
    """Return the airings that the slot itself plans on `day`; with `is_off`, only those of a special day of its own."""
    if not slot.dates.contains(day):
        return []
    special = slot.special_on(day)
    if special is None:
        times = slot.times if day.weekday() in slot.days and not is_off else ()
        return [_Airing(at, slot.duration_ms, campaign) for at in times]
    length_ms = special.duration_ms or slot.duration_ms
    return [] if special.off else [_Airing(at, length_ms, campaign) for at in special.at or slot.times]


def _airings(slot: Slot, day: date, station: Station, running: Sequence[Campaign]) -> list[_Airing]:
    """Return the slot's own airings and those that campaigns add: more days of the week first, then more times."""
    found = {airing.at: airing for airing in _own_airings(slot, day, is_off=station.is_off(day))}
    extensions = _extensions(slot, running)
    closed = station.is_off(day) or bool((special := slot.special_on(day)) and special.off)
    for campaign, extension in extensions:
        if not found and day.weekday() in extension.days and not closed:
            found = {at: _Airing(at, slot.duration_ms, campaign.id) for at in slot.times}
    if not found:
        return []  # a slot that does not air that day has nothing to be repeated
    for campaign, extension in extensions:
        for at in extension.also_at:
            found.setdefault(at, _Airing(at, slot.duration_ms, campaign.id))
    return list(found.values())


def _extensions(slot: Slot, running: Sequence[Campaign]) -> tuple[tuple[Campaign, Extension], ...]:
    return tuple((campaign, ext) for campaign in running for ext in campaign.extends if ext.slot == slot.id)


def _airtime(
    slot: Slot, airing: _Airing, day: date, zone: ZoneInfo, extensions: Sequence[tuple[Campaign, Extension]]
) -> Airtime:
    """Return the airtime with everything that campaigns put into it, and each one's share of its length."""
    items = slot.items
    shares: dict[str, int] = {airing.campaign: airing.length_ms} if airing.campaign else {}
    for campaign, extension in extensions:
        if extension.by_ms or extension.items:
            items = insert(items, extension)
            shares[campaign.id] = shares.get(campaign.id, 0) + extension.by_ms
    usual_ms = 0 if airing.campaign else airing.length_ms
    return Airtime(
        slot=slot.id,
        title=slot.title,
        starts_at=moment(day, airing.at, zone),
        usual_ms=usual_ms,
        duration_ms=usual_ms + sum(shares.values()),
        items=items,
        fill=slot.fill,
        campaigns=tuple(shares),
        shares=tuple(shares.items()),
    )


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return when it is `at` on `day`; an hour that the change to summer time leaves out is an hour later."""
    return datetime.combine(day, at, zone).astimezone(UTC).astimezone(zone)


def insert(items: tuple[Entry, ...], extension: Extension) -> tuple[Entry, ...]:
    """Return `items` with the extension's behind the entry it names, or in front of the closing when it names none."""
    at = closing_starts(items)
    if extension.after is not None:
        named = [index + 1 for index, entry in enumerate(items) if entry.name == extension.after]
        at = named[-1] if named else at
    return items[:at] + extension.items + items[at:]


def closing_starts(items: Sequence[Entry]) -> int:
    """Return the index at which the closing begins: the scripts and jingles that follow the last column or relay.

    A list without either has no closing but its last entry.
    """
    columns = [index + 1 for index, entry in enumerate(items) if entry.kind in {EntryKind.COLUMN, EntryKind.RELAY}]
    return columns[-1] if columns else max(0, len(items) - 1)


def relay_starts(airtime: Airtime) -> list[tuple[Entry, datetime]]:
    """Return the relays that start at a time of their own, with the moment; after midnight that is the next day's."""
    found = []
    for entry in airtime.items:
        if entry.kind is EntryKind.RELAY and entry.at is not None:
            starts = airtime.starts_at
            zone = zone_of(str(starts.tzinfo))
            days_on = 0 if entry.at >= starts.time() else 1
            found.append((entry, moment(starts.date() + timedelta(days=days_on), entry.at, zone)))
    return found
