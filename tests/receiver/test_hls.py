"""HTTP live streaming and AAC: lists that grow, pieces that join without a seam, and what is refused."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from broadcaster.errors import RelayError
from broadcaster.receiver.av_decoding import decode_aac, decode_pieces
from broadcaster.receiver.blocks import RATE
from broadcaster.receiver.hls import HlsStream, is_hls, read_media_list, variant_address

MASTER = """\
#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=48000,CODECS="mp4a.40.5"
low/list.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=128000
mid/list.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=4000000,RESOLUTION=1920x1080
video/list.m3u8
"""


def media(first: int, count: int, more: str = "") -> str:
    pieces = "".join(f"#EXTINF:6.0,\npiece-{number}.ts\n" for number in range(first, first + count))
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:{first}\n{more}{pieces}"


class Server:
    """Lists that change each time they are asked for, and pieces that are their own names."""

    def __init__(self, *lists: str) -> None:
        self.now_s = 0.0
        self._lists = iter(lists)
        self._last = ""

    def fetch(self, url: str, _: int) -> bytes:
        if url.endswith(".ts"):
            return url.encode()
        self._last = next(self._lists, self._last)
        return self._last.encode()

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def stream(self, url: str = "http://vov.example/vov1/list.m3u8") -> HlsStream:
        return HlsStream(url, self.fetch(url, 0).decode(), self.fetch, self.sleep, lambda: self.now_s)


def names(pieces: Iterator[bytes]) -> list[str]:
    return [piece.decode().rpartition("/")[2] for piece in pieces]


def test_a_stream_begins_with_its_newest_pieces_and_takes_each_one_once() -> None:
    server = Server(media(10, 5), media(10, 5), media(11, 5), media(13, 5) + "#EXT-X-ENDLIST\n")
    assert names(server.stream().pieces()) == [f"piece-{number}.ts" for number in range(13, 18)]


def test_of_variants_the_best_that_is_only_sound_is_taken() -> None:
    assert variant_address(MASTER) == "mid/list.m3u8"
    assert variant_address(MASTER.replace("128000", "900000").replace("48000", "800000")) == "low/list.m3u8"
    server = Server(MASTER, media(0, 1, "#EXT-X-ENDLIST\n"))
    assert list(server.stream().pieces()) == [b"http://vov.example/vov1/mid/piece-0.ts"]


def test_a_stream_that_grows_no_more_is_given_up() -> None:
    server = Server(media(10, 2))
    pieces = server.stream().pieces()
    assert [next(pieces), next(pieces)]
    with pytest.raises(RelayError, match="no new piece of the stream has come for 2"):
        next(pieces)


def test_a_server_that_began_anew_is_followed() -> None:
    server = Server(media(500, 3), media(0, 3), media(1, 3, "#EXT-X-ENDLIST\n"))
    assert names(server.stream().pieces()) == ["piece-501.ts", "piece-502.ts", "piece-2.ts", "piece-3.ts"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('#EXT-X-KEY:METHOD=AES-128,URI="key"\n', "the stream is encrypted"),
        ('#EXT-X-MAP:URI="init.mp4"\n', "the stream comes in MP4 fragments, which are not taken"),
    ],
)
def test_what_can_not_be_taken_is_told(line: str, why: str) -> None:
    with pytest.raises(RelayError) as failure:
        read_media_list(media(0, 1, line))
    assert str(failure.value) == why


def test_a_plain_list_is_none() -> None:
    assert is_hls(media(0, 1))
    assert is_hls(MASTER)
    assert not is_hls("#EXTM3U\n#EXTINF:-1,VOV1\nhttp://vov.example/vov1\n")
    assert read_media_list("#EXT-X-TARGETDURATION:999999").target_s == 30.0


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tone of 12 s as AAC, and in pieces of 4 s: packed ones and transport streams."""
    assert shutil.which("ffmpeg"), "ffmpeg makes what is decoded here"
    folder = tmp_path_factory.mktemp("aac")
    tone = ["-f", "lavfi", "-i", "sine=1000:d=12:r=44100", "-c:a", "aac", "-b:a", "64k"]
    hls = ["-f", "hls", "-hls_time", "4", "-hls_list_size", "0"]
    for more in (["tone.aac"], [*hls, "list.m3u8"]):
        subprocess.run(["ffmpeg", "-v", "error", *tone, *more], cwd=folder, check=True)
    return folder


def assert_is_the_tone(sound: np.ndarray) -> None:
    assert len(sound) == pytest.approx(12 * RATE, abs=RATE // 5)
    middle = sound[RATE // 2 : -RATE // 2].astype(int)
    loudest = float(np.abs(np.fft.rfft(middle)).argmax() * RATE / len(middle))
    assert loudest == pytest.approx(1_000, abs=1)
    assert np.abs(np.diff(middle)).max() < 1.1 * np.abs(middle).max() * 2 * np.pi * 1_000 / RATE  # no seam is heard


def test_aac_is_decoded_as_it_comes(encoded: Path) -> None:
    data = (encoded / "tone.aac").read_bytes()
    assert_is_the_tone(np.concatenate(list(decode_aac(data[at : at + 700] for at in range(0, len(data), 700)))))


def test_pieces_join_without_a_seam(encoded: Path) -> None:
    pieces = [path.read_bytes() for path in sorted(encoded.glob("list*.ts"))]
    assert len(pieces) >= 3
    assert_is_the_tone(np.concatenate(list(decode_pieces(pieces))))


def test_packed_pieces_behind_their_tags_are_decoded(encoded: Path) -> None:
    data = (encoded / "tone.aac").read_bytes()
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x05hello"
    cut = 0
    while cut < 30_000:  # pieces end where a frame does
        cut += (data[cut + 3] & 3) << 11 | data[cut + 4] << 3 | data[cut + 5] >> 5
    assert_is_the_tone(np.concatenate(list(decode_pieces([tag + data[:cut], tag + data[cut:]]))))


def test_what_is_no_sound_is_refused() -> None:
    assert list(decode_pieces([b"<html>", b""])) == []
    with pytest.raises(RelayError, match="what comes is not HLS"):
        list(decode_pieces([b"\x47" * 9_000]))
    with pytest.raises(RelayError, match="what comes is not AAC"):
        list(decode_aac([b"x" * 9_000] * 40))
