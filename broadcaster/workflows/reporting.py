"""Reports: what the record and the timetable say of some days, gathered for the accounts and the papers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from broadcaster.errors import UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Airtime, Rundown
from broadcaster.model.record import Act, Deed
from broadcaster.planning.airtimes import airtimes_on
from broadcaster.reporting.accounts import DayAccount, Evidence, ItemAccount, Period, Report, account
from broadcaster.reporting.reconciling import Deviation, reconcile
from broadcaster.workflows.emergencies import emergency_json
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.planning_days import days_between, start_of
from broadcaster.workflows.published import published_links
from broadcaster.workflows.shapes import Json


def campaign_period(contents: Contents, wanted: str) -> Period:
    """Return the days of the campaign with the id `wanted`. Raises UsageError when there is none."""
    campaigns = {campaign.id: campaign for campaign in contents.timetable.campaigns}
    campaign = campaigns.get(wanted)
    if campaign is None:
        known = ", ".join(campaigns) or "–"
        raise UsageError(N_("there is no campaign “{name}”; there are: {known}"), name=wanted, known=known)
    assert campaign.days.first is not None
    assert campaign.days.last is not None
    return Period(campaign.days.first, campaign.days.last, campaign)


def report(contents: Contents, period: Period, now: datetime) -> Report:
    """Return the report of `period` as things stand `now`."""
    since, until = _bounds(contents, period.first, period.last)
    now = now.astimezone(since.tzinfo)
    with record_to_read(contents) as record:
        evidence = Evidence(
            planned=planned_airings(contents, record, period.first, period.last),
            lines=list(record.aired(since, until)),
            acts=_acts(record, since, until),
            head=str(record.head()),
            links=published_links(contents),
        )
    return account(contents.station.name, period, evidence, now)


def _acts(record: Logbook, since: datetime, until: datetime) -> list[Act]:
    """Return what people did about what was aired: approvals come before the air, but of emergencies after it."""
    found = list(record.acts(since - timedelta(days=30), until))
    emergencies_then = {act.subject for act in found if act.deed is Deed.ALERTED}
    later_on = (act for act in record.deeds(Deed.APPROVED) if act.at >= until and act.subject in emergencies_then)
    return [*found, *later_on]


def deviations(contents: Contents, first: date, last: date, now: datetime) -> list[Deviation]:
    """Return where what went out on those days is not what was planned."""
    since, until = _bounds(contents, first, last)
    with record_to_read(contents) as record:
        planned = planned_airings(contents, record, first, last)
        return reconcile(planned, list(record.aired(since, until)), now)


def _bounds(contents: Contents, first: date, last: date) -> tuple[datetime, datetime]:
    return start_of(first, contents), start_of(last + timedelta(days=1), contents)


def planned_airings(contents: Contents, record: Logbook, first: date, last: date) -> Sequence[Rundown]:
    """Return the airings of those days: as planned when they were claimed, else by the timetable, without cues.

    What the record holds of a slot on a day wins over the timetable of now, which people may have changed since; the
    timetable adds what would come after that.
    """
    since, until = _bounds(contents, first, last)
    recorded = record.planned(since - timedelta(days=1), until)  # the eve's may go on past midnight
    kept = [within for rundown in recorded if (within := _within(rundown, since, until)) is not None]
    others = [
        Rundown(airtime, ())
        for day in days_between(first, last)
        for airtime in _not_kept(
            airtimes_on(day, contents.station, contents.timetable),
            [rundown.airtime for rundown in kept if rundown.airtime.starts_at.date() == day],
        )
    ]
    return sorted([*kept, *others], key=lambda rundown: rundown.airtime.starts_at)


def _not_kept(by_timetable: Sequence[Airtime], kept: Sequence[Airtime]) -> list[Airtime]:
    """Return what of a day's timetable is no other time of an airing that the record kept.

    A slot that airs three times, and of which one was kept, has its last two still to come.
    """
    found = []
    for slot in dict.fromkeys(airtime.slot for airtime in by_timetable):
        starts = [airtime.starts_at for airtime in kept if airtime.slot == slot]
        planned = [airtime for airtime in by_timetable if airtime.slot == slot]
        left = planned[len(starts) :]
        found += [airtime for airtime in left if not starts or airtime.starts_at > max(starts)]
    return found


def _within(rundown: Rundown, since: datetime, until: datetime) -> Rundown | None:
    """Return `rundown` with the cues of those days only; None when it belongs to the day before."""
    cues = tuple(cue for cue in rundown.cues if since <= cue.starts_at < until)
    return replace(rundown, cues=cues) if cues or rundown.airtime.starts_at >= since else None


def report_json(report: Report) -> Json:
    """Return `report` as `report --json` shows it."""
    period = report.period
    named = {"campaign": period.campaign.id} if period.campaign else {}
    return {
        **named,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "station": report.station,
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "days": [_day_json(day) for day in report.days],
        "columns": [
            {"column": column.column, "items": column.items, "airings": column.airings, "aired_ms": column.aired_ms}
            for column in report.columns
        ],
        "items": [_item_json(item) for item in report.items],
        "voices": [
            {"voice": voice.voice, "airings": voice.airings, "aired_ms": voice.aired_ms} for voice in report.voices
        ],
        "totals": _totals_json(report),
        "deviations": [deviation_json(deviation) for deviation in report.deviations],
        "emergencies": [emergency_json(one) for one in report.emergencies],
        "evidence": {
            "lines": len(report.lines),
            "record_head": report.head,
            "programmes": [{"airing": airing, "sha256": sha256} for airing, sha256 in report.programmes],
        },
    }


def _day_json(day: DayAccount) -> Json:
    return {
        "day": day.day.isoformat(),
        "usual_ms": day.usual_ms,
        "planned_ms": day.planned_ms,
        "aired_ms": day.aired_ms,
        "airings_planned": day.airings_planned,
        "airings_aired": day.airings_aired,
        "to_come_ms": day.to_come_ms,
        "airings_to_come": day.airings_to_come,
    }


def _item_json(item: ItemAccount) -> Json:
    return {
        "source": item.source,
        "title": item.title,
        "column": item.column,
        "airings": item.airings,
        "aired_ms": item.aired_ms,
        "first_at": item.first_at.isoformat(timespec="milliseconds"),
        "last_at": item.last_at.isoformat(timespec="milliseconds"),
        "fingerprints": list(item.fingerprints),
        "link": item.link or None,
    }


def _totals_json(report: Report) -> Json:
    return {
        "usual_ms": report.usual_ms,
        "planned_ms": report.planned_ms,
        "aired_ms": report.aired_ms,
        "items": len(report.items),
        "item_airings": report.item_airings,
        "airings_planned": report.airings_planned,
        "airings_aired": report.airings_aired,
        "to_come_ms": report.to_come_ms,
        "airings_to_come": report.airings_to_come,
    }


def deviation_json(deviation: Deviation) -> Json:
    """Return a deviation as `reconcile --json` shows it."""
    return {
        "kind": deviation.kind.value,
        "slot": deviation.slot,
        "planned_at": deviation.planned_at.isoformat(timespec="milliseconds"),
        "source": deviation.source,
        "title": deviation.title or deviation.airing_title,
        "planned_ms": deviation.planned_ms,
        "aired_ms": deviation.aired_ms,
        "outcome": deviation.outcome.value if deviation.outcome else None,
        "note": deviation.note,
    }
