"""What files say of themselves, written by the libraries that people's programs are made of."""

import subprocess
from pathlib import Path

import lameenc
import numpy as np
import pytest
import soundfile
from signals import tone

from broadcaster.errors import SoundError
from broadcaster.sound.header import Header, header_of, read_header


def written(path: Path, rate_hz: int, channels: int, subtype: str, container: str) -> Path:
    samples = np.column_stack([tone(-20, 0.5, rate=rate_hz)] * channels)
    soundfile.write(path, samples, rate_hz, subtype=subtype, format=container)
    return path


@pytest.mark.parametrize(
    ("container", "subtype", "rate_hz", "channels", "header"),
    [
        ("WAV", "PCM_16", 44_100, 2, Header("WAV", 44_100, 2, 16)),
        ("WAV", "PCM_U8", 8_000, 1, Header("WAV", 8_000, 1, 8)),
        ("WAV", "PCM_24", 48_000, 6, Header("WAV", 48_000, 6, 24)),
        ("WAVEX", "FLOAT", 96_000, 1, Header("WAV", 96_000, 1, 32)),
        ("FLAC", "PCM_16", 24_000, 1, Header("FLAC", 24_000, 1, 16)),
        ("FLAC", "PCM_24", 192_000, 2, Header("FLAC", 192_000, 2, 24)),
        ("OGG", "VORBIS", 32_000, 2, Header("OGG Vorbis", 32_000, 2)),
        ("OGG", "OPUS", 16_000, 1, Header("Opus", 48_000, 1)),
        ("MP3", "MPEG_LAYER_III", 44_100, 2, Header("MP3", 44_100, 2)),
        ("MP3", "MPEG_LAYER_III", 22_050, 1, Header("MP3", 22_050, 1)),
    ],
)
def test_a_file_tells_its_format(tmp_path, *, container, subtype, rate_hz, channels, header):
    assert read_header(written(tmp_path / "tep", rate_hz, channels, subtype, container)) == header


def test_a_picture_in_the_tag_of_an_mp3_does_not_hide_its_frames(tmp_path):
    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(48_000)
    encoder.set_channels(1)
    encoder.silence()
    frames = bytes(encoder.encode(tone(-20, 0.5, rate=48_000).tobytes()) + encoder.flush())
    picture = b"\xff\xfb\x90" * 100_000  # looks like a frame again and again
    size = len(picture)
    tag = b"ID3\x04\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + picture
    (tmp_path / "bai-hat.mp3").write_bytes(tag + frames)
    assert read_header(tmp_path / "bai-hat.mp3") == Header("MP3", 48_000, 1)


def test_a_telephone_recording_is_known_as_m4a(tmp_path):
    path = tmp_path / "ghi-am.m4a"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=0.2", "-c:a", "aac", path], check=True)
    assert read_header(path).container == "M4A"


@pytest.mark.parametrize(
    "start", [b"", b"\xff", b"ID3", b"RIFF", b"RIFF\0\0\0\0WAVE", b"fLaC", b"OggS", b"OggS" + b"\0" * 60]
)
def test_a_file_cut_off_at_its_start_tells_what_it_can(start, tmp_path):
    (tmp_path / "cut").write_bytes(start)
    assert read_header(tmp_path / "cut").rate_hz is None
    assert header_of(start).rate_hz is None


def test_what_is_no_sound_has_no_format():
    assert header_of(b"# Broadcaster\n\nA commune's loudspeaker radio") == Header("")


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(SoundError, match=r"khong-co\.wav is missing"):
        read_header(tmp_path / "khong-co.wav")
