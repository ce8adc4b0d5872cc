"""What kept speech is given up so that it stays within its bounds. Pure."""

from collections.abc import Collection, Iterable

from broadcaster.speech.cache import CacheEntry

YOUNG_S = 86_400.0  # what was used within a day may belong to an item that is being made just now


def to_drop(
    entries: Iterable[CacheEntry], limit_bytes: int, pinned: Collection[str], now_s: float
) -> tuple[CacheEntry, ...]:
    """Return which of `entries` go, the longest unused first, until the rest fits into `limit_bytes`.

    What is `pinned` (by key) or was used within a day stays, even if that is more than the limit.
    """
    entries = sorted(entries, key=lambda entry: (entry.used_s, entry.key))
    excess = sum(entry.size for entry in entries) - limit_bytes
    doomed: list[CacheEntry] = []
    for entry in entries:
        if excess <= 0:
            break
        if entry.key not in pinned and entry.used_s < now_s - YOUNG_S:
            doomed.append(entry)
            excess -= entry.size
    return tuple(doomed)
