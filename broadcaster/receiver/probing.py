"""Whether an upper station can be had now: asked, and listened to for a moment."""

import time
from contextlib import closing

from broadcaster.errors import RelayError
from broadcaster.messages import N_
from broadcaster.receiver.forms import Form
from broadcaster.receiver.http import Limits, within
from broadcaster.receiver.opening import open_stream
from broadcaster.receiver.sounding import sound_of

PATIENCE_S = 12.0
LISTEN_BLOCKS = 10  # a second

_NO_SOUND = N_("no sound has come within {seconds} s")
_ENDED = N_("the stream ended after a moment")


def probe(url: str, limits: Limits, patience_s: float = PATIENCE_S) -> Form:
    """Return in which form the stream comes once a second of sound has come; raises RelayError in bounded time."""
    try:
        return within(patience_s, lambda: _listen(url, limits, time.monotonic() + patience_s))
    except TimeoutError as error:
        raise RelayError(_NO_SOUND, seconds=round(patience_s)) from error


def _listen(url: str, limits: Limits, until_s: float) -> Form:
    with closing(open_stream(url, limits)) as stream:
        for number, _ in enumerate(sound_of(stream), start=1):
            if number >= LISTEN_BLOCKS:
                return stream.form
            if time.monotonic() > until_s:  # nobody waits any more
                break
    raise RelayError(_ENDED)
