import io
import os
import shutil
import subprocess
from datetime import date

import numpy as np
import pytest
import soundfile
from mutagen import id3
from signals import pieces, speechlike

from broadcaster.sound.files import decode, read
from broadcaster.sound.id3 import Chapter, Tags, id3_tag
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.mp3 import mp3_sink
from broadcaster.sound.pcm import Pcm

TAGS = Tags("Chương trình buổi sáng", "Đài truyền thanh xã", date(2026, 5, 13), "espeak:vi")
CHAPTERS = [Chapter(0, "Nhạc hiệu"), Chapter(20_000, "Bản tin"), Chapter(50_000, "Chào kết")]


@pytest.fixture
def encoded(tmp_path):
    def encode(samples, tag=b""):
        with mp3_sink(tmp_path / "x.mp3", tag) as sink:
            for piece in pieces(samples):
                sink.write(piece)
        return tmp_path / "x.mp3"

    return encode


@pytest.mark.parametrize("tag", [b"", id3_tag(TAGS, CHAPTERS, 60_000)], ids=["bare", "tagged"])
@pytest.mark.parametrize("count", [1000, 23_471, 24_000, 24_001, 72_000 + 575, 72_000 + 576])
def test_every_decoder_gives_the_exact_sample_count(encoded, count, tag):
    path = encoded(speechlike(4)[:count], tag)
    assert len(read(path).samples) == len(decode(path.read_bytes()).samples) == count
    assert len(soundfile.read(path)[0]) == count


@pytest.mark.skipif(not shutil.which("ffmpeg") and not os.environ.get("CI"), reason="ffmpeg is only for measuring")
def test_ffmpeg_gives_the_exact_sample_count_too(encoded):
    path = encoded(speechlike(3)[:70_001], id3_tag(TAGS, CHAPTERS, 60_000))
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-"]
    assert len(subprocess.run(command, capture_output=True, check=True).stdout) == 2 * 70_001


def test_the_decoded_sound_is_in_place_and_as_loud_as_before(encoded):
    sound = speechlike(20)
    decoded = read(encoded(sound))
    assert loudness_lufs(decoded) == pytest.approx(loudness_lufs(Pcm(sound)), abs=0.05)
    lags = np.correlate(decoded.samples[24_000:48_000] / 1.0, sound[24_000 + 100 : 48_000 - 100] / 1.0, "valid")
    assert lags.argmax() == 100


def test_the_bit_rate_is_constant(encoded):
    assert encoded(speechlike(30)).stat().st_size == pytest.approx(30 * 8000, rel=0.01)


def test_a_failure_leaves_no_file(tmp_path):
    def fail():
        with mp3_sink(tmp_path / "x.mp3") as sink:
            sink.write(speechlike(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_tags_are_read_by_others(encoded):
    tag = id3.ID3(encoded(speechlike(1), id3_tag(TAGS, CHAPTERS, 60_000)))
    assert str(tag["TIT2"]) == TAGS.title
    assert str(tag["TPE1"]) == TAGS.station
    assert str(tag["TDRC"]) == "2026-05-13"
    assert str(tag["TXXX:voice"]) == "espeak:vi"
    assert str(tag["TXXX:synthetic-speech"]) == "true"
    assert tag["CTOC:contents"].child_element_ids == ["chapter0", "chapter1", "chapter2"]
    second = tag["CHAP:chapter1"]
    assert (second.start_time, second.end_time, str(second.sub_frames["TIT2"])) == (20_000, 50_000, "Bản tin")
    assert tag["CHAP:chapter2"].end_time == 60_000


def test_what_no_machine_spoke_is_not_marked():
    assert b"synthetic" not in id3_tag(Tags("Nhạc", "Đài", date(2026, 5, 13)))


def test_a_tag_of_many_chapters_is_still_a_tag():
    many = [Chapter(number * 1000, f"Mục {number} " + "x" * 100) for number in range(400)]
    tag = id3.ID3(io.BytesIO(id3_tag(TAGS, many, 400_000) + bytes(500)))
    assert len(tag.getall("CHAP")) == 255
