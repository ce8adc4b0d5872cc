"""Whatever a clerk drops into audio/ is read as it is meant, or named."""

import io
import os
import shutil
import subprocess

import lameenc
import numpy as np
import pytest
import soundfile
from mutagen import id3
from pilots import tone

from broadcaster.errors import SoundError
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.mp3 import info_frame
from broadcaster.studio.levels import measure_clip

SECONDS = 4
PICTURE = np.random.default_rng(0).bytes(50_000)  # full of what looks like MPEG frames


def stereo(rate_hz, level_dbfs=-20.0):
    moments = np.arange(SECONDS * rate_hz) / rate_hz
    return np.stack([10 ** (level_dbfs / 20) * np.sin(2 * np.pi * 1000 * moments)] * 2, axis=1)


def by_libsndfile(container, width, rate_hz):
    data = io.BytesIO()
    soundfile.write(data, stereo(rate_hz), rate_hz, format=container, subtype=width)
    return data.getvalue()


def mp3(rate_hz, *, vbr):
    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_channels(2)
    encoder.silence()
    if vbr:
        encoder.set_vbr(4)
        encoder.set_vbr_quality(3.0)
    return bytes(encoder.encode((stereo(rate_hz) * 32767).astype("<i2").tobytes()) + encoder.flush())


def with_a_false_length(stream):
    """An Info frame of a mono stream of other frames, that says there are eleven minutes."""
    return info_frame(b"\xff\xf3\x84\xc4", 27_000 * 192, 27_000 * 576 - 2000) + stream


def with_a_picture(stream):
    data = io.BytesIO(stream)
    tag = id3.ID3()
    tag.add(id3.APIC(mime="image/jpeg", type=3, data=PICTURE))
    tag.add(id3.TIT2(text="Bài hát"))
    tag.save(data)
    return data.getvalue()


BROUGHT = {
    **{f"wav {width}": by_libsndfile("WAV", width, 44_100)
       for width in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "IMA_ADPCM")},
    "wav extensible": by_libsndfile("WAVEX", "PCM_24", 48_000),
    "flac": by_libsndfile("FLAC", "PCM_24", 48_000),
    "ogg": by_libsndfile("OGG", "VORBIS", 44_100),
    "opus": by_libsndfile("OGG", "OPUS", 48_000),
    **{f"mp3 {rate_hz}": mp3(rate_hz, vbr=False) for rate_hz in (24_000, 44_100, 48_000)},
    "mp3 vbr": mp3(44_100, vbr=True),
    "mp3 vbr, false length": with_a_false_length(mp3(24_000, vbr=True)),
    "mp3 vbr, tag and picture": with_a_picture(mp3(44_100, vbr=True)),
}  # fmt: skip


@pytest.mark.parametrize("content", BROUGHT.values(), ids=BROUGHT)
def test_what_people_bring_is_as_long_and_as_loud_as_it_is(tmp_path, content, capfd):
    path = tmp_path / "x.mp3"  # whatever it may be called
    path.write_bytes(content)
    measure = measure_clip(path)
    assert measure.duration_ms == pytest.approx(1000 * SECONDS, abs=80), "some say nothing of what their encoder added"
    assert measure.loudness_lufs == pytest.approx(loudness_lufs(tone(SECONDS, 1000, -20)), abs=0.7), "LAME takes 0.45"
    assert capfd.readouterr().err == ""


BROKEN = {
    "nothing": (b"", "is damaged"),
    "half a FLAC": (by_libsndfile("FLAC", "PCM_16", 44_100)[:20_000], "is damaged"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + PICTURE, "is damaged"),
    "a tag and no sound": (with_a_picture(b""), "is damaged"),
    "silence": (by_libsndfile("WAV", "PCM_16", 8000)[:44] + bytes(64_000), "is silent"),
    "AMR": (b"#!AMR\n" + bytes(100), "save it as MP3 or WAV"),
    "AAC": (b"\xff\xf1\x50\x80" + bytes(100), "save it as MP3 or WAV"),
    "WMA": (b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\x00\xaa\x00b\xcel" + bytes(100), "save it as MP3 or WAV"),
    "M4A": (b"\0\0\0\x1cftypM4A " + bytes(100), "save it as MP3 or WAV"),
}


@pytest.mark.parametrize(("content", "told"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_aired_is_named_with_what_to_do(tmp_path, content, told):
    (tmp_path / "bản thu.mp3").write_bytes(content)
    with pytest.raises(SoundError, match=rf"^bản thu\.mp3 .*{told}"):
        measure_clip(tmp_path / "bản thu.mp3")


@pytest.mark.skipif(not shutil.which("ffmpeg") and not os.environ.get("CI"), reason="makes a real one")
def test_a_telephone_s_m4a_is_named(tmp_path):
    soundfile.write(tmp_path / "x.wav", stereo(44_100), 44_100)
    subprocess.run(["ffmpeg", "-v", "error", "-i", tmp_path / "x.wav", tmp_path / "x.m4a"], check=True)
    with pytest.raises(SoundError, match=r"x\.m4a is M4A, AAC, AMR or WMA"):
        measure_clip(tmp_path / "x.m4a")
