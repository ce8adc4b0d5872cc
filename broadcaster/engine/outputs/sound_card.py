"""The sound card drives the bus; when it is gone a null clock does, so that the other outputs go on."""

import logging
import sys
import threading
from dataclasses import dataclass
from typing import Protocol

from broadcaster.engine import audio_io
from broadcaster.engine.audio_io import Device, DeviceError, NoSuchCardError, Render
from broadcaster.engine.clocks import Clock
from broadcaster.engine.outputs.asking import Look, Looking, OpenDevice, Opening
from broadcaster.engine.outputs.contract import Health, Settings, number, text
from broadcaster.engine.pcm import RATE, Block, silence

log = logging.getLogger(__name__)

BEING_OPENED = "the card is being opened"
NO_SUCH_CARD = "no sound card of this name"
NULL_CLOCK = "null_clock"
DEFAULT_CARD = "default"

SILENT_S = 1.0  # a device that did not call for so long is lost, whatever the library says
UNSTEADY_S = 2.0
WATCH_S = 10.0
LOOK_S = 15.0
OPEN_S = 1.0
CLOSE_S = 2.0
FIRST_DELAY_S, USUAL_DELAY_S, LONG_DELAY_S = 0.25, 0.5, 2.0
PATIENCE = 60  # after so many failures in a row the card is sought less often
SAME_BACKEND_FAILURES = 30


def reopen_delay_s(failures: int) -> float:
    """Return how long to wait before the next attempt, after so many failures in a row."""
    if failures >= PATIENCE:
        return LONG_DELAY_S
    return min(FIRST_DELAY_S * 2.0 ** max(failures - 1, 0), USUAL_DELAY_S)


class Driven(Protocol):
    """What a card drives: the bus, or what listens to it for a further card."""

    last_beat_s: float
    rendered_frames: int
    unsteady_since_s: float | None

    def restart(self) -> None:
        """Be told that another device is going to drive."""

    def render(self, frames: int) -> Block:
        """Return the next frames."""


@dataclass(frozen=True)
class Watch:
    """A moment from which a device's speed is reckoned."""

    since_s: float
    rendered_frames: int

    def fault(self, now_s: float, bus: Driven, block_s: float) -> str:
        """Return why the device that drives `bus` must be given up, or nothing while it is well."""
        silent_s = now_s - bus.last_beat_s
        if silent_s > max(SILENT_S, 4 * block_s):
            return f"asked for no sound for {silent_s:.1f} s"
        if bus.unsteady_since_s is not None and now_s - bus.unsteady_since_s > UNSTEADY_S:
            return "shows no steady pace"
        if now_s - self.since_s < UNSTEADY_S:  # it fills its own buffer first, as fast as it can
            return ""
        speed = (bus.rendered_frames - self.rendered_frames) / RATE / (now_s - self.since_s)
        return "" if 0.5 <= speed <= 2.0 else f"runs at {speed:.2g} times real time"


class Valve:
    """Lets a device drive until it is shut: one whose closing hangs with its server may call again much later."""

    def __init__(self, render: Render) -> None:
        self._render: Render | None = render

    def __call__(self, frames: int) -> Block:
        """Return the next frames, or silence."""
        render = self._render
        return render(frames) if render else silence(frames)

    def shut(self) -> None:
        """Let nothing more through."""
        self._render = None


class SoundCard:
    """Drives the bus from the card, or from the null clock while there is no card."""

    def __init__(
        self,
        open_card: OpenDevice | None,
        open_null: OpenDevice,
        clock: Clock,
        block_ms: int,
        name: str = "sound_card",
    ) -> None:
        self.name = name if open_card else NULL_CLOCK
        self._open_card = open_card
        self._open_null = open_null
        self._clock = clock
        self._block_s = block_ms / 1000
        self._bus: Driven | None = None
        self._device: Device | None = None
        self._valve: Valve | None = None
        self._opening: Opening | None = None
        self._look: Look | None = None
        self._looking: Looking | None = None
        self._look_at_s = 0.0
        self._on_card = False
        self._watch = Watch(0.0, 0)
        self._failures = 0
        self._retry_at_s = 0.0
        self._problem = "not started"

    def follow(self, look: Look) -> None:
        """Ask `look` now and then where the sound goes."""
        self._look = look

    def start(self, bus: Driven) -> None:
        """Drive `bus`, from the card if it can be opened now."""
        self._bus = bus
        self._seek_card(wait_s=OPEN_S)
        if self._device is None:
            self._take_null()

    def tend(self) -> None:
        """Give up a device that has gone silent or wild; look for the card while it is away."""
        if self._bus is None:
            return
        now_s = self._clock.elapsed_s()
        if self._device and (fault := self._watch.fault(now_s, self._bus, self._block_s)):
            log.warning("%s %s: closed", self._device.description, fault)
            self._count_failure(fault, now_s)
            self._drop_device()
        if self._on_card and self._look:
            self._see_where_it_goes(self._look, now_s)
        if not self._on_card and now_s >= self._retry_at_s:
            self._seek_card()
        if self._device is None:
            self._take_null()
        elif now_s - self._watch.since_s > WATCH_S:
            self._watch = Watch(now_s, self._bus.rendered_frames)
            if self._on_card:  # it has proven itself: what follows is a new row of failures
                self._failures = 0

    def health(self) -> Health:
        """Return whether the card drives, or, where none is wanted, whether anything does."""
        device = self._device
        ok = device is not None and (self._on_card or self._open_card is None)
        if ok and device and audio_io.is_stand_in(device.description):
            return Health(self.name, ok=False, detail=f"{device.description} stands in for a card: nobody hears it")
        return Health(self.name, ok, device.description if ok and device else self._problem)

    def close(self) -> None:
        """Drive no more."""
        self._bus = None
        self._drop_device()

    def _seek_card(self, wait_s: float = 0.0) -> None:
        """Begin to open the card, or see what has become of it; the null clock drives meanwhile."""
        if self._open_card is None:
            return
        self._opening = self._opening or Opening(self._open_card)
        if not self._opening.ended(wait_s):
            self._problem = BEING_OPENED
            return
        opened, self._opening = self._opening, None
        if opened.device is None:
            self._count_failure(opened.problem, self._clock.elapsed_s())
            return
        self._drop_device()
        self._on_card = self._drive_by(opened.device)
        if self._on_card:
            log.info("%s drives", opened.device.description)

    def _see_where_it_goes(self, look: Look, now_s: float) -> None:
        """Keep the description true: a server moves the default card's sound to another or to none, untold."""
        if self._looking and self._looking.ended():
            seen, self._looking = self._looking.seen, None
            if self._device and seen and seen != self._device.description:
                log.warning("The sound of %s goes to %s now", self._device.description, seen)
                self._device.description = seen
        if self._looking is None and now_s >= self._look_at_s:
            self._looking, self._look_at_s = Looking(look), now_s + LOOK_S

    def _take_null(self) -> None:
        try:
            device = self._open_null()
        except DeviceError as error:
            log.error("The null clock cannot be opened: %s", error)  # noqa: TRY400 - its text says all
            return
        self._drive_by(device)

    def _drive_by(self, device: Device) -> bool:
        assert self._bus is not None
        self._bus.restart()
        self._watch = Watch(self._clock.elapsed_s(), self._bus.rendered_frames)
        valve = Valve(self._bus.render)
        try:
            device.start(valve)
        except DeviceError as error:
            self._count_failure(str(error), self._clock.elapsed_s())
            device.close()
            return False
        self._device, self._valve = device, valve
        self._looking, self._look_at_s = None, self._clock.elapsed_s() + LOOK_S
        return True

    def _count_failure(self, problem: str, now_s: float) -> None:
        if not self._failures:
            log.warning("No sound card: %s", problem)
        self._failures += 1
        self._problem = problem
        self._retry_at_s = now_s + reopen_delay_s(self._failures)

    def _drop_device(self) -> None:
        """Close the device on a thread of its own: a driver that hangs must not hold up the next device."""
        device, self._device, self._on_card = self._device, None, False
        if device is None:
            return
        if self._valve:
            self._valve.shut()
        closing = threading.Thread(target=device.close, name="closing", daemon=True)
        closing.start()
        closing.join(CLOSE_S)


class CardFinder:
    """Opens the card through whichever backend has it.

    A sound server that went away comes back; a card taken from it directly meanwhile would be busy when it does. So
    the backend that worked is tried alone at first, and the others only when it stays away.
    """

    def __init__(self, name: str | None, block_ms: int, backends: tuple[str, ...]) -> None:
        self._name = name
        self._block_ms = block_ms
        self._backends = backends
        self._worked: str | None = None
        self._failures = 0

    def __call__(self) -> Device:
        """Open the card, or raise ``DeviceError`` with what every backend said."""
        said: list[DeviceError] = []
        for backend in self._backends_now():
            try:
                device = audio_io.open_card(self._name, self._block_ms, backend)
            except DeviceError as error:
                said.append(error)
            else:
                self._worked, self._failures = backend, 0
                return device
        self._failures += 1
        nowhere = all(isinstance(error, NoSuchCardError) for error in said)
        raise DeviceError((f"{NO_SUCH_CARD}: " if nowhere else "") + "; ".join(map(str, said)))

    def default_now(self) -> str | None:
        """Return what the default card is by now, as an opened one would describe it."""
        try:
            return audio_io.default_card(self._worked) if self._worked else None
        except DeviceError:
            return None  # a server that is away is seen by the blocks it no longer asks for

    def _backends_now(self) -> tuple[str, ...]:
        if self._worked and self._failures < SAME_BACKEND_FAILURES:
            return (self._worked,)
        return self._backends


def build(settings: Settings, clock: Clock) -> SoundCard:
    """Return the output that drives the bus; its `device` is part of a card's name, or "default"."""
    block_ms = number(settings, "block_ms", 1, 1000)
    device = text(settings, "device", DEFAULT_CARD)
    is_default = device == DEFAULT_CARD
    finder = CardFinder(None if is_default else device, block_ms, audio_io.platform_backends(sys.platform))
    card = SoundCard(finder, lambda: audio_io.open_null_clock(block_ms), clock, block_ms, text(settings, "name"))
    if is_default:
        card.follow(finder.default_now)
    return card


def build_null_clock(settings: Settings, clock: Clock) -> SoundCard:
    """Return what drives the bus where no card is wanted."""
    block_ms = number(settings, "block_ms", 1, 1000)
    return SoundCard(None, lambda: audio_io.open_null_clock(block_ms), clock, block_ms)
