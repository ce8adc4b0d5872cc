"""The one door to the audio library: decoded files, the sound card, and a clock that needs none."""

import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import miniaudio
import numpy as np

from broadcaster.engine.pcm import CHANNELS, RATE, Block

DECODE_FRAMES = RATE // 10
NO_CARD = "discard all samples"  # ALSA's "null" device: it takes an hour of sound in a moment
SERVER_STEP_MS = 20  # PulseAudio and PipeWire ask for sound in steps of this length
STAND_IN = "dummy output"  # what a sound server offers while it has no card: it keeps time, and nobody hears it

Render: TypeAlias = Callable[[int], Block]
"""Returns the next so many frames; called by a device for every block, on the device's own thread."""


class DeviceError(Exception):
    """A device could not be opened or started."""


class NoSuchCardError(DeviceError):
    """No card is listed under the name that was asked for."""


class Device(Protocol):
    """An open device. Once started it asks for blocks until it is closed, or silently ceases to."""

    description: str

    def start(self, render: Render) -> None:
        """Begin to ask `render` for blocks."""

    def close(self) -> None:
        """End the asking and give everything back."""


def decode_file(path: Path, first_frame: int) -> Generator[Block, None, None]:
    """Decode a WAV, FLAC, MP3 or OGG file from `first_frame` on (counted at the engine's rate)."""
    blocks = miniaudio.stream_file(
        str(path), miniaudio.SampleFormat.SIGNED16, CHANNELS, RATE, DECODE_FRAMES, seek_frame=first_frame
    )
    try:
        for samples in blocks:
            yield np.array(samples, np.int16).reshape(-1, CHANNELS)
    finally:
        blocks.close()


def platform_backends(platform: str = sys.platform) -> tuple[str, ...]:
    """Return the names of the backends to try, best first. The library's own choice prints pages and may discard."""
    if platform == "win32":
        return ("WASAPI", "DSOUND", "WINMM")
    if platform == "darwin":
        return ("COREAUDIO",)
    return ("PULSEAUDIO", "ALSA")


def out_of_step_ms(block_ms: int) -> int:
    """Return the length nearest below `block_ms` of which the blocks fall on ever other phases of a server's steps.

    The pace of a device is read off its earliest calls. Blocks of a whole number of steps are all asked for at the same
    phase, as much as a step after there was room for them, until load or another program shifts it. Three milliseconds
    more or less, and one block in seven comes within three milliseconds of its time, one in twenty within one.
    """
    fitting = (ms for ms in range(block_ms, 0, -1) if ms % SERVER_STEP_MS in {3, SERVER_STEP_MS - 3})
    return next(fitting, block_ms)


def card_names(backend: str) -> list[str]:
    """Return the names of the cards that can be heard through that backend; DeviceError where it can't tell."""
    return [device.name for device in _playback_devices(backend) if not device.name.casefold().startswith(NO_CARD)]


def default_card(backend: str) -> str | None:
    """Return the description of the default card of that backend; DeviceError where it can't tell."""
    return next((f"{backend}: {device.name}" for device in _playback_devices(backend) if device.is_default), None)


def open_null_clock(block_ms: int) -> Device:
    """Open a device that asks for blocks in real time and plays them nowhere."""
    return _MiniaudioDevice("NULL", block_ms, device_id=None, description="null clock")


def open_card(name: str | None, block_ms: int, backend: str) -> Device:
    """Open the sound card whose name contains `name`, or the default one, through that backend."""
    listed = _playback_devices(backend)
    if name is None:
        chosen = next((device for device in listed if device.is_default), None)
    else:
        chosen = _named(name, listed)
        if chosen is None:
            raise NoSuchCardError(f"{backend}: no device named {name!r} among {[device.name for device in listed]}")
    label = chosen.name if chosen else "default"
    if label.casefold().startswith(NO_CARD):
        raise DeviceError(f"{backend}: {label!r} is no sound card")
    device_id = chosen.id if chosen and name is not None else None
    return _MiniaudioDevice(backend, out_of_step_ms(block_ms), device_id, f"{backend}: {label}")


def _named(name: str, listed: list["_Listed"]) -> "_Listed | None":
    """Return the card of just this name, else the first whose name holds it: its place in the list means nothing."""
    wanted = name.casefold()
    holding = [device for device in listed if wanted in device.name.casefold()]
    return next((device for device in holding if device.name.casefold() == wanted), next(iter(holding), None))


def is_stand_in(description: str) -> bool:
    """Whether a device of that description only stands in for a card: sound goes there and nowhere on."""
    return STAND_IN in description.casefold()


class _Listed:
    """One playback device as the backend lists it."""

    def __init__(self, info: Any) -> None:
        self.name: str = miniaudio.ffi.string(info.name).decode(errors="replace")
        self.is_default = bool(info.isDefault)
        self.id = miniaudio.ffi.new("ma_device_id *", info.id)


def _playback_devices(backend: str) -> list[_Listed]:
    """List names only: the library's own listing opens every device and fails if any one cannot be opened."""
    ffi, lib = miniaudio.ffi, miniaudio.lib
    try:
        devices = miniaudio.Devices([miniaudio.Backend[backend]])
    except miniaudio.MiniaudioError as error:
        raise DeviceError(f"{backend}: {error}") from error
    infos, count = ffi.new("ma_device_info**"), ffi.new("ma_uint32*")
    if lib.ma_context_get_devices(devices._context, infos, count, ffi.NULL, ffi.NULL) != lib.MA_SUCCESS:
        raise DeviceError(f"{backend}: its devices cannot be listed")
    return [_Listed(infos[0][index]) for index in range(count[0])]


class _MiniaudioDevice:
    """A playback device of the library, with the leaks of its life cycle closed."""

    def __init__(self, backend: str, block_ms: int, device_id: object, description: str) -> None:
        self.description = description
        # Not the constructor in one step: when it fails half-way its context must be freed all the same.
        self._device = miniaudio.PlaybackDevice.__new__(miniaudio.PlaybackDevice)
        try:
            self._device.__init__(
                miniaudio.SampleFormat.SIGNED16,
                CHANNELS,
                RATE,
                block_ms,
                device_id,
                backends=[miniaudio.Backend[backend]],
                app_name="Broadcaster",
            )
        except miniaudio.MiniaudioError as error:
            self._free_context()
            raise DeviceError(f"{description}: {error}") from error

    def start(self, render: Render) -> None:
        asking = _feed(render)
        next(asking)
        try:
            self._device.start(asking)
        except miniaudio.MiniaudioError as error:
            raise DeviceError(f"{self.description}: {error}") from error

    def close(self) -> None:
        self._device.close()
        self._free_context()

    def _free_context(self) -> None:
        """Free what ``close`` of the library leaves behind: five file descriptors for every opening."""
        context = getattr(self._device, "_context", None)
        if context is not None:
            self._device._context = None
            miniaudio.lib.ma_context_uninit(context)


def _feed(render: Render) -> Generator[Block | bytes, int, None]:
    frames = yield b""
    while True:
        frames = yield render(frames)
