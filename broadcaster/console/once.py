"""What may be done once only: a second click on the same button must not put an emergency on air a second time."""

import secrets
import threading
from collections import OrderedDict

REMEMBERED = 1_000


class Once:
    """Gives out keys and takes each of them back one time."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def key(self) -> str:
        """Return a key for one doing."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._open[key] = None
            if len(self._open) > REMEMBERED:
                self._open.popitem(last=False)
        return key

    def take(self, key: str) -> bool:
        """Whether `key` may be used now; never again after."""
        with self._lock:
            return self._open.pop(key, self) is not self
