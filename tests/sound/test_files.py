import io
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from signals import RATE, int16, speechlike, tone

from broadcaster.errors import SoundError
from broadcaster.sound import files
from broadcaster.sound.beside import written_beside
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.mp3 import mp3_sink
from broadcaster.sound.pcm import Pcm, level_db

FULL_DISK = Path("/dev/full")


@pytest.fixture
def sound():
    return Pcm(speechlike(1.5))


@pytest.mark.parametrize("suffix", ["flac", "wav"])
def test_what_is_written_is_read_back_bit_for_bit(tmp_path, sound, suffix):
    path = tmp_path / f"tiếng nói.{suffix}"
    getattr(files, f"write_{suffix}")(path, sound)
    assert np.array_equal(files.read(path).samples, sound.samples)
    assert files.duration_ms(path) == sound.duration_ms == 1500
    assert list(tmp_path.iterdir()) == [path]


def test_equal_sound_gives_equal_bytes(tmp_path, sound):
    files.write_flac(tmp_path / "a.flac", sound)
    files.write_flac(tmp_path / "b.flac", sound)
    assert (tmp_path / "a.flac").read_bytes() == (tmp_path / "b.flac").read_bytes()


@pytest.mark.parametrize(
    ("container", "width", "off_by"),
    [("WAV", "PCM_U8", 256), ("WAV", "PCM_16", 0), ("WAV", "PCM_24", 1), ("WAV", "PCM_32", 1), ("WAV", "FLOAT", 1),
     ("WAV", "DOUBLE", 1), ("FLAC", "PCM_24", 1), ("AIFF", "PCM_16", 0)],
)  # fmt: skip
def test_any_width_is_read(tmp_path, sound, container, width, off_by):
    for channels in (1, 2):
        written = np.tile(sound.samples[:, None] / 32768, (1, channels))
        soundfile.write(tmp_path / "x", written, RATE, format=container, subtype=width)
        assert np.abs(files.read(tmp_path / "x").samples - sound.samples.astype(int)).max() <= off_by


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("container", ["WAV", "FLAC", "OGG"])
def test_any_rate_is_brought_to_the_programmes(tmp_path, rate, container):
    stereo = np.stack([tone(-12, 2, 1000, rate=rate)] * 2, axis=1)
    soundfile.write(tmp_path / "x", stereo, rate, format=container)
    pcm = files.read(tmp_path / "x")
    assert len(pcm.samples) == pytest.approx(2 * RATE, abs=1)
    assert level_db(pcm) == pytest.approx(-15.01, abs=0.3)
    assert files.duration_ms(tmp_path / "x") == 2000


def test_resampling_leaves_no_alias(tmp_path):
    soundfile.write(tmp_path / "x.wav", tone(-6, 1, 15_000, rate=44_100), 44_100)
    assert level_db(Pcm(files.read(tmp_path / "x.wav").samples[1000:-1000])) < -80


def test_float_sound_over_full_scale_saturates_instead_of_wrapping(tmp_path):
    soundfile.write(tmp_path / "x.wav", np.array([2.0, -2.0, 0.5]), RATE, subtype="FLOAT")
    assert files.read(tmp_path / "x.wav").samples.tolist() == [32767, -32768, 16384]


@pytest.mark.parametrize("tag", [b"", b"ID3\x04\x00\x00\x00\x00\x02\x00" + bytes(256)])
def test_mp3_is_read_from_files_and_from_memory(tmp_path, sound, tag):
    with mp3_sink(tmp_path / "x.mp3", tag) as sink:
        sink.write(sound.samples)
    from_file, from_memory = files.read(tmp_path / "x.mp3"), files.decode((tmp_path / "x.mp3").read_bytes())
    assert len(from_file.samples) == len(sound.samples)
    assert np.array_equal(from_file.samples, from_memory.samples)
    assert loudness_lufs(from_file) == pytest.approx(loudness_lufs(sound), abs=0.1)
    assert files.duration_ms(tmp_path / "x.mp3") == 1500


@pytest.mark.parametrize("bit_rate_mode", ["CONSTANT", "VARIABLE"])
def test_stereo_mp3_of_44100_hz_is_read(tmp_path, bit_rate_mode, capfd):
    stereo = np.stack([tone(-12, 3, 700, rate=44_100)] * 2, axis=1)
    soundfile.write(tmp_path / "x.mp3", stereo / 32768, 44_100, format="MP3", bitrate_mode=bit_rate_mode)
    pcm = files.read(tmp_path / "x.mp3")
    assert pcm.duration_ms == pytest.approx(3000, abs=60)
    assert level_db(pcm) == pytest.approx(-15.01, abs=0.3)
    assert files.duration_ms(tmp_path / "x.mp3") == pcm.duration_ms
    assert capfd.readouterr().err == ""


def test_mp3_that_says_nothing_of_its_length_is_read_to_its_end(tmp_path, sound):
    with mp3_sink(tmp_path / "x.mp3") as sink:
        sink.write(sound.samples)
    headless = (tmp_path / "x.mp3").read_bytes()[192:]  # without the Info frame, as speech services send it
    (tmp_path / "twice.mp3").write_bytes(headless * 2)
    assert files.duration_ms(tmp_path / "twice.mp3") == pytest.approx(3000, abs=150)
    assert files.decode(headless * 2).duration_ms == files.duration_ms(tmp_path / "twice.mp3")


@pytest.mark.parametrize("suffix", ["flac", "mp3"])
@pytest.mark.parametrize("offset_ms", [0, 1, 333, 1499, 1500, 5000])
def test_reading_starts_where_it_is_told_to(tmp_path, sound, suffix, offset_ms):
    path = tmp_path / f"x.{suffix}"
    if suffix == "mp3":
        with mp3_sink(path) as sink:
            sink.write(sound.samples)
    else:
        files.write_flac(path, sound)
    rest = np.concatenate([np.zeros(0, np.int16), *files.blocks(path, offset_ms)])
    assert np.array_equal(rest, files.read(path).samples[offset_ms * 24 :])


def test_the_start_of_a_file_is_read(tmp_path, sound):
    files.write_flac(tmp_path / "x.flac", sound)
    assert np.array_equal(files.read(tmp_path / "x.flac", at_most_ms=700).samples, sound.samples[: 700 * 24])
    assert files.read(tmp_path / "x.flac", at_most_ms=9000).duration_ms == 1500


def test_samples_of_speech_engines_come_in_at_any_rate():
    samples = tone(-12, 1, 440, rate=22_050)
    pcm = files.from_samples(samples.tobytes(), 22_050)
    assert pcm.duration_ms == 1000
    assert level_db(pcm) == pytest.approx(-15.01, abs=0.1)
    assert np.array_equal(files.from_samples(samples, RATE).samples, samples)


BROKEN = {
    "empty": b"",
    "text": b"Day la mot bai viet. " * 50,
    "only a start": b"RIFF",
    "an MPEG frame without content": b"\xff\xf3" + bytes(10),
    "only a tag": b"ID3\x04\x00\x00\x00\x00\x07\x76" + bytes(1000),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize(
    "use", [files.read, files.duration_ms, lambda path: files.decode(path.read_bytes(), path.name)]
)
def test_broken_files_are_named(tmp_path, content, use):
    (tmp_path / "hỏng.mp3").write_bytes(content)
    with pytest.raises(SoundError, match=r"hỏng\.mp3 is damaged"):
        use(tmp_path / "hỏng.mp3")


def test_truncated_flac_is_broken_and_truncated_wav_is_short(tmp_path, sound):
    for suffix in ("flac", "wav"):
        whole = io.BytesIO()
        soundfile.write(whole, sound.samples, RATE, format=suffix)
        (tmp_path / f"x.{suffix}").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    with pytest.raises(SoundError, match=r"x\.flac"):
        files.read(tmp_path / "x.flac")
    assert files.read(tmp_path / "x.wav").duration_ms == pytest.approx(750, abs=2)


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(SoundError, match=r"gone\.flac is missing"):
        files.read(tmp_path / "gone.flac")
    with pytest.raises(SoundError, match="cannot be read"):
        files.read(tmp_path)


def test_a_file_that_cannot_be_written_is_named(tmp_path, sound):
    (tmp_path / "folder").write_text("no folder")
    with pytest.raises(SoundError, match=r"x\.flac cannot be written"):
        files.write_flac(tmp_path / "folder" / "x.flac", sound)


@pytest.mark.skipif(not FULL_DISK.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("suffix", ["flac", "wav"])
def test_a_full_disk_is_told_as_such_and_not_as_a_damaged_file(tmp_path, sound, suffix):
    beside = tmp_path / f".x.{suffix}.{os.getpid()}.tmp"
    beside.symlink_to(FULL_DISK)
    with pytest.raises(SoundError, match=rf"^x\.{suffix} cannot be written: the disk is full$"):
        getattr(files, f"write_{suffix}")(tmp_path / f"x.{suffix}", sound)
    assert list(tmp_path.iterdir()) == []


def test_what_the_library_refuses_by_itself_is_told_in_its_words(tmp_path):
    with (
        pytest.raises(SoundError, match=r"x\.flac cannot be written: .*sample rate"),
        files.flac_sink(tmp_path / "x.flac", rate_hz=10_000_000),
    ):
        pytest.fail("there is no such rate")


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"old")

    def fail():
        with written_beside(path) as beside:
            beside.write_bytes(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_saturation_is_where_16_bits_end():
    assert int16(np.array([40_000.0, -40_000.0])).tolist() == [32767, -32768]
