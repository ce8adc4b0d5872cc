"""HTTP live streaming: a list of short files that grows at its end. What the lists say is read here, and fetched."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from broadcaster.errors import RelayError
from broadcaster.messages import N_
from broadcaster.receiver.http import joined

SEGMENT_BYTES = 8 * 1024 * 1024
SEGMENTS_AT_FIRST = 2
MOST_BITS_S = 200_000  # sound needs no more; the best variant under it is taken
LONGEST_SEGMENT_S = 30.0
PATIENCE = 3.0  # segments' lengths without a new one, and the stream has stopped

_ENCRYPTED = N_("the stream is encrypted")
_FRAGMENTED = N_("the stream comes in MP4 fragments, which are not taken")
_STOPPED = N_("no new piece of the stream has come for {seconds} s")

Fetch = Callable[[str, int], bytes]
"""Returns the body at an address, at most so many bytes; raises RelayError."""


@dataclass(frozen=True)
class MediaList:
    """The pieces of a stream as a list names them now, the first of them numbered `first`."""

    target_s: float
    first: int
    addresses: tuple[str, ...]
    ended: bool


def is_hls(text: str) -> bool:
    """Whether the text of an .m3u8 is one of HTTP live streaming, and no plain list."""
    return "#EXT-X-TARGETDURATION" in text or "#EXT-X-STREAM-INF" in text


def variant_address(text: str) -> str:
    """Return the address of the best variant that is not too rich for sound; "" when the list names no variants."""
    found = re.findall(r"^#EXT-X-STREAM-INF:([^\r\n]*)[\r\n]+(?:#[^\r\n]*[\r\n]+)*([^#\s][^\r\n]*)", text, re.MULTILINE)
    rates = [(int(m[1]) if (m := re.search(r"BANDWIDTH=(\d{1,12})", said)) else 0, address) for said, address in found]
    modest = [one for one in rates if one[0] <= MOST_BITS_S]
    return (max(modest) if modest else min(rates))[1].strip() if rates else ""


def read_media_list(text: str) -> MediaList:
    """Return what a list of pieces says; raises RelayError for streams that can't be taken."""
    if re.search(r"^#EXT-X-KEY:(?!METHOD=NONE)", text, re.MULTILINE):
        raise RelayError(_ENCRYPTED)
    if "#EXT-X-MAP:" in text:
        raise RelayError(_FRAGMENTED)
    target = re.search(r"#EXT-X-TARGETDURATION:(\d{1,6})", text)
    first = re.search(r"#EXT-X-MEDIA-SEQUENCE:(\d{1,15})", text)
    return MediaList(
        target_s=min(max(float(target[1]) if target else 10.0, 1.0), LONGEST_SEGMENT_S),
        first=int(first[1]) if first else 0,
        addresses=tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")),
        ended="#EXT-X-ENDLIST" in text,
    )


class HlsStream:
    """The pieces of one live stream, from the newest ones on."""

    def __init__(
        self,
        url: str,
        text: str,
        fetch: Fetch,
        sleep: Callable[[float], None] = time.sleep,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._sleep = sleep
        self._elapsed_s = elapsed_s
        variant = variant_address(text)
        self._url = joined(url, variant) if variant else url
        self._list = read_media_list(self._text() if variant else text)

    @property
    def piece_s(self) -> float:
        """How long a piece lasts at most."""
        return self._list.target_s

    def pieces(self) -> Iterator[bytes]:
        """Yield piece after piece as they are published; raises RelayError when no more come."""
        found = self._list
        following = found.first + max(0, len(found.addresses) - SEGMENTS_AT_FIRST)
        last_at_s = self._elapsed_s()
        while True:
            if not found.first <= following <= found.first + len(found.addresses):  # the server began anew
                following = found.first + max(0, len(found.addresses) - 1)
            for address in found.addresses[following - found.first :]:
                yield self._fetch(joined(self._url, address), SEGMENT_BYTES)
                following += 1
                last_at_s = self._elapsed_s()
            if found.ended:
                return
            waited_s = self._elapsed_s() - last_at_s
            if waited_s > PATIENCE * found.target_s:
                raise RelayError(_STOPPED, seconds=round(waited_s))
            self._sleep(found.target_s / 4)
            found = read_media_list(self._text())

    def _text(self) -> str:
        return self._fetch(self._url, 256 * 1024).decode("utf-8", "replace")
