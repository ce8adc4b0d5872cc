"""The command that opens the console."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

import click

from broadcaster.cli.main import Door, Said
from broadcaster.errors import NotReadyError
from broadcaster.messages import N_

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
NEEDED = ("starlette", "uvicorn", "jinja2", "argon2", "multipart", "prometheus_client")


def require_extra() -> None:
    """Raise NotReadyError where the console's libraries are not installed."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise NotReadyError(N_('the console needs more than what is installed: pip install "broadcaster[web]"'))


@click.command(cls=Said)
@click.option(
    "--host", default="127.0.0.1", metavar="ADDRESS", help=N_("on which address; this machine only unless told")
)
@click.option("--port", default=8080, type=click.IntRange(1, 65535), help=N_("on which port"))
@click.option("--name", "names", multiple=True, metavar="NAME", help=N_("a further name under which browsers reach it"))
@click.option("--cert", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=N_("certificate, for HTTPS"))
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=N_("its private key"))
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help=N_("address of a server before it that is believed when it says who asks"),
)
@click.pass_obj
def web(
    door: Door,
    host: str,
    port: int,
    names: tuple[str, ...],
    cert: Path | None,
    key: Path | None,
    proxies: tuple[str, ...],
) -> None:
    """Open the console for browsers and programs."""
    require_extra()
    from broadcaster.console.app import make_app
    from broadcaster.console.serving import Address, serve
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.accounts import found_admin
    from broadcaster.workflows.station_folder import open_station

    contents, problems = open_station(door.folder)
    door.voice.problems(problems)
    password = found_admin(contents, SystemClock().now())
    if password is not None:
        door.voice.tell(
            N_("first start: log in as “admin” with {password}, which is shown only now and must then be changed"),
            password=password,
        )
    scheme = "https" if cert else "http"
    if host not in LOOPBACK and not cert:
        door.voice.note(N_("passwords travel unprotected: give --cert and --key, or let nobody but this machine in"))
    shown = f"[{host}]" if ":" in host else host
    door.voice.note(N_("the console is at {address}; end it with Ctrl+C"), address=f"{scheme}://{shown}:{port}/")
    hosts = {*LOOPBACK, host, socket.gethostname(), *names}
    app = make_app(door.folder, door.voice.language, SystemClock().now, hosts)
    serve(app, door.folder, Address(host, port, cert, key, proxies))
