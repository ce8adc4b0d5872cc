"""The station as a service of the machine: install, status, remove."""

from __future__ import annotations

import click

from broadcaster.cli.main import Door, Said, SpokenHelp
from broadcaster.messages import N_

NAME = click.option(
    "--name", metavar="NAME", default="broadcaster", help=N_("what the service is called, for a second station")
)
USER = click.option("--user", is_flag=True, help=N_("a service of yours, not of the whole machine"))


class SaidGroup(SpokenHelp, click.Group):
    """A group of commands whose help is said in the operator's language."""


@click.group(cls=SaidGroup)
def service() -> None:
    """Begin the station with the machine, and again whenever it ends."""


@service.command(cls=Said)
@NAME
@USER
@click.option("--print", "only_print", is_flag=True, help=N_("print it, and change nothing"))
@click.option("--windows", is_flag=True, help=N_("print the task for Windows"))
@click.pass_obj
def install(door: Door, name: str, user: bool, only_print: bool, windows: bool) -> None:
    """Install the service and start it."""
    from broadcaster.workflows import service as services
    from broadcaster.workflows.service_unit import unit, windows_task
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    if windows:
        click.echo(windows_task(services.service_of(contents, name, user=True)), nl=False)
        return
    found = services.service_of(contents, name, user=user)
    if only_print:
        click.echo(unit(found), nl=False)
        return
    done = services.install(found)
    door.voice.tell(N_("{file}: installed and started; look at it with: broadcaster service status"), file=done.path)
    if done.joined:
        template = N_("{user} may use the sound card (group audio) from the next start of this machine on; restart it")
        door.voice.note(template, user=done.joined)


@service.command(cls=Said)
@NAME
@USER
@click.pass_obj
def status(door: Door, name: str, user: bool) -> None:
    """Tell whether the service is installed and runs."""
    from broadcaster.workflows import service as services
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    found = services.service_of(contents, name, user=user)
    state = services.state(found)
    if not state:
        door.voice.tell(
            N_("the service {name} is not installed; install it with: broadcaster service install"), name=name
        )
        raise SystemExit(1)
    door.voice.tell(N_("service {name}: {state}"), name=name, state=services.in_words(state, name))
    raise SystemExit(0 if state == "active" else 1)


@service.command(cls=Said)
@NAME
@USER
@click.pass_obj
def remove(door: Door, name: str, user: bool) -> None:
    """End the service and remove it."""
    from broadcaster.workflows import service as services
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    path = services.remove(services.service_of(contents, name, user=user))
    if path is None:
        door.voice.tell(
            N_("the service {name} is not installed; install it with: broadcaster service install"), name=name
        )
        raise SystemExit(1)
    door.voice.tell(N_("{file}: ended and removed"), file=path)
