"""The command that explains: the air at a time, by the record; a slot on a day, by the plan."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from broadcaster.cli.main import DAY, Door, Said
from broadcaster.messages import N_

CLOCK = re.compile(r"(?:(.+?)[ T])?(\d{1,2}(?::\d\d|h\d{0,2}| giờ(?: \d{1,2})?))(?::([0-5]\d))?")


@dataclass(frozen=True)
class AskedTime:
    """A time as it was typed: the day (None: today), the time of day, the seconds."""

    day: date | None
    clock: str
    seconds: int


@click.command(cls=Said)
@click.argument("what", metavar="TIME|SLOT")
@click.argument("day", type=DAY, required=False)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def explain(door: Door, what: str, day: date | None, as_json: bool) -> None:
    """Say why something did or did not go out at a time; or why items are in a slot on a day, and others are not."""
    from broadcaster.cli.planning import explain_slot

    asked = asked_time(what, day)
    if asked is not None:
        explain_time(door, asked, as_json=as_json)
    else:
        explain_slot(door, what, day or DAY.convert("today", None, None), as_json=as_json)


def asked_time(what: str, day: date | None) -> AskedTime | None:
    """Return the day and the time of day that `what` means; None when it is no time."""
    found = CLOCK.fullmatch(what.strip())
    if found is None:
        return None
    day = DAY.convert(found[1], None, click.get_current_context()) if found[1] else day
    return AskedTime(day, found[2], int(found[3] or 0))


def explain_time(door: Door, asked: AskedTime, *, as_json: bool) -> None:
    """Tell about the air at that time; today when no day was said."""
    from broadcaster.content.values import Misread
    from broadcaster.content.values import clock as time_of_day
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.explaining_air import explain_air
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    zone = ZoneInfo(contents.station.timezone)
    now = SystemClock().now().astimezone(zone)
    try:
        at = time_of_day(asked.clock).replace(second=asked.seconds)
    except Misread as misread:
        raise click.BadParameter(misread.sentence.said(door.voice.language), param_hint="TIME") from None
    found = explain_air(contents, datetime.combine(asked.day or now.date(), at, zone), now)
    said = [reason.said(door.voice.language) for reason in found.reasons]
    if as_json:
        shape = {"at": found.moment.isoformat(), "heard": found.heard, "reasons": said}
        click.echo(json.dumps(shape, ensure_ascii=False, indent=1))
        return
    click.secho(f"{found.moment:%H:%M %d/%m/%Y}", bold=True)
    for reason in said:
        click.echo(f"  {reason}")
