"""Notices to people: try how they are told."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.service import SaidGroup
from broadcaster.errors import NotReadyError
from broadcaster.messages import N_


@click.group(cls=SaidGroup)
def notices() -> None:
    """Tell people when the station needs a hand."""


@notices.command(cls=Said)
@click.pass_obj
def test(door: Door) -> None:
    """Send a test notice by every way that station.yaml names."""
    from broadcaster.workflows.noticing import try_ways
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    sent = try_ways(contents.station, contents.folder, datetime.now(UTC).astimezone())
    if not sent:
        raise NotReadyError(N_("station.yaml names nobody to tell: there is no “notices:” in it"))
    door.voice.tell(N_("sent by {count} ways"), count=sent)
