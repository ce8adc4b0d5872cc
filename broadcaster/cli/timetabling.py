"""Command that changes the timetable: timetable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import Door, Said
from broadcaster.errors import UsageError
from broadcaster.messages import N_

if TYPE_CHECKING:
    from broadcaster.workflows.timetable_editing import EditablePlaylist


@click.command(cls=Said)
@click.argument("playlist")
@click.argument("changes", nargs=-1, metavar="NAME=VALUE…")
@click.option("--by", default="", help=N_("the name of the person who changes it"))
@click.pass_obj
def timetable(door: Door, playlist: str, changes: tuple[str, ...], by: str) -> None:
    """Show a slot or a campaign, or change it: rules are checked first, and the file keeps all that is not meant."""
    from broadcaster.workflows.approving import visible
    from broadcaster.workflows.station_folder import open_station
    from broadcaster.workflows.timetable_editing import change, key_of, open_playlist

    contents, _ = open_station(door.folder)
    found = open_playlist(contents, playlist)
    if not changes:
        _show(found)
        return
    if not visible(by).strip():
        raise click.BadParameter(door.voice.text(N_("something must be written here")), param_hint="--by")
    values = {key_of(found, name): value for name, value in (_pair(written) for written in changes)}
    done = change(contents, found, values, by, door.today())
    door.voice.problems(done.problems)
    for key, (was, now) in done.changes.items():
        click.echo(f"{found.file}: {'.'.join(key)}: {was or '–'} → {now or '–'}")
    if not done.changes:
        door.voice.tell(N_("{file} says so already"), file=found.file)


def _show(playlist: EditablePlaylist) -> None:
    click.secho(playlist.file, bold=True)
    for key, value in playlist.values.items():
        click.echo(f"  {'.'.join(key)}={value}")


def _pair(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals or not name.strip():
        raise UsageError(N_("“{written}” is no change; write NAME=VALUE, such as at=5h45"), written=written)
    return name.strip(), value.strip()
