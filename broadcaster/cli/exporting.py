"""The command for the provincial source system: export."""

from __future__ import annotations

import json
from datetime import date, timedelta

import click

from broadcaster.cli.main import DAY, Door, Said
from broadcaster.messages import N_


@click.command(cls=Said)
@click.argument("day", type=DAY, required=False)
@click.option("--from", "first", type=DAY, metavar="DAY", help=N_("the first day"))
@click.option("--to", "last", type=DAY, metavar="DAY", help=N_("the last day"))
@click.option("--send", is_flag=True, help=N_("send what the source system does not know yet, instead"))
@click.option("--again", is_flag=True, help=N_("with --send: also what it refused before"))
@click.option("--json", "as_json", is_flag=True, help=N_("for machines; what was aired is always written so"))
@click.pass_obj
def export(
    door: Door, day: date | None, first: date | None, last: date | None, send: bool, again: bool, as_json: bool
) -> None:
    """Show what was aired in the shape of the provincial source system, or send it there."""
    from broadcaster.workflows.planning_days import start_of
    from broadcaster.workflows.source_system import exported
    from broadcaster.workflows.station_folder import open_station

    if (again and not send) or (send and (day or first or last)):
        raise click.UsageError(
            door.voice.text(N_("--send sends all that is not known there and takes no days; --again goes with --send"))
        )
    contents, _ = open_station(door.folder)
    if send:
        raise SystemExit(_send(door, again=again, as_json=as_json))
    first, last = day or first, day or last
    since = start_of(first, contents) if first else None
    until = start_of(last + timedelta(days=1), contents) if last else None
    anything = False
    for told in exported(contents, since, until):
        anything = True
        click.echo(json.dumps(told, ensure_ascii=False))
    if not anything:
        door.voice.note(
            N_("nothing has gone on air in that time") if first or last else N_("nothing has gone on air yet")
        )


def _send(door: Door, *, again: bool, as_json: bool) -> int:
    from broadcaster.workflows.source_system import Forwarding, line_to, sent_json
    from broadcaster.workflows.station_folder import open_station

    voice = door.voice
    contents, _ = open_station(door.folder)
    sent = Forwarding(contents, line_to(contents)).send(again=again)
    if as_json:
        click.echo(json.dumps(sent_json(sent, voice.language), ensure_ascii=False, indent=1))
    else:
        voice.tell(N_("sent: {count}"), count=sent.taken)
        for refusal in sent.refused:
            template = N_("refused by the source system: line {number}, {title} ({why})")
            voice.note(template, number=refusal.number, title=refusal.title, why=refusal.why)
        if sent.left:
            template = N_("left for the next time: {count} ({why}); nothing is lost, type the command again later")
            voice.note(template, count=sent.left, why=sent.why or "")
    return 1 if sent.left or sent.refused else 0
