"""All orders: which of them is heard when."""

import threading
from collections import deque
from collections.abc import Callable

from broadcaster.engine.airing import FADE_FRAMES, Airing
from broadcaster.engine.clocks import Clock, FrameLine
from broadcaster.engine.order import Order, Progress, State
from broadcaster.engine.pcm import RATE, Block, ms_of_frames
from broadcaster.engine.reader import Decode

PREPARE_S = 30.0  # to begin an hour into an MP3 takes seconds of decoding
MEET_S = 0.005  # orders whose end and start are this close follow each other without a gap
MEET_FRAMES = RATE // 4  # ... unless the card's clock has drifted further than this from the system's
KEPT_REPORTS = 200
WAITING_LIMIT = 1000


class TooManyOrdersError(Exception):
    """More orders wait than any day has."""


class Programme:
    """The orders taken, and what is to be heard of them in each block.

    `is_heard` tells whether any output carries it; `say` is told with each block how far what plays has come: its id,
    the moment it began, and how many milliseconds.

    `play`, `stop`, `shorten`, `reports` and `tend` are for other threads; `fill` is for the audio thread, which takes
    new orders from a box and otherwise owns the line of airings, so it never waits for a lock.
    """

    def __init__(
        self,
        decode: Decode,
        clock: Clock,
        is_heard: Callable[[], bool] = lambda: True,
        say: Callable[[str, float, int], None] = lambda *_: None,
    ) -> None:
        self._decode = decode
        self._clock = clock
        self._is_heard = is_heard
        self._say = say
        self._lock = threading.Lock()
        self._taken: dict[str, Airing] = {}
        self._box: deque[Airing] = deque()
        self._line: list[Airing] = []
        self._last_pinned: Airing | None = None
        self.title = ""  # of what is heard in the latest block

    def play(self, order: Order) -> None:
        """Take `order`; the same id again changes nothing."""
        with self._lock:
            if order.id in self._taken:
                return
            self._forget_old()
            if len(self._taken) >= WAITING_LIMIT:
                raise TooManyOrdersError(f"{WAITING_LIMIT} orders wait already")
            airing = Airing(order, self._clock.now_s(), self._is_heard)
            self._taken[order.id] = airing
            self._prepare_if_near(airing)
            self._box.append(airing)

    def stop(self, order_id: str) -> None:
        """End that order; one that is over or unknown is left alone."""
        with self._lock:
            if airing := self._taken.get(order_id):
                airing.ask_to_stop()

    def shorten(self, order_id: str, end_in_file: int) -> None:
        """Let that order end at a frame of its file; one that ends before, is over or unknown is left alone."""
        with self._lock:
            if airing := self._taken.get(order_id):
                airing.ask_to_end_at(end_in_file)

    def reports(self) -> list[tuple[Order, Progress]]:
        """Return what became of every order, oldest first."""
        with self._lock:
            return [(airing.order, airing.progress) for airing in self._taken.values()]

    def tend(self) -> None:
        """Begin to decode what is due soon. Called several times a second."""
        with self._lock:
            for airing in self._taken.values():
                self._prepare_if_near(airing)
                airing.tend_relays(self._clock.now_s())

    def fill(self, block: Block, clock: FrameLine) -> None:
        """Lay into `block`, which is silent and starts at the clock's next frame, what is to be heard in it."""
        while self._box:
            self._line.append(self._box.popleft())
            self._line.sort(key=lambda airing: airing.due_s)
        for airing in self._line:
            airing.check(clock.next_frame)
        for airing in self._line:
            if not airing.pinned and not airing.over:
                self._pin_if_due(airing, clock, len(block))
        for airing in self._line:
            if airing.pinned and not airing.over:
                airing.fill(block, clock)
                progress = airing.progress
                if progress.started_at_s is not None:
                    self._say(airing.order.id, progress.started_at_s, ms_of_frames(progress.played_frames))
        self.title = next((airing.title for airing in reversed(self._line) if airing.heard), "")
        if any(airing.over for airing in self._line):
            self._line = [airing for airing in self._line if not airing.over]

    def ends_at_frame(self) -> int | None:
        """Return the first frame after all that plays now, None when nothing does. For the audio thread."""
        ends = [airing.end_frame for airing in self._line if airing.pinned and not airing.over]
        return max(ends, default=None)

    def _pin_if_due(self, airing: Airing, clock: FrameLine, block_frames: int) -> None:
        """Settle the place of an order that begins in this block, or so soon after it that a fade begins here."""
        first = clock.next_frame
        due = self._due_frame(airing, clock)
        if due >= first + block_frames + FADE_FRAMES:
            return
        late = max(0, first - due)
        joined = late > airing.grace_frames
        if late >= airing.order.duration_frames:
            airing.finish(State.FAILED, "its time was over before it could begin")
        elif airing.ready_at(late if joined else 0):
            busy = any(other.pinned and not other.over for other in self._line)
            at_once = first + FADE_FRAMES if busy and late else first
            airing.pin(due if joined else max(due, at_once))
            self._end_earlier(airing, first)
            self._last_pinned = airing

    def _due_frame(self, airing: Airing, clock: FrameLine) -> int:
        due = clock.frame_at(airing.due_s)
        before = self._last_pinned
        if before is None or abs(airing.due_s - before.ends_at_s) > MEET_S:
            return due
        return before.end_frame if abs(due - before.end_frame) <= MEET_FRAMES else due

    def _end_earlier(self, airing: Airing, now_frame: int) -> None:
        """Let of `airing` and every other order whose place is settled the one that is due later end the other."""
        for other in self._line:
            if other is not airing and other.pinned and not other.over:
                earlier, later = sorted((other, airing), key=lambda one: one.due_s)
                begins = max(later.start_frame or 0, now_frame)
                if earlier.end_frame > begins:
                    earlier.followed_by = later.order.id
                    earlier.cut_at(begins, now_frame)

    def _prepare_if_near(self, airing: Airing) -> None:
        if airing.due_s - self._clock.now_s() < PREPARE_S:
            airing.prepare(self._decode)

    def _forget_old(self) -> None:
        over = [order_id for order_id, airing in self._taken.items() if airing.over]
        for order_id in over[: max(0, len(over) - KEPT_REPORTS + 1)]:
            del self._taken[order_id]
