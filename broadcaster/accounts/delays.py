"""How long whoever guesses passwords has to wait: longer after every miss, by account and by address.

An account's wait stays short, or anybody could lock the chairman out by typing his name; an address's does not.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_MISSES = 4  # everybody mistypes
LONGEST_S = {"account": 60, "address": 900}
FORGOTTEN = timedelta(hours=1)
KNOWN = 10_000  # accounts and addresses that are remembered


@dataclass(frozen=True)
class Misses:
    """How often in a row somebody missed, and when last."""

    count: int
    last_at: datetime


def wait_s(misses: Misses | None, kind: str, now: datetime) -> int:
    """Return for how many more seconds no password is looked at; 0 for none."""
    if misses is None or misses.count < FREE_MISSES or now - misses.last_at > FORGOTTEN:
        return 0
    delay_s: int = min(2 ** (misses.count - FREE_MISSES + 1), LONGEST_S[kind])
    gone_s = (now - misses.last_at).total_seconds()
    return max(0, math.ceil(delay_s - gone_s))


class Delays:
    """Remembers who missed, the latest ten thousand of them."""

    def __init__(self) -> None:
        self._misses: OrderedDict[tuple[str, str], Misses] = OrderedDict()

    def wait_s(self, account: str, address: str, now: datetime) -> int:
        """Return how long this account, or this address, still has to wait."""
        return max(wait_s(self._misses.get(key), key[0], now) for key in _keys(account, address))

    def missed(self, account: str, address: str, now: datetime) -> None:
        """Remember that a password was wrong."""
        for key in _keys(account, address):
            before = self._misses.pop(key, None)
            forgotten = before is None or now - before.last_at > FORGOTTEN
            self._misses[key] = Misses(1 if forgotten or before is None else before.count + 1, now)
            if len(self._misses) > KNOWN:
                self._misses.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        """Take back the miss that was counted ahead; of an address only that one, or a guesser would clear himself."""
        of_account, of_address = _keys(account, address)
        self._misses.pop(of_account, None)
        before = self._misses.get(of_address)
        if before is not None:
            self._misses[of_address] = Misses(max(0, before.count - 1), before.last_at)


def _keys(account: str, address: str) -> tuple[tuple[str, str], ...]:
    return ("account", account[:64]), ("address", address)
