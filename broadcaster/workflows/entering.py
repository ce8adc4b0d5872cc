"""Come in by the console: by name and password, by a session that was begun so, or by a token."""

import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.accounts.delays import Delays, Key
from broadcaster.accounts.passwords import LONGEST, matches
from broadcaster.accounts.register import Register
from broadcaster.accounts.sessions import Sessions
from broadcaster.model.account import Account, Session
from broadcaster.workflows.accounts import token_sha256
from broadcaster.workflows.station_folder import Places


@dataclass(frozen=True)
class Entered:
    """Somebody is in. `key` is for the browser alone, and only when the session has just begun."""

    account: Account
    session: Session | None = None
    key: str = ""


@dataclass(frozen=True)
class Refused:
    """Nobody is in; no password is looked at for `wait_s` more seconds. Why, is not said."""

    wait_s: int = 0


class Entrance:
    """The door of one running console: it remembers who guesses passwords, as long as it runs."""

    def __init__(self, folder: Path) -> None:
        places = Places(folder)
        self._register = Register(places.accounts)
        self._sessions = Sessions(places.sessions)
        self._delays = Delays()
        self._lock = threading.Lock()

    def log_in(self, name: str, password: str, address: str, now: datetime) -> Entered | Refused:
        """Begin a session. Takes as long, and answers the same, whether there is such an account or not."""
        account = self._compared(name, password, self._delays.at_login(name, address), now)
        if isinstance(account, Refused):
            return account
        with self._lock:
            self._delays.came_in(account.name, address)
        key, session = self._sessions.begin(account, now)
        return Entered(account, session, key)

    def _compared(self, name: str, password: str, keys: tuple[Key, ...], now: datetime) -> Account | Refused:
        with self._lock:
            if wait_s := self._delays.wait_s(keys, now):
                return Refused(wait_s)
            before = self._delays.missed(keys, now)  # before the comparing, or many could be tried at once
        account = self._register.find(name)
        is_right = matches(account.password if account else None, password[: LONGEST + 1])
        if not is_right or account is None:
            return Refused()
        with self._lock:
            self._delays.succeeded(before)
        return account

    def confirm(self, account: Account, password: str, now: datetime) -> Account | Refused:
        """Look whether it is really the owner who holds the session: counted apart from what strangers try outside."""
        return self._compared(account.name, password, (("owner", account.name),), now)

    def by_session(self, key: str, now: datetime) -> Entered | None:
        """Return who holds the session of `key`, with the roles of now."""
        session = self._sessions.find(key, now) if key else None
        account = self._register.find(session.account) if session else None
        if account is None or session is None or session.serial != account.serial:
            return None
        return Entered(account, session)

    def by_token(self, token: str) -> Entered | None:
        """Return whose token it is."""
        account = self._register.find(token.partition(":")[0])
        digest = token_sha256(token)
        if account is None or not any(hmac.compare_digest(digest, kept.sha256) for kept in account.tokens):
            return None
        return Entered(account)

    def renew(self, key: str, account: Account, now: datetime) -> Entered:
        """Go on under another key: after a password was changed, for instance."""
        self._sessions.end(key)
        new_key, session = self._sessions.begin(account, now)
        return Entered(account, session, new_key)

    def leave(self, key: str) -> None:
        """End a session."""
        self._sessions.end(key)


def fresh_key() -> str:
    """Return a key for who is not in yet: what the login's form must bring back."""
    return secrets.token_urlsafe(32)
