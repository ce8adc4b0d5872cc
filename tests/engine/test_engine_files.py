"""The formats a station has, through the real decoder."""

import hashlib
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fake_device import noise

from broadcaster.engine.audio_io import decode_file
from broadcaster.engine.pcm import RATE, Block
from broadcaster.engine.reader import Reader

LOSSLESS = {"a.wav": {}, "a.flac": {}}
LOSSY = {"a.mp3": {}, "a.ogg": {"subtype": "VORBIS"}}


def tone(path: Path, rate: int = RATE, **form: str) -> np.ndarray:
    seconds = np.arange(rate * 2) / rate
    mono = (8000 * np.sin(2 * np.pi * 440 * seconds) * np.minimum(1, seconds)).astype(np.int16)
    soundfile.write(path, mono, rate, **form)
    return mono


@pytest.mark.parametrize("name", LOSSLESS)
def test_lossless_files_come_back_bit_exact_from_any_frame(name: str, tmp_path: Path) -> None:
    mono = tone(tmp_path / name)
    decoded = np.concatenate(list(decode_file(tmp_path / name, 12_345)))
    assert np.array_equal(decoded[:, 0], mono[12_345:])
    assert np.array_equal(decoded[:, 1], mono[12_345:])


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_files_are_entered_at_the_frame_asked_for(name: str, tmp_path: Path) -> None:
    tone(tmp_path / name, **LOSSY[name])
    whole = np.concatenate(list(decode_file(tmp_path / name, 0)))
    late = np.concatenate(list(decode_file(tmp_path / name, 48_001)))
    assert len(whole) >= 2 * RATE
    # A lossy decoder that starts late may round the first frames a little otherwise.
    assert np.abs(whole[48_001 + 4800 :].astype(int) - late[4800:]).max() <= 2


def test_another_rate_is_counted_in_the_engines_frames(tmp_path: Path) -> None:
    tone(tmp_path / "a.wav", rate=44_100)
    assert len(np.concatenate(list(decode_file(tmp_path / "a.wav", RATE)))) == pytest.approx(RATE, abs=50)


@pytest.mark.parametrize("content", [b"", b"no sound at all " * 500])
def test_a_file_that_is_no_sound_raises(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(content)
    with pytest.raises(Exception, match="decoder"):
        list(decode_file(tmp_path / "a.mp3", 0))


def test_a_file_that_is_not_what_it_was_is_not_played_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"what was built")
    sha256 = hashlib.sha256(b"what was built").hexdigest()

    def decode(_: Path, __: int) -> Generator[Block, None, None]:
        yield noise(0.5, seed=1)

    whole = Reader(decode, path, 0, RATE // 4, sha256)
    whole._thread.join(5)
    assert (whole.error, whole.decoded_to) == ("", RATE // 2)
    path.write_bytes(b"what a dying disk made of it")
    damaged = Reader(decode, path, 0, RATE // 4, sha256)
    damaged._thread.join(5)
    assert (damaged.error, damaged.decoded_to) == (
        "DamagedFileError: the file is not what it was when it was made",
        0,
    )
