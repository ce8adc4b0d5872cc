"""How long whoever guesses passwords has to wait: longer after every miss, by account and by address.

An account's wait stays short, or anybody could lock the chairman out by typing his name. An address may be that of a
whole office: it misses more often before it waits, and who has once come in from there is held by the account alone.
"""

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
Key = tuple[str, str]  # what is counted, and whose

FREE_MISSES = {"account": 4, "owner": 4, "address": 20}  # everybody mistypes
LONGEST_S = {"account": 60, "owner": 60, "address": 120}
FORGOTTEN = timedelta(hours=1)
KNOWN = 10_000  # accounts and addresses that are remembered


@dataclass(frozen=True)
class Misses:
    """How often in a row somebody missed, and when last."""

    count: int
    last_at: datetime


def wait_s(misses: Misses | None, kind: str, now: datetime) -> int:
    """Return for how many more seconds no password is looked at; 0 for none."""
    if misses is None or misses.count < FREE_MISSES[kind] or now - misses.last_at > FORGOTTEN:
        return 0
    delay_s: int = min(2 ** (misses.count - FREE_MISSES[kind] + 1), LONGEST_S[kind])
    gone_s = (now - misses.last_at).total_seconds()
    return max(0, math.ceil(delay_s - gone_s))


class Delays:
    """Remembers who missed, and who came in from where, the latest ten thousand of each."""

    def __init__(self) -> None:
        self._misses: OrderedDict[Key, Misses] = OrderedDict()
        self._came_in: OrderedDict[tuple[str, str], None] = OrderedDict()

    def at_login(self, account: str, address: str) -> tuple[Key, ...]:
        """Return what a login counts for: the account, and the address unless this account came in from it before."""
        of_account = ("account", account[:64])
        return (of_account,) if (account[:64], address) in self._came_in else (of_account, ("address", address))

    def came_in(self, account: str, address: str) -> None:
        """Remember that the owner of an account works at an address."""
        _put(self._came_in, (account, address), None)

    def wait_s(self, keys: Iterable[Key], now: datetime) -> int:
        """Return how long whoever counts for `keys` still has to wait."""
        return max(wait_s(self._misses.get(key), key[0], now) for key in keys)

    def missed(self, keys: Iterable[Key], now: datetime) -> dict[Key, Misses | None]:
        """Remember that a password was wrong; return what was known before."""
        before = {key: self._misses.get(key) for key in keys}
        for key, known in before.items():
            is_first = known is None or now - known.last_at > FORGOTTEN
            _put(self._misses, key, Misses(1 if is_first or known is None else known.count + 1, now))
        return before

    def succeeded(self, before: dict[Key, Misses | None]) -> None:
        """Take back the miss that was counted ahead, of which `missed` told `before`, as if there had been none.

        The account's others are forgotten with it; an address's are not, or a guesser would clear himself.
        """
        for (kind, whose), known in before.items():
            now_known = self._misses.pop((kind, whose), None)
            if kind != "address" or now_known is None or now_known.count <= 1:
                continue
            last_at = known.last_at if known and known.count == now_known.count - 1 else now_known.last_at
            self._misses[kind, whose] = Misses(now_known.count - 1, last_at)


def _put(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > KNOWN:
        kept.popitem(last=False)
