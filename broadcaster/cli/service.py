"""The station as a service of the machine: install, status, remove."""

from __future__ import annotations

import click

from broadcaster.cli.main import Door, Said, SpokenHelp
from broadcaster.errors import NotReadyError
from broadcaster.messages import N_, say

NOT_INSTALLED = N_("the service {name} is not installed; install it with: broadcaster service install{options}")

NAME = click.option(
    "--name", metavar="NAME", default="broadcaster", help=N_("what the service is called, for a second station")
)
USER = click.option("--user", is_flag=True, help=N_("a service of yours, not of the whole machine"))


WEB = click.option("--web", is_flag=True, help=N_("the console's service, beside the station's"))


def _command(web: bool, options: tuple[str, ...] = ()) -> tuple[str, ...]:
    return ("web", *options) if web else ("run",)


class SaidGroup(SpokenHelp, click.Group):
    """A group of commands whose help is said in the operator's language."""


@click.group(cls=SaidGroup)
def service() -> None:
    """Begin the station with the machine, and again whenever it ends."""


@service.command(cls=Said)
@NAME
@USER
@WEB
@click.option("--print", "only_print", is_flag=True, help=N_("print it, and change nothing"))
@click.option("--windows", is_flag=True, help=N_("print the task for Windows"))
@click.argument("web_options", nargs=-1, metavar="[-- OPTIONS OF WEB]")
@click.pass_obj
def install(
    door: Door, name: str, user: bool, web: bool, only_print: bool, windows: bool, web_options: tuple[str, ...]
) -> None:
    """Install the service and start it."""
    from broadcaster.workflows import service as services
    from broadcaster.workflows.accounts import has_accounts
    from broadcaster.workflows.service_unit import unit, windows_task
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    if web_options and not web:
        raise click.UsageError(say(N_("options of the console go with --web"), {}, door.voice.language))
    command = _command(web, web_options)
    if windows:
        click.echo(windows_task(services.service_of(contents, name, user=True, command=command)), nl=False)
        return
    found = services.service_of(contents, name, user=user, command=command)
    if only_print:
        click.echo(unit(found), nl=False)
        return
    if web and not has_accounts(contents):  # its password is shown once, and not in a journal
        raise NotReadyError(N_("nobody may come in by the console yet; open it once by hand: broadcaster web"))
    done = services.install(found)
    template = N_("{file}: installed and started; look at it with: broadcaster service status{options}")
    door.voice.tell(template, file=done.path, options=services.asked_with(found))
    if done.joined:
        template = N_("{user} may use the sound card (group audio) from the next start of this machine on; restart it")
        door.voice.note(template, user=done.joined)


@service.command(cls=Said)
@NAME
@USER
@WEB
@click.pass_obj
def status(door: Door, name: str, user: bool, web: bool) -> None:
    """Tell whether the service is installed and runs."""
    from broadcaster.workflows import service as services
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    found = services.service_of(contents, name, user=user, command=_command(web))
    state = services.state(found)
    if not state:
        door.voice.tell(NOT_INSTALLED, name=found.name, options=services.asked_with(found))
        raise SystemExit(1)
    door.voice.tell(N_("service {name}: {state}"), name=found.name, state=services.in_words(state, found.name))
    raise SystemExit(0 if state == "active" else 1)


@service.command(cls=Said)
@NAME
@USER
@WEB
@click.pass_obj
def remove(door: Door, name: str, user: bool, web: bool) -> None:
    """End the service and remove it."""
    from broadcaster.workflows import service as services
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    found = services.service_of(contents, name, user=user, command=_command(web))
    path = services.remove(found)
    if path is None:
        door.voice.tell(NOT_INSTALLED, name=found.name, options=services.asked_with(found))
        raise SystemExit(1)
    door.voice.tell(N_("{file}: ended and removed"), file=path)
