import pytest
from google_stand_in import tone_mp3
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.engines.mpeg import walk

MP3 = tone_mp3(1000)


def test_whole_sound():
    frames = walk(MP3)
    assert MP3[:4].hex() == "fff384c4"
    assert frames.whole
    assert frames.duration_ms == pytest.approx(1000, abs=100)


def test_a_tag_in_front_is_stepped_over():
    assert walk(b"ID3\x04\x00\x00\x00\x00\x00\x05" + b"TIT2\x00" + MP3).whole


@pytest.mark.parametrize("data", [b"", b"<!doctype html>", b"\xff", b"\xff\xf3\x84\xc4", b"ID3", MP3[1:], b"\0" * 500])
def test_what_is_no_sound(data):
    assert not walk(data).whole


@given(st.integers(1, len(MP3) - 1))
def test_a_cut_is_seen_unless_it_falls_between_frames(place):
    frames = walk(MP3[:place])
    assert frames.whole == (place % 192 == 0)  # 64 kbit/s at 24 kHz


@given(st.binary(max_size=2000))
def test_no_bytes_trip_it(data):
    frames = walk(data)
    assert 0 <= frames.left_over <= len(data)
