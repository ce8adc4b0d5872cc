"""How high MP3 peaks where it had too few bits: the noise that it adds there may lift a peak over full scale.

Only there it is decoded again and looked at: to decode a whole programme would cost a quarter of what encoding it did.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from broadcaster.sound.files import decode
from broadcaster.sound.mp3 import FRAME_BYTES, FRAME_SAMPLES
from broadcaster.sound.pcm import Float32Array
from broadcaster.sound.true_peak import CONTEXT, TruePeakMeter

_COARSE = 182  # of ISO 13818-3's global_gain, 1.5 dB a step: finer frames of loud hiss decode at least 1 dB lower
_LOUD = 0.5  # of full scale: what peaks lower the noise does not lift far enough
_WARM_UP_FRAMES = 5  # that a decoder needs: two for the bits that a frame borrows, the others for its filters
_TOUCHED_FRAMES = 3  # of its output: the frame's own and what overlaps
_FRAMES_AT_ONCE = 1 << 12


def coarse_peak_dbtp(path: Path, peaks: Float32Array) -> float:
    """Return the true peak of the decoded stretch at `path` where it was coarsely encoded; `SILENCE_DBFS` for nowhere.

    `peaks` are those of the samples of each frame before encoding, full scale 1.
    """
    meter = TruePeakMeter()
    coarse = _coarse_frames(path)
    with path.open("rb") as file:
        for first, last in _runs(coarse[_are_loud(coarse, peaks)]):
            begins = max(0, first - _WARM_UP_FRAMES)
            file.seek(begins * FRAME_BYTES)
            data = file.read((last + _TOUCHED_FRAMES - begins) * FRAME_BYTES)
            looked_at = len(data) // FRAME_BYTES - (first - begins)
            # Counted from the end: decoders give nothing for frames whose bits lie before what they get.
            meter.push(decode(data, path.name).samples[-looked_at * FRAME_SAMPLES :])
            meter.push(np.zeros(2 * CONTEXT, np.float32))
    return meter.dbtp()


def _coarse_frames(path: Path) -> npt.NDArray[np.intp]:
    """Return the numbers of the coarse frames by their side information, which follows the four bytes of the header."""
    found, at = [np.zeros(0, np.intp)], 0
    with path.open("rb") as file:
        while data := file.read(_FRAMES_AT_ONCE * FRAME_BYTES):
            frames = np.frombuffer(data, np.uint8).reshape(-1, FRAME_BYTES)
            gains = (frames[:, 7] & 0b11).astype(np.int16) << 6 | frames[:, 8] >> 2
            found.append(at + np.flatnonzero(gains >= _COARSE))
            at += len(frames)
    return np.concatenate(found)


def _are_loud(frames: npt.NDArray[np.intp], peaks: Float32Array) -> npt.NDArray[np.bool_]:
    """Tell which frames hold something loud: the sound of a frame lies up to two frames before it and one after."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(peaks, (2, 4)), 4).max(axis=1)
    return np.asarray(around[np.minimum(frames, len(around) - 1)] > _LOUD)


def _runs(frames: npt.NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of frames that lie so close together that they are decoded in one go."""
    if not len(frames):
        return
    gaps = np.flatnonzero(np.diff(frames) > _WARM_UP_FRAMES)
    yield from zip(frames[[0, *(gaps + 1)]].tolist(), frames[[*gaps, -1]].tolist(), strict=True)
