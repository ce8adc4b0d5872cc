"""The relays of one order: receivers kept going while their windows are near, their sound laid over the file's."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from broadcaster.engine.feed import ReceiverFeed
from broadcaster.engine.order import Relay
from broadcaster.engine.overlay import Overlay, Sound
from broadcaster.engine.pcm import RATE, Block

AHEAD_S = 30.0  # the stream proves itself, and shows how loud it is, before it is needed
HELD_S = 900.0  # so much later than due may a window end: a programme waits for emergencies


class Feed(Protocol):
    """Where an upper station's sound comes from."""

    prime_frames: int
    news: str

    def tend(self) -> None:
        """Keep it coming. Called several times a second while it is needed."""

    def take(self) -> list[Sound | None]:
        """Return what has come since; called on the audio thread, never waits."""

    def close(self) -> None:
        """Let it end."""


OpenFeed: TypeAlias = Callable[[bytes], Feed]


class _Window:
    def __init__(self, relay: Relay, feed: Feed) -> None:
        self.relay = relay
        self.feed = feed
        self.overlay = Overlay(relay.begin, relay.end)
        self.passed = False  # whether the programme has come to its end
        self.closed = False


class Relays:
    """The relays of an order that plays its file from frame `first` on, beginning at `starts_at_s`."""

    def __init__(self, relays: tuple[Relay, ...], open_feed: OpenFeed = ReceiverFeed) -> None:
        self._windows = [_Window(relay, open_feed(relay.ask)) for relay in relays]

    def tend(self, file_starts_at_s: float, now_s: float, *, over: bool) -> None:
        """Start, mend and end receivers; `file_starts_at_s` is when the file's frame 0 is heard, or would be."""
        for window in self._windows:
            begins_s = file_starts_at_s + window.relay.begin / RATE
            ends_s = file_starts_at_s + window.relay.end / RATE
            if over or window.passed or now_s >= ends_s + HELD_S:
                if not window.closed:
                    window.closed = True
                    window.feed.close()
            elif now_s >= begins_s - AHEAD_S:
                window.feed.tend()

    def lay(self, piece: Block, place: int) -> None:
        """Lay what relays give over `piece`, whose first frame is the file's frame `place`. Audio thread."""
        for window in self._windows:
            if window.relay.begin < place + len(piece) and place < window.relay.end:
                window.overlay.lay(piece, place, window.feed.take(), window.feed.prime_frames)
            window.passed = place + len(piece) >= window.relay.end

    @property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """The stretches of the file over which a relay was heard."""
        return tuple(stretch for window in self._windows for stretch in window.overlay.stretches)

    def news(self, place: int) -> str:
        """Return how the relay goes whose window `place` is in; of none nothing."""
        return next((w.feed.news for w in self._windows if w.relay.begin <= place < w.relay.end), "")
