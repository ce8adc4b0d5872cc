"""``python -m broadcaster.receiver``: receive the stream that standard input asks for, as records on standard output.

Ends when either of the two is closed: the engine that asked is gone then.
"""

import os
import sys
import threading
import time
from contextlib import suppress

from broadcaster.messages import N_, Sentence
from broadcaster.receiver.http import Limits
from broadcaster.receiver.opening import open_stream
from broadcaster.receiver.receiving import Receiver
from broadcaster.receiver.words import NEWS, REQUEST_LIMIT_BYTES, read_request, record, said_news

PRIORITY = -5  # behind the engine and before all else: what it does takes hundredths of a processor


class SystemClock:
    """The machine's own time."""

    def elapsed_s(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def main() -> None:
    """Receive until the engine is gone."""
    _give_way()
    request = read_request(sys.stdin.buffer.readline(REQUEST_LIMIT_BYTES))
    threading.Thread(target=_end_with_engine, name="engine's end", daemon=True).start()
    try:
        Receiver(request, lambda url: open_stream(url, Limits()), _write, SystemClock()).run()
    except BrokenPipeError:
        _end()
    except Exception as error:  # standard error leads nowhere; the engine's log tells, and starts another
        with suppress(OSError):
            why = f"{type(error).__name__}: {error}"[:300]
            _write(record(NEWS, said_news(Sentence(N_("the receiver broke: {why}"), why=why))))
        raise


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _end_with_engine() -> None:
    sys.stdin.buffer.read()
    _end()


def _end() -> None:
    """End at once: threads may wait for a name server, and buffers for a reader that is gone."""
    os._exit(0)


def _give_way() -> None:
    """Go behind the engine, whose priority this process inherits: the sound comes first."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)


if __name__ == "__main__":
    main()
