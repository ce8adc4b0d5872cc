"""Bytes as they come to sound as it comes."""

import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from upper_station import HERTZ, mp3

from broadcaster.errors import RelayError
from broadcaster.receiver.blocks import BLOCK_FRAMES, RATE, Sound
from broadcaster.receiver.decoding import decode
from broadcaster.receiver.forms import Form
from broadcaster.receiver.mpeg import JUNK_BYTES, MpegFrames, frame_bytes


class Pipe:
    """Bytes that come in pieces; notes how many were taken."""

    def __init__(self, data: bytes, piece: int = 700, failure: RelayError | None = None) -> None:
        self.taken = 0
        self._data = data
        self._piece = piece
        self._failure = failure

    def read(self, limit: int) -> bytes:
        some = self._data[self.taken : self.taken + min(limit, self._piece)]
        self.taken += len(some)
        if not some and self._failure:
            raise self._failure
        return some


def encoded(container: str, subtype: str, seconds: float = 2.0) -> bytes:
    moments = np.arange(round(seconds * RATE)) / RATE
    file = io.BytesIO()
    soundfile.write(file, 0.2 * np.sin(2 * np.pi * HERTZ * moments), RATE, format=container, subtype=subtype)
    return file.getvalue()


def loudest_hertz(sound: Sound) -> float:
    return float(np.abs(np.fft.rfft(sound.astype(float))).argmax() * RATE / len(sound))


FORMS: dict[Form, Callable[[], bytes]] = {
    Form.MP3: mp3,
    Form.VORBIS: lambda: encoded("OGG", "VORBIS"),
    Form.FLAC: lambda: encoded("FLAC", "PCM_16"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_tone_that_went_in_at_48_khz(form: Form) -> None:
    blocks = list(decode(Pipe(FORMS[form]()), form))
    assert {len(block) for block in blocks[:-1]} == {BLOCK_FRAMES}
    sound = np.concatenate(blocks)[RATE // 2 :][:RATE]
    assert loudest_hertz(sound) == pytest.approx(HERTZ, abs=2)
    assert np.abs(sound).max() == pytest.approx(0.2 * 32_768, rel=0.05)


def test_mp3_is_decoded_as_it_comes_and_nothing_of_it_is_kept_back() -> None:
    """The library alone would read two seconds ahead of what it gives."""
    pipe = Pipe(mp3(), piece=209)
    heard = 0
    for block in decode(pipe, Form.MP3):
        heard += len(block)
        assert pipe.taken / 8_000 - heard / RATE < 0.35  # 64 kbit/s


def test_a_stream_joined_in_the_middle_of_a_frame_begins_with_the_next_one() -> None:
    sound = np.concatenate(list(decode(Pipe(mp3()[5_003:]), Form.MP3)))
    assert loudest_hertz(sound[RATE:][:RATE]) == pytest.approx(HERTZ, abs=2)


def test_damage_in_the_middle_costs_no_more_than_it_covers() -> None:
    data = mp3()
    damaged = data[:20_000] + b"\x00\xff\xfb" * 700 + data[22_100:]
    length = sum(map(len, decode(Pipe(damaged), Form.MP3)))
    assert length == pytest.approx(sum(map(len, decode(Pipe(data), Form.MP3))), abs=0.5 * RATE)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("data", [b"", b"<html>log in</html>", b"\xff" * 2_000, bytes(JUNK_BYTES * 2)])
def test_what_is_no_sound_is_refused(form: Form, data: bytes) -> None:
    with pytest.raises(RelayError, match="what comes is not"):
        list(decode(Pipe(data), form))


def test_why_the_bytes_ceased_is_told_after_the_sound_that_came() -> None:
    heard = []
    with pytest.raises(RelayError, match="leads on"):
        heard.extend(decode(Pipe(mp3(), failure=RelayError("it leads on")), Form.MP3))
    blocks = decode(Pipe(mp3(), failure=RelayError("it leads on")), Form.MP3)
    assert len([next(blocks) for _ in range(90)]) == 90


@given(st.binary(max_size=3_000), st.integers(1, 900))
def test_whatever_comes_frames_are_whole_and_in_order(junk: bytes, piece: int) -> None:
    frames = MpegFrames(Pipe(junk + mp3()[:4_180], piece).read)
    found = list(iter(lambda: frames.read(4_096), b""))
    assert all(len(frame) == frame_bytes(frame[:4]) for frame in found)
    if b"ID3" not in junk:
        alone = MpegFrames(Pipe(mp3()[:4_180]).read)
        assert found[-10:] == list(iter(lambda: alone.read(4_096), b""))[-10:]


def test_a_tag_in_front_is_passed_over() -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x07\x68" + b"\xff\xfb\x90\x00" * 250
    frames = MpegFrames(Pipe(tag + mp3()).read)
    assert mp3().startswith(frames.read(4_096))
