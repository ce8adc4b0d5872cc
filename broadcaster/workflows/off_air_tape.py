"""What a simulated station sent out, as a sound file: the airings one after another, without the hours between."""

from pathlib import Path
from types import TracebackType
from typing import Self

from broadcaster.model.sound import speech_mark
from broadcaster.playout.desk import PlayOrder
from broadcaster.sound.files import blocks, duration_ms, flac_sink, wav_sink
from broadcaster.sound.pcm import samples_in


class SoundTape:
    """Records to a .flac or .wav file, written beside and renamed when the tape ends well.

    `voices` says who will speak on it, as in `Clip.voice`, for the mark that machine voices carry.
    """

    def __init__(self, path: Path, voices: str = "") -> None:
        sink = flac_sink if path.suffix.lower() == ".flac" else wav_sink
        self._sink = sink(path, comment=speech_mark(voices))

    def __enter__(self) -> Self:
        """Start the tape."""
        self._write = self._sink.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it; after a failure no file is left."""
        self._sink.__exit__(kind, value, trace)

    def available_ms(self, order: PlayOrder) -> int:
        """Return how much of the order's stretch its file holds. Raises SoundError."""
        return max(0, duration_ms(order.path) - order.skip_ms)

    def add(self, order: PlayOrder, heard_ms: int) -> None:
        """Append what was heard of the order."""
        left = samples_in(heard_ms)
        for block in blocks(order.path, offset_ms=order.skip_ms):
            if left <= 0:
                break
            self._write(block[:left])
            left -= len(block)
