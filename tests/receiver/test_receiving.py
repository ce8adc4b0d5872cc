"""The whole of a receiver but its process: what it sends on of a stream that comes, breaks off and comes again."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from upper_station import mp3

from broadcaster.errors import RelayError
from broadcaster.receiver.forms import Form
from broadcaster.receiver.opening import Stream
from broadcaster.receiver.receiving import CONNECTING, ENDED, GOOD, LONGEST_WAIT_S, PROVES_ITSELF, Receiver, back_off_s
from broadcaster.receiver.words import FLUSH, HEADER, NEWS, PRIME, SOUND, Request, read_news

SECOND_BYTES = 96_000


class OverError(Exception):
    """The story is told."""


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def elapsed_s(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


class Upper:
    """Opens a stream that comes in real time for so many seconds each time, loud or silent; None can't be opened."""

    def __init__(self, clock: Clock, *story: tuple[float, float] | None) -> None:
        self.opened_at_s: list[float] = []
        self._clock = clock
        self._story = iter(story)

    def __call__(self, _: str) -> Stream:
        self.opened_at_s.append(self._clock.now_s)
        try:
            part = next(self._story)
        except StopIteration:
            raise OverError from None
        if part is None:
            raise RelayError("nobody is there")
        pieces = self._pieces(*part)
        return Stream(Form.MP3, lambda _: next(pieces, b""), lambda: None)

    def _pieces(self, seconds: float, level: float) -> Iterator[bytes]:
        data = mp3(seconds=seconds, level=level)
        burst = 16_000  # two seconds
        yield data[:burst]
        for at in range(burst, len(data), 800):
            self._clock.now_s += 0.1
            yield data[at : at + 800]


class WebServer(Upper):
    """Sends a file, as fast as it can."""

    def _pieces(self, seconds: float, level: float) -> Iterator[bytes]:
        data = mp3(seconds=seconds, level=level)
        yield from (data[at : at + 4_096] for at in range(0, len(data), 4_096))


def told(
    *story: tuple[float, float] | None, silence_ms: int = 3_000, kind: type[Upper] = Upper
) -> tuple[list[tuple[bytes, str]], Upper]:
    """Return what was sent: sounds that follow each other as one, in seconds; and who was asked when."""
    clock, sent = Clock(), list[bytes]()
    upper = kind(clock, *story)
    with pytest.raises(OverError):
        Receiver(Request("http://vov.example", silence_ms), upper, sent.append, clock).run()
    records: list[tuple[bytes, str]] = []
    sound_bytes = 0
    for record in sent:
        kind, length = HEADER.unpack(record[: HEADER.size])
        payload = record[HEADER.size :]
        assert len(payload) == length
        if kind == SOUND:
            sound_bytes += length
            continue
        if sound_bytes:
            records.append((SOUND, f"{sound_bytes / SECOND_BYTES:.0f} s"))
            sound_bytes = 0
        news = read_news(payload.decode()) if kind == NEWS else None
        records.append((kind, news.template if news else payload.decode()))
    return records, upper


def test_a_stream_that_proves_itself_is_handed_over_from_then_on() -> None:
    records, _ = told((20.0, 0.2))
    assert records == [
        (PRIME, "1200"),
        (NEWS, CONNECTING),
        (NEWS, PROVES_ITSELF),
        (NEWS, GOOD),
        (SOUND, "17 s"),  # of 20: 5 had come after 3 s, and the newest 2 of them lie ready
        (NEWS, ENDED),
    ]


def test_a_stream_that_breaks_off_is_asked_again_and_proves_itself_anew() -> None:
    records, upper = told((20.0, 0.2), None, (20.0, 0.2))
    assert [said for kind, said in records if kind == NEWS] == [
        CONNECTING, PROVES_ITSELF, GOOD, ENDED, "nobody is there", PROVES_ITSELF, GOOD, ENDED
    ]  # fmt: skip
    assert [kind for kind, _ in records].count(FLUSH) == 0
    waits_s = [later - earlier for earlier, later in pairwise(upper.opened_at_s)]
    assert waits_s[0] < 19
    assert waits_s[1] < 1.5


def test_a_stream_that_falls_silent_is_flushed() -> None:
    records, _ = told((10.0, 0.2), (30.0, 0.0))
    assert [said for kind, said in records if kind == NEWS][-2:] == ["the stream is silent", ENDED]
    assert [said for kind, said in records if kind == SOUND] == ["7 s"]


def test_a_file_is_taken_no_faster_than_it_is_heard() -> None:
    records, upper = told((90.0, 0.2), kind=WebServer)
    assert [said for kind, said in records if kind == NEWS] == [CONNECTING, PROVES_ITSELF, GOOD, ENDED]
    assert upper.opened_at_s[1] > 50


def test_nobody_is_asked_too_often() -> None:
    _, upper = told(*[None] * 12)
    waits_s = [later - earlier for earlier, later in pairwise(upper.opened_at_s)]
    assert all(wait_s >= 0.35 for wait_s in waits_s)
    assert max(waits_s) <= LONGEST_WAIT_S * 1.25
    assert sum(waits_s) > 40


def test_waiting_grows_up_to_a_bound_and_is_spread() -> None:
    assert [back_off_s(failures, 0.5) for failures in range(1, 8)] == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert (back_off_s(1, 0.0), back_off_s(1, 1.0)) == (0.375, 0.625)
