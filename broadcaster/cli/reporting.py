"""The command that reports: on the screen, for machines, and as papers for the office."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from broadcaster.cli.main import DAY, Door, Said
from broadcaster.cli.making import chosen_days
from broadcaster.messages import N_


@click.command(cls=Said)
@click.option("--campaign", metavar="ID", help=N_("the days of this campaign"))
@click.option("--from", "first", type=DAY, metavar="DAY", help=N_("the first day"))
@click.option("--until", "last", type=DAY, metavar="DAY", help=N_("the last day; --to DAY says the same"))
@click.option(
    "--to",
    multiple=True,
    metavar="FILE|DAY",
    help=N_("write it to this file: .docx, .xlsx, .csv, .html or .json; may be given more than once"),
)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def report(
    door: Door, campaign: str | None, first: date | None, last: date | None, to: tuple[str, ...], as_json: bool
) -> None:
    """Report the airtime of some days: usual, planned, aired; columns, items, voices, deviations."""
    from broadcaster.cli.tables import show_report
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.reporting.accounts import Period
    from broadcaster.workflows.emergencies import without_approval
    from broadcaster.workflows.report_papers import write_paper
    from broadcaster.workflows.reporting import campaign_period, report_json
    from broadcaster.workflows.reporting import report as make
    from broadcaster.workflows.station_folder import open_station

    files, days = _told_apart(to)
    last = last or (days[-1] if days else None)
    if campaign and (first or last):
        raise click.UsageError(door.voice.text(N_("give either --campaign or days")))
    contents, _ = open_station(door.folder)
    period = campaign_period(contents, campaign) if campaign else Period(*chosen_days(door, None, first, last))
    found = make(contents, period, SystemClock().now())
    for file in files:
        write_paper(found, contents, file, door.voice.language)
        door.voice.note(N_("written: {file}"), file=file)
    if as_json:
        click.echo(json.dumps(report_json(found), ensure_ascii=False, indent=1))
    elif not files:
        show_report(door.voice, found)
        door.voice.problems(without_approval(found.emergencies))


def _told_apart(to: tuple[str, ...]) -> tuple[list[Path], list[date]]:
    """Return the files and the days among what --to was given: a word with an ending is a file."""
    files = [Path(word) for word in to if Path(word).suffix.lower().lstrip(".").isalpha()]
    days = [DAY.convert(word, None, click.get_current_context()) for word in to if Path(word) not in files]
    return files, days
