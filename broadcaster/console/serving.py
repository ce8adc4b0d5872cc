"""Run the console on a port: the only file that imports uvicorn."""

import logging
import socket
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

import uvicorn

from broadcaster.console.app import Console
from broadcaster.errors import NotReadyError
from broadcaster.messages import N_
from broadcaster.workflows.station_folder import Places

GRACE_S = 2  # for answers that are under way when the console is ended
KEPT_ALIVE_S = 20


@dataclass(frozen=True)
class Address:
    """Where the console listens, and with which certificate and private key, if any, for HTTPS.

    `proxies` are the addresses of servers before it that are believed when they name who asks (X-Forwarded-For) and
    how (X-Forwarded-Proto); nobody else is.
    """

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()


class Server(uvicorn.Server):
    """Ends live pages' streams before it waits for what is under way."""

    def __init__(self, config: uvicorn.Config, console: Console) -> None:
        super().__init__(config)
        self._console = console

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        await self._console.end_streams()
        await super().shutdown(sockets)


def serve(app: Console, folder: Path, address: Address) -> None:
    """Serve `app` until interrupted, its log below `folder`. Raises NotReadyError when the port is taken."""
    _log_to(folder)
    host, port = address.host, address.port
    config = config_of(app, address)
    try:
        listening = config.bind_socket()
    except SystemExit as error:  # uvicorn has told the log why
        raise NotReadyError(N_("port {port} of {host} can't be used; is it taken?"), port=port, host=host) from error
    Server(config, app).run(sockets=[listening])


def config_of(app: Console, address: Address) -> uvicorn.Config:
    """Return how uvicorn serves `app` at `address`."""
    return uvicorn.Config(
        app, host=address.host, port=address.port, log_config=None, access_log=False,
        server_header=False, proxy_headers=bool(address.proxies), forwarded_allow_ips=list(address.proxies),
        timeout_keep_alive=KEPT_ALIVE_S, timeout_graceful_shutdown=GRACE_S,
        ssl_certfile=address.certificate, ssl_keyfile=address.key, ws="none", h11_max_incomplete_event_size=32_768,
    )  # fmt: skip


def _log_to(folder: Path) -> None:
    """Keep the console's log in `var/console.log`, of bounded size."""
    path = Places(folder).var / "console.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("broadcaster").setLevel(logging.INFO)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    # The console asks the sound process each second how loud it is; that there is none is no news here.
    logging.getLogger("broadcaster.playout.engine_desk").setLevel(logging.ERROR)
