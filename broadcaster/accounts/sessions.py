"""Sessions: kept on the station's side, a file each, found by a key that only the browser holds."""

import hashlib
import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.accounts.private_files import Shape, read_private, write_private
from broadcaster.model.account import Account, Session

IDLE = timedelta(hours=8)  # a working day's longest pause
LONGEST = timedelta(days=7)
NOTED = timedelta(minutes=1)  # how exactly it is known when somebody was last here


class Sessions:
    """Keeps sessions in `folder`; what lies there lets nobody in, for it holds only the keys' hashes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, account: Account, now: datetime) -> tuple[str, Session]:
        """Return a new session and its key. Raises NotReadyError when the disk refuses."""
        self._sweep(now)
        key = secrets.token_urlsafe(32)
        session = Session(account.name, account.serial, secrets.token_urlsafe(32), now, now)
        path = self._path(key)
        write_private(path, _shape(session))
        _touch(path, now)
        return key, session

    def find(self, key: str, now: datetime) -> Session | None:
        """Return the session of `key` unless it is over; whoever asks was seen `now`."""
        path = self._path(key)
        shape = read_private(path)
        if shape is None:
            return None
        seen_at = _seen_at(path)
        session = _session(shape, seen_at)
        if now - seen_at > IDLE or now - session.began_at > LONGEST:
            path.unlink(missing_ok=True)
            return None
        if now - seen_at > NOTED:
            _touch(path, now)
        return session

    def end(self, key: str) -> None:
        """Forget the session of `key`."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"session-{hashlib.sha256(key.encode()).hexdigest()[:40]}.json"

    def _sweep(self, now: datetime) -> None:
        for path in self._folder.glob("session-*.json"):
            if now - _seen_at(path) > IDLE:
                path.unlink(missing_ok=True)


def _touch(path: Path, now: datetime) -> None:
    with suppress(FileNotFoundError):  # ended meanwhile, by another request
        os.utime(path, (now.timestamp(), now.timestamp()))


def _seen_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.fromtimestamp(0, UTC)


def _shape(session: Session) -> Shape:
    return {
        "account": session.account,
        "serial": session.serial,
        "csrf": session.csrf,
        "began_at": session.began_at.isoformat(),
    }


def _session(shape: Shape, seen_at: datetime) -> Session:
    began_at = datetime.fromisoformat(shape["began_at"])
    return Session(str(shape["account"]), int(shape["serial"]), str(shape["csrf"]), began_at, seen_at)
