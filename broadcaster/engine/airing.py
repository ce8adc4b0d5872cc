"""One order under way: which of its frames fall into a block, and what has become of it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from broadcaster.engine.clocks import FrameLine
from broadcaster.engine.order import Order, Progress, State
from broadcaster.engine.pcm import RATE, Block, ms_of_frames
from broadcaster.engine.reader import Decode, Reader
from broadcaster.engine.relaying import Relays

FADE_FRAMES = RATE // 100
SHORTFALL_FRAMES = RATE // 2
GRACE_FRAMES = RATE // 2
SAME_GAP_S = 0.3  # what is lost in one block and the next, was lost without a break
KEPT_GAPS = 50


class Airing:
    """An order, its reader, and where on the engine's frame line it lies.

    The other threads only call `prepare` and what asks, and read `order` and `progress`; all else is the audio
    thread's.
    """

    def __init__(self, order: Order, accepted_at_s: float, is_heard: Callable[[], bool] = lambda: True) -> None:
        self.order = order
        self._is_heard = is_heard
        self.due_s = max(order.at_s, accepted_at_s)
        # How late it may still begin with the first frame asked for: first words are worth more than punctuality. What
        # was told ahead, from inside a file, is a programme to be joined: there the place it should be at is all.
        self.grace_frames = GRACE_FRAMES if order.skip_frames == 0 or order.at_s <= accepted_at_s else 0
        self.progress = Progress()
        self.start_frame: int | None = None
        self.end_frame = 0
        self.followed_by = ""
        self.title = ""  # what the latest block has of it, in people's words
        self._cut: tuple[int, int] | None = None  # the frames at which its fade begins and ends
        self._reader: Reader | None = None
        self._stop_asked = False
        self._end_asked: int | None = None
        self._relays = Relays(order.relays)

    @property
    def over(self) -> bool:
        """Whether nothing more will be heard of it."""
        return self.progress.state.over

    @property
    def heard(self) -> bool:
        """Whether it has begun and is not over."""
        return self.progress.state is State.PLAYING

    @property
    def pinned(self) -> bool:
        """Whether its place on the frame line is settled."""
        return self.start_frame is not None

    @property
    def ends_at_s(self) -> float:
        """The moment of the first frame after it, as far as it starts when due."""
        return self.due_s + self.order.ends_at_s - self.order.at_s

    def prepare(self, decode: Decode) -> None:
        """Begin to decode, unless that was begun before."""
        if self._reader is None and not self.over:
            order = self.order
            self._reader = Reader(decode, order.path, order.skip_frames, order.end_in_file, order.sha256)
        if self._reader and self.over:  # it was stopped in the meantime
            self._reader.close()

    def tend_relays(self, now_s: float) -> None:
        """Have what is to be relayed received in time."""
        self._relays.tend(self.due_s - self.order.skip_frames / RATE, now_s, over=self.over)

    def ask_to_stop(self) -> None:
        """Let it end with a fade in the next block."""
        self._stop_asked = True

    def ask_to_end_at(self, end_in_file: int) -> None:
        """Let it end with that frame of its file as the first that is not heard, without a fade: files rest there."""
        self._end_asked = end_in_file if self._end_asked is None else min(end_in_file, self._end_asked)

    def ready_at(self, frames_in: int) -> bool:
        """Whether it could start now, `frames_in` frames into what it plays."""
        return self._reader is not None and self._reader.ready_for(self.order.skip_frames + frames_in)

    def pin(self, start_frame: int) -> None:
        """Settle its place: its first frame is heard at `start_frame`."""
        self.start_frame = start_frame
        self.end_frame = start_frame + self.order.duration_frames

    def cut_at(self, frame: int, now_frame: int) -> None:
        """Fade out so that `frame` is the first one without it."""
        if self._cut is None or frame < self._cut[1]:
            self._cut = (max(frame - FADE_FRAMES, now_frame), frame)

    def check(self, now_frame: int) -> None:
        """Take note of requests to stop or to end sooner, and of a file that cannot be played at all."""
        if self._end_asked is not None:
            self._end_at(self._end_asked, now_frame)
        if self._stop_asked and self.progress.state is State.WAITING:
            self.finish(State.STOPPED, "stopped before it began")
        elif self._stop_asked:
            self.cut_at(now_frame + FADE_FRAMES, now_frame)
        reader = self._reader
        if reader and reader.ended and reader.decoded_to <= self.order.skip_frames and not self.over:
            self.finish(State.FAILED, reader.error or "the file ends before the place to begin at")

    def fill(self, block: Block, clock: FrameLine) -> None:
        """Lay what it gives to `block`, whose first frame is the clock's next, and bring `progress` up to date."""
        assert self.start_frame is not None
        assert self._reader is not None
        first = clock.next_frame
        begin = max(self.start_frame, first)
        end = min(self._last_frame, first + len(block))
        if begin < end:
            piece = block[begin - first : end - first]
            place = self.order.skip_frames + begin - self.start_frame
            found = self._reader.read(place, piece)
            self._relays.lay(piece, place)
            self._fade(piece, begin)
            self.title = self.order.title_at(self.order.skip_frames + begin - self.start_frame)
            if self.progress.state is State.WAITING:
                self.progress = Progress(State.PLAYING, started_at_s=clock.wall_at(self.start_frame))
            self._count(begin, end, found, clock)
            self.progress = replace(
                self.progress,
                relayed=self._relays.stretches,
                relay_news=self._relays.news(place),
            )
        self._settle(first + len(block))

    def _count(self, begin: int, end: int, found: int, clock: FrameLine) -> None:
        """Note that its frames from `begin` to before `end` were due, and that `found` of them were there.

        Frames before them that were never asked for were lost with the device's time.
        """
        assert self.start_frame is not None
        assert self._reader is not None
        reached = self.start_frame + self.progress.played_frames
        due = found if self._reader.ended else end - begin  # at the end of a file nothing more is
        lost = due - found if self._is_heard() else due
        unheard = self.progress.unheard
        if begin > reached:
            unheard = _with_gap(unheard, clock.wall_at(reached), begin - reached)
        if lost:
            unheard = _with_gap(unheard, clock.wall_at(begin + due - lost), lost)
        self.progress = replace(self.progress, played_frames=begin + due - self.start_frame, unheard=unheard)

    def finish(self, state: State, detail: str = "") -> None:
        """End it."""
        self.progress = replace(self.progress, state=state, detail=detail)
        if self._reader:
            self._reader.close()

    @property
    def _last_frame(self) -> int:
        return min(self.end_frame, self._cut[1]) if self._cut else self.end_frame

    def _end_at(self, end_in_file: int, now_frame: int) -> None:
        """Be an order that ends there, or now if that was heard already."""
        given = 0 if self.start_frame is None else max(0, now_frame - self.start_frame)
        frames = max(end_in_file - self.order.skip_frames, given)
        if self.over or frames >= self.order.duration_frames:
            return
        if frames == 0:
            self.finish(State.STOPPED, "shortened to nothing before it began")
            return
        self.order = replace(self.order, duration_frames=frames)
        if self.start_frame is not None:
            self.end_frame = self.start_frame + frames

    def _fade(self, piece: Block, first_frame: int) -> None:
        if self._cut is None or first_frame + len(piece) <= self._cut[0]:
            return
        begin, end = self._cut
        places = np.arange(first_frame, first_frame + len(piece))
        gain = np.clip((end - places) / max(end - begin, 1), 0.0, 1.0)
        piece[:] = (piece * gain[:, np.newaxis]).astype(np.int16)

    def _settle(self, reached_frame: int) -> None:
        """Decide whether it is over, now that everything before `reached_frame` was handed out."""
        assert self.start_frame is not None
        if self._ran_out(reached_frame):
            self._finish_at_end_of_file()
        elif reached_frame < self._last_frame:
            return
        elif self._last_frame == self.end_frame:
            self.finish(State.DONE, self._holes())
        else:
            self.finish(State.STOPPED, f"ended by {self.followed_by}" if self.followed_by else "")

    def _ran_out(self, reached_frame: int) -> bool:
        assert self.start_frame is not None
        reader = self._reader
        place = self.order.skip_frames + min(reached_frame, self._last_frame) - self.start_frame
        return bool(
            reader and reader.ended and reader.decoded_to < self.order.end_in_file and place >= reader.decoded_to
        )

    def _finish_at_end_of_file(self) -> None:
        assert self._reader is not None
        missing = self.order.end_in_file - self._reader.decoded_to
        if missing <= SHORTFALL_FRAMES and not self._reader.error:
            self.finish(State.DONE, self._holes())
        else:
            reason = self._reader.error or "the file ended"
            self.finish(State.FAILED, f"{reason}, {ms_of_frames(missing)} ms before its time")

    def _holes(self) -> str:
        """Tell of frames that were due and not there: lost to a slow disk, or while the device was gone."""
        lost_ms = ms_of_frames(sum(frames for _, frames in self.progress.unheard))
        return f"{lost_ms} ms of it were not heard" if lost_ms > 0 else ""


def _with_gap(gaps: tuple[tuple[float, int], ...], at_s: float, frames: int) -> tuple[tuple[float, int], ...]:
    """Return `gaps` with one more, or the last one longer if it is the same that goes on."""
    if gaps and abs(at_s - gaps[-1][0] - gaps[-1][1] / RATE) < SAME_GAP_S:
        return (*gaps[:-1], (gaps[-1][0], gaps[-1][1] + frames))
    return (*gaps, (at_s, frames))[-KEPT_GAPS:]
