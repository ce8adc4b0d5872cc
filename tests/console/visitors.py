"""A console with one account a role, and browsers in front of it."""

import asyncio
import functools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from broadcaster.accounts.passwords import hashed
from broadcaster.accounts.register import Register
from broadcaster.accounts.sessions import Sessions
from broadcaster.console.app import make_app
from broadcaster.console.dispatch import SESSION
from broadcaster.model.account import Account, Role
from broadcaster.workflows.accounts import make_token
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.station_folder import Places, open_station

PASSWORD = "bốn từ không liên quan"
MORNING = datetime(2026, 5, 12, 22, 30, 20, tzinfo=UTC)  # 5:30:20 on the campaign's first day, in the station's zone
PEOPLE = {
    "hoa": ("Nguyễn Thị Hoa", Role.WRITER),
    "lan": ("Trần Thị Lan", Role.APPROVER),
    "minh": ("Lê Văn Minh", Role.OPERATOR),
    "chu": ("Phạm Quang Chủ", Role.ADMIN),
}


@functools.cache
def hash_of_password() -> str:
    return hashed(PASSWORD)


class Clock:
    """Stands still until it is told."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **by: float) -> None:
        self.at += timedelta(**by)


def add_people(station: Path) -> None:
    """Give the station one account a role."""
    register = Register(Places(station).accounts)
    for name, (full_name, role) in PEOPLE.items():
        register.add(Account(name, full_name, frozenset({role}), hash_of_password()))


RUNNING: dict[Path, OnlyOne] = {}  # the locks that say that a daemon lives, by its station


def daemon_dies(station: Path) -> None:
    """Let go as a killed daemon does: what it said last still lies there."""
    RUNNING.pop(station).release()


def daemon_says(station: Path, at: datetime, *on_air: str, ok: bool = True, detail: str = "") -> None:
    """Write what the daemon would; an output that is not `ok`, or of which there is some `detail`, is in trouble."""
    ok = ok and not detail
    output = {"name": "sound_card", "ok": ok, "detail": "" if ok else detail or "the card is gone"}
    told = {"at": at.isoformat(), "running": True, "on_air": on_air, "outputs": [output]}
    if station not in RUNNING:
        RUNNING[station] = OnlyOne(Places(station).run_lock)
    (station / "var/status.json").write_text(json.dumps(told), encoding="utf-8")


class Browser:
    """Asks the console as a browser would: with its cookies, and with the secret that forms carry."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.csrf = ""

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self._client.cookies)

    def get(self, path: str, **how: Any) -> Response:
        return self._client.get(path, **how)

    def post(self, path: str, **fields: str) -> Response:
        """Send a form, with the secret."""
        return self.send("POST", path, data={"csrf": self.csrf, **fields})

    def send(self, method: str, path: str, **how: Any) -> Response:
        """Send anything, without the secret."""
        return self._client.request(method, path, **how)

    def look_for_secret(self) -> None:
        """Take the secret of the login's form."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/login").text)
        assert found
        self.csrf = found[1]

    def log_in(self, name: str, password: str = PASSWORD, **fields: str) -> Response:
        """Log in as people do."""
        self.look_for_secret()
        answer = self.post("/login", name=name, password=password, **fields)
        found = re.search(r'name="csrf" content="([^"]+)"', self.get("/account").text)
        self.csrf = found[1] if found else self.csrf
        return answer


@dataclass
class Console:
    """The app over a station, and whoever visits it."""

    station: Path
    clock: Clock
    app: ASGIApp

    @contextmanager
    def visited_by(self, name: str = "") -> Iterator[Browser]:
        """Open a browser, of a stranger or of somebody who has logged in."""
        with TestClient(self.app, base_url="http://localhost", follow_redirects=False) as client:
            browser = Browser(client)
            if name:
                account = Register(Places(self.station).accounts).find(name)
                assert account
                key, session = Sessions(Places(self.station).sessions).begin(account, self.clock())
                client.cookies.set(SESSION, key, domain="localhost.local")
                browser.csrf = session.csrf
            yield browser

    @contextmanager
    def asked_by(self, name: str) -> Iterator[TestClient]:
        """Lend a program that acts as somebody, by a token."""
        token = make_token(open_station(self.station)[0], name, "thử", "", self.clock())
        headers = {"Authorization": f"Bearer {token}"}
        with TestClient(self.app, base_url="http://localhost", headers=headers, follow_redirects=False) as client:
            yield client


def open_console(station: Path, clock: Clock) -> Console:
    return Console(station, clock, make_app(station, "vi", clock))


class Upload:
    """A body without end, sent piece by piece for as long as anybody reads; `read` bytes of it were."""

    PIECE = 65_536

    def __init__(self, cookies: dict[str, str], announced: str = "") -> None:
        self.read = 0
        self.status = 0
        self.headers: dict[str, str] = {}
        self._sent = {
            "host": "localhost",
            "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "content-type": "application/x-www-form-urlencoded",
        } | ({"content-length": announced} if announced else {})

    def send_to(self, app: ASGIApp, method: str, path: str) -> int:
        """Return the status of the answer."""
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
            "scheme": "http", "server": ("localhost", 80), "client": ("127.0.0.1", 50_000),
            "headers": [(name.encode(), value.encode()) for name, value in self._sent.items()],
        }  # fmt: skip
        asyncio.run(app(scope, self._receive, self._send))
        return self.status

    async def _receive(self) -> Message:
        self.read += self.PIECE
        return {"type": "http.request", "body": b"x" * self.PIECE, "more_body": True}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
