"""The machine's clock: what the station makes of it, and a person's word for it."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from broadcaster.cli.main import Door, Said
from broadcaster.errors import UsageError
from broadcaster.messages import N_


@click.command(cls=Said)
@click.option("--right", is_flag=True, help=N_("say that the clock is right, though the record holds a later moment"))
@click.option("--by", metavar="NAME", help=N_("who says so"))
@click.pass_obj
def clock(door: Door, right: bool, by: str | None) -> None:
    """Tell whether the station goes by this machine's clock."""
    from broadcaster.workflows.clock_trust import clock_state, vouch
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    if right and not by:
        raise UsageError(N_("say who says so: --by NAME"))
    now = datetime.now(UTC)
    found = vouch(contents, by, now) if right and by else clock_state(contents, now)
    voice = door.voice
    voice.tell(N_("the clock shows {shown}"), shown=f"{found.shown:%d/%m/%Y %H:%M:%S}")
    if found.newest:
        voice.tell(N_("the record's last line is of {moment}"), moment=f"{found.newest:%d/%m/%Y %H:%M:%S}")
    if found.vouched:
        voice.tell(N_("a time server keeps it in step"))
    if found.is_right:
        voice.tell(N_("the station goes by it"))
        return
    voice.tell(N_("the station does not go by it: set the clock, or say that it is right with --right --by NAME"))
    raise SystemExit(1)
