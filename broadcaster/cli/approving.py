"""Commands of the approver: approve, approvals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import Door, Said
from broadcaster.errors import UsageError
from broadcaster.messages import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadcaster.model.contents import Contents
    from broadcaster.model.script import Script


@click.command(cls=Said)
@click.argument("scripts", nargs=-1, metavar="SCRIPT…")
@click.option("--by", required=True, help=N_("the name of the person who approves"))
@click.option("--revoke", is_flag=True, help=N_("take the approval back instead: at once, also from the air"))
@click.option("--why", default="", help=N_("with --revoke: why, in a word or two"))
@click.option("--alert", metavar="ID", help=N_("approve an emergency that was aired first"))
@click.pass_obj
def approve(door: Door, scripts: tuple[str, ...], by: str, revoke: bool, why: str, alert: str | None) -> None:
    """Approve scripts for broadcast, just as they are now, or take their approval back."""
    from broadcaster.workflows.approvals import read_script
    from broadcaster.workflows.approving import approve as bind
    from broadcaster.workflows.approving import find_script, visible
    from broadcaster.workflows.checking import about_recording, recording_problems
    from broadcaster.workflows.station_folder import open_station

    contents, problems = open_station(door.folder)
    by = visible(by).strip()
    if not by:
        raise click.BadParameter(door.voice.text(N_("something must be written here")), param_hint="--by")
    if alert is not None:
        if scripts or revoke:
            raise UsageError(N_("--alert stands alone: what was aired can't be taken back any more"))
        _approve_afterwards(door, contents, alert, by)
        return
    if not scripts:
        raise UsageError(N_("say which script: broadcaster approve SCRIPT --by NAME"))
    if why and not revoke:
        raise UsageError(N_("--why belongs to --revoke"))
    chosen = [find_script(contents, script) for script in scripts]
    if revoke:
        _revoke(door, contents, chosen, by, why)
        return
    for script in chosen:
        door.voice.problems(about_recording(problems, script))
        door.voice.problems(recording_problems(read_script(script, contents), contents))
        read = bind(contents, script, by, door.today())
        door.voice.tell(
            N_("{name}: approved by {by}; {guesses} guesses in its reading"),
            name=script.id,
            by=by,
            guesses=len(read.reading.guesses),
        )


def _approve_afterwards(door: Door, contents: Contents, alert: str, by: str) -> None:
    from broadcaster.workflows.emergencies import approve_afterwards

    found = approve_afterwards(contents, alert, by)
    moment = f"{found.aired.at:%d/%m/%Y %H:%M}"
    door.voice.tell(N_("the emergency of {moment}: approved afterwards by {by}"), moment=moment, by=by)


def _revoke(door: Door, contents: Contents, chosen: Sequence[Script], by: str, why: str) -> None:
    from broadcaster.workflows.approving import revoke

    for script in chosen:
        revoke(contents, script, by, why, door.today())
        door.voice.tell(
            N_("{name}: {by} took the approval back; it is a draft again, and leaves the air at once"),
            name=script.id,
            by=by,
        )


@click.command(cls=Said)
@click.argument("script", required=False)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def approvals(door: Door, script: str | None, as_json: bool) -> None:
    """Show who approved, sent back or took back what, and whether it holds now."""
    from broadcaster.cli.tables import show_standings
    from broadcaster.workflows.approving import find_script
    from broadcaster.workflows.script_states import gone, standing_json, standings
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    wanted = find_script(contents, script).id if script else None
    found = standings(contents, wanted) if wanted else (*standings(contents), *gone(contents))
    if as_json:
        shapes = [standing_json(one, door.voice.language) for one in found]
        click.echo(json.dumps({"scripts": shapes}, ensure_ascii=False, indent=1))
    else:
        show_standings(door.voice, found, whole=wanted is not None)


@click.command(cls=Said)
@click.argument("script")
@click.option("--by", required=True, help=N_("the name of the person who wrote it"))
@click.option("--why", "word", default="", help=N_("a word to whoever approves"))
@click.option("--back", is_flag=True, help=N_("send it back to its writer instead; say with --why what to mend"))
@click.pass_obj
def submit(door: Door, script: str, by: str, word: str, back: bool) -> None:
    """Put a script, just as it is now, before whoever approves, or send it back to its writer."""
    from broadcaster.workflows.approving import find_script, visible
    from broadcaster.workflows.script_states import send_back
    from broadcaster.workflows.script_states import submit as put_forward
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    by = visible(by).strip()
    if not by:
        raise click.BadParameter(door.voice.text(N_("something must be written here")), param_hint="--by")
    chosen = find_script(contents, script)
    if back:
        send_back(contents, chosen, by, word)
        door.voice.tell(N_("{name}: sent back by {by}"), name=chosen.id, by=by)
        return
    read = put_forward(contents, chosen, by, word)
    template = N_("{name}: submitted by {by}; {guesses} guesses in its reading")
    door.voice.tell(template, name=chosen.id, by=by, guesses=len(read.reading.guesses))
