"""Commands about the record: log, reconcile, backup, restore."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import DAY, Door, Said
from broadcaster.cli.making import chosen_days, days
from broadcaster.messages import N_

if TYPE_CHECKING:
    from broadcaster.logbook.chain import Head
    from broadcaster.model.contents import Contents

_NO_RECORD = N_("there is no record here, so nothing can be verified: none was ever begun, or it is gone")
_DAMAGED_TOO = N_(
    "the record is damaged: the backup holds it as it lay there, and an earlier backup has the last one that is whole"
)


@click.command(cls=Said)
@click.argument("day", type=DAY, required=False)
@click.option("--from", "first", type=DAY, metavar="DAY", help=N_("the first day"))
@click.option("--to", "last", type=DAY, metavar="DAY", help=N_("the last day"))
@click.option("--json", "as_json", is_flag=True, help=N_("for machines: one object a line"))
@click.option("--people", is_flag=True, help=N_("what people did instead: approvals, alerts, changes"))
@click.option("--verify", is_flag=True, help=N_("find out whether a line was changed, removed, put in or moved"))
@click.option(
    "--anchor", "anchors", multiple=True, metavar="NUMBER-CODE", help=N_("with --verify: what a report or backup noted")
)
@click.pass_obj
def log(
    door: Door,
    day: date | None,
    first: date | None,
    last: date | None,
    as_json: bool,
    people: bool,
    verify: bool,
    anchors: tuple[str, ...],
) -> None:
    """Show what really went out, all of it unless days are given."""
    from broadcaster.cli.tables import show_acts, show_record
    from broadcaster.workflows.keeping_record import record_to_read
    from broadcaster.workflows.last_good import only_the_station, open_to_look
    from broadcaster.workflows.planning_days import start_of
    from broadcaster.workflows.shapes import act_json, as_run_json

    contents, warnings = open_to_look(door.folder)
    door.voice.problems(only_the_station(warnings))
    if verify or anchors:
        _verify(door, contents, [_anchor(door, anchor) for anchor in anchors], as_json=as_json)
        return
    first, last = day or first, day or last
    since = start_of(first, contents) if first else None
    until = start_of(last + timedelta(days=1), contents) if last else None
    with record_to_read(contents) as record:
        entries = [] if people else list(record.aired(since, until))
        acts = list(record.acts(since, until)) if people else []
    if as_json:
        for shape in (*map(as_run_json, entries), *map(act_json, acts)):
            click.echo(json.dumps(shape, ensure_ascii=False))
    elif people:
        show_acts(door.voice, acts)
    else:
        show_record(door.voice, entries)
    if not entries and not people:
        door.voice.note(
            N_("nothing has gone on air in that time") if first or last else N_("nothing has gone on air yet")
        )


def _anchor(door: Door, written: str) -> Head:
    from broadcaster.logbook.chain import parse_head

    anchor = parse_head(written)
    if anchor is None:
        template = N_("“{written}” is none; it looks like 1234-0a1b2c3d4e5f6789")
        raise click.BadParameter(door.voice.text(template, written=written), param_hint="--anchor")
    return anchor


def _verify(door: Door, contents: Contents, anchors: list[Head], *, as_json: bool) -> None:
    from broadcaster.errors import NotReadyError
    from broadcaster.workflows.keeping_record import record_to_read
    from broadcaster.workflows.station_folder import Places

    if not Places(contents.folder).logbook.is_file():
        raise NotReadyError(_NO_RECORD)
    with record_to_read(contents) as record:
        found = record.verify(anchors)
    said = [fault.said(door.voice.language) for fault in found.faults]
    if as_json:
        shape = {"good": found.is_good, "lines": found.lines, "head": str(found.head), "faults": said}
        click.echo(json.dumps(shape, ensure_ascii=False, indent=1))
    else:
        for fault in said:
            click.secho(fault, fg="red")
        if found.is_good:
            template = N_("the record is as it was written: {lines} lines, up to {head}")
            door.voice.tell(template, lines=found.lines, head=found.head)
        else:
            door.voice.tell(N_("the record is not as it was written; put it aside and restore a backup"))
        if found.unanchored and not anchors:
            door.voice.note(
                N_("nothing tells where it should end: compare with a printed report or a backup (--anchor)")
            )
    raise SystemExit(0 if found.is_good else 1)


@click.command(cls=Said)
@days
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def reconcile(door: Door, day: date | None, first: date | None, last: date | None, as_json: bool) -> None:
    """Show where what went out is not what was planned."""
    from broadcaster.cli.tables import show_deviations
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.reporting import deviation_json, deviations
    from broadcaster.workflows.station_folder import open_station

    start, end = chosen_days(door, day, first, last)
    contents, _ = open_station(door.folder)
    found = deviations(contents, start, end, SystemClock().now())
    if as_json:
        shapes = [deviation_json(deviation) for deviation in found]
        click.echo(json.dumps({"deviations": shapes}, ensure_ascii=False, indent=1))
    elif found:
        show_deviations(door.voice, found)
    else:
        door.voice.tell(N_("what went out is what was planned"))
    raise SystemExit(1 if found else 0)


@click.command(cls=Said)
@click.argument("file", metavar="[FILE|FOLDER]", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def backup(door: Door, file: Path | None) -> None:
    """Put the record and the station's files into one file, and make sure that it is good."""
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.backing_up import back_up
    from broadcaster.workflows.last_good import only_the_station, open_to_look

    contents, warnings = open_to_look(door.folder)
    door.voice.problems(only_the_station(warnings))
    made = back_up(contents, file.resolve() if file else None, SystemClock().now())
    door.voice.tell(
        N_("{file}: {files} files, {lines} lines of the record, up to {head}"),
        file=made.file, files=made.files, lines=made.lines, head=made.head,
    )  # fmt: skip
    if made.record_is_damaged:
        door.voice.note(_DAMAGED_TOO)
    door.voice.note(N_("keep it on another disk than this one"))


@click.command(cls=Said)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def restore(door: Door, file: Path, folder: Path) -> None:
    """Make a station's folder of a backup; what is there already is never touched."""
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.backing_up import restore as put_back

    made = put_back(file.resolve(), folder.resolve(), SystemClock().now())
    door.voice.tell(
        N_("{folder}: {files} files, {lines} lines of the record, up to {head}"),
        folder=folder, files=made.files, lines=made.lines, head=made.head,
    )  # fmt: skip
    if made.record_is_damaged:
        door.voice.note(_DAMAGED_TOO)
    door.voice.note(N_("what is made of them is not in a backup; in that folder: broadcaster build"))
