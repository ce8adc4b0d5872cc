"""The plan as an iCalendar file (RFC 5545), for the calendars of telephones and offices. Only importer of icalendar."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from icalendar import Calendar, Event

from broadcaster import __version__
from broadcaster.messages import N_, say
from broadcaster.model.contents import Contents
from broadcaster.model.plan import DayPlan, Rundown

AIRTIME = N_("airtime: {planned} minutes (usually {usual})")
CAMPAIGN = N_("campaign: {title}")


def calendar(plans: Sequence[DayPlan], contents: Contents, now: datetime, language: str) -> bytes:
    """Return an event for each airing, its items in the description; `now` is when it was made.

    An airing keeps its UID as long as its slot and start stay, so that a calendar that is given a newer file changes
    its entries and does not double them.
    """
    found = Calendar()
    found.add("prodid", f"-//Broadcaster//{__version__}//{language.upper()}")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", contents.station.name)
    for plan in plans:
        for rundown in plan.rundowns:
            found.add_component(_event(rundown, contents, now, language))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def _event(rundown: Rundown, contents: Contents, now: datetime, language: str) -> Event:
    airtime = rundown.airtime
    event = Event()
    event.add("uid", _uid(rundown, contents.station.name))
    event.add("dtstamp", now)
    event.add("dtstart", airtime.starts_at)
    event.add("dtend", airtime.ends_at)
    event.add("summary", airtime.title)
    event.add("location", contents.station.name)
    event.add("description", "\n".join(_lines(rundown, contents, language)))
    if airtime.campaigns:
        event.add("categories", list(airtime.campaigns))
    return event


def _uid(rundown: Rundown, station: str) -> str:
    whose = hashlib.sha256(station.encode()).hexdigest()[:12]
    return f"{rundown.airtime.slot}-{rundown.airtime.starts_at:%Y%m%dT%H%M}@{whose}.broadcaster"


def _lines(rundown: Rundown, contents: Contents, language: str) -> list[str]:
    airtime = rundown.airtime
    minutes = {"planned": f"{airtime.duration_ms / 60_000:g}", "usual": f"{airtime.usual_ms / 60_000:g}"}
    lines = [say(AIRTIME, minutes, language)]
    titles = {campaign.id: campaign.title for campaign in contents.timetable.campaigns}
    lines += [say(CAMPAIGN, {"title": titles.get(one, one)}, language) for one in airtime.campaigns]
    heard = (cue for cue in rundown.cues if cue.kind in {"script", "relay"})
    return [*lines, *(f"{cue.starts_at:%H:%M} {cue.clip.title}" for cue in heard)]
