import struct
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fake_device import BLOCK, Rig, noise

from broadcaster.engine.outputs import wav_file
from broadcaster.engine.outputs.wav_file import WavFile, free_name
from broadcaster.engine.pcm import RATE


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def read(path: Path) -> tuple[int, np.ndarray]:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth()) == (RATE, 2)
        raw = file.readframes(file.getnframes())
        return file.getnchannels(), np.frombuffer(raw, "<i2").reshape(-1, file.getnchannels())


def test_it_holds_what_went_out(tmp_path: Path) -> None:
    rig, wav = Rig(), WavFile(tmp_path / "a.wav", channels=2)
    wav.start(rig.bus)
    sound = noise(0.5, seed=1)
    rig.play("a", frame=4 * BLOCK, seconds=0.5, sound=sound)
    rig.run(1)
    wav.close()
    channels, written = read(tmp_path / "a.wav")
    assert channels == 2
    assert np.array_equal(written, rig.heard[2 * BLOCK :])
    assert wav.health().ok


def test_one_channel_is_the_mean_of_two(tmp_path: Path) -> None:
    rig, wav = Rig(), WavFile(tmp_path / "a.wav", channels=1)
    wav.start(rig.bus)
    rig.play("a", frame=4 * BLOCK, seconds=0.5, sound=noise(0.5, seed=1))
    rig.run(1)
    wav.close()
    channels, written = read(tmp_path / "a.wav")
    assert channels == 1
    assert np.array_equal(written[:, 0], rig.heard[2 * BLOCK :, 0])


def test_the_header_is_right_while_it_is_written(tmp_path: Path) -> None:
    rig, wav = Rig(), WavFile(tmp_path / "a.wav", channels=2)
    wav.start(rig.bus)
    rig.run(2.5)
    path = tmp_path / "a.wav"
    wait_for(lambda: path.exists() and path.stat().st_size > 44 and struct.unpack("<I", path.read_bytes()[40:44])[0])
    assert len(read(path)[1]) == 2 * RATE
    wav.close()


def test_a_record_is_never_overwritten(tmp_path: Path) -> None:
    for name in ("a.wav", "a-2.wav"):
        (tmp_path / name).write_bytes(b"dear to somebody")
    assert free_name(tmp_path / "a.wav") == tmp_path / "a-3.wav"
    assert free_name(tmp_path / "b.wav") == tmp_path / "b.wav"


def test_a_writer_that_is_held_up_never_holds_up_the_sound(tmp_path: Path) -> None:
    rig, wav = Rig(), WavFile(tmp_path / "a.wav", channels=2)
    held = threading.Event()
    wav._bytes_of = lambda _: bytes(held.wait(10))  # type: ignore[method-assign]  # a disk that hangs
    wav.start(rig.bus)
    begun = time.monotonic()
    rig.run(60)
    assert time.monotonic() - begun < 5
    assert "dropped" in wav.health().detail
    held.set()
    wav.close()


def test_a_folder_that_is_gone_is_reported_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav_file, "RETRY_S", 0.05)
    rig, wav = Rig(), WavFile(tmp_path / "gone" / "a.wav", channels=2)
    wav.start(rig.bus)
    wait_for(lambda: not wav.health().ok)
    (tmp_path / "gone").mkdir()
    rig.run(2.5)
    wait_for(lambda: wav.health().ok)
    wav.close()
    assert len(read(tmp_path / "gone" / "a.wav")[1])
