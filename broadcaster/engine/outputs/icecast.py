"""An Icecast server's mount: the source stays connected, and sends silence when nothing airs.

The bus is the clock; no timer paces the stream. Listeners whose server was restarted wait for the source, so it comes
back within a second; a server that hangs costs the oldest of the backlog and never a block of anybody else's.
"""

import logging
import threading
import time

from broadcaster.engine.bus import Bus
from broadcaster.engine.clocks import Clock
from broadcaster.engine.mp3_stream import Mp3Stream
from broadcaster.engine.outputs import icecast_line
from broadcaster.engine.outputs.backlog import Backlog
from broadcaster.engine.outputs.contract import Health, Settings, flag, number, text
from broadcaster.engine.outputs.icecast_line import Mount, RefusedError

log = logging.getLogger(__name__)

BACKLOG_S = 4.0
LIVE_S = 1.0  # of the backlog a fresh connection begins with so much: players start on it, as on a burst
BLOCK_WAIT_S = 0.5
FIRST_DELAY_S, LONGEST_DELAY_S = 0.25, 1.0
PASSWORD_DELAY_S = 5.0  # nobody mends a password within a second
TITLE_AFTER_CONNECT_S = 0.5  # a mount that was just made forgets a title told at once
TITLE_RETRY_S = 2.0
PROVEN_S = 2.0  # a connection that lasted so long ends a row of failures

NOT_CONNECTED = "not connected yet"


class Icecast:
    """Encodes what the bus carries and sends it to a mount, on a thread of its own."""

    def __init__(self, name: str, mount: Mount) -> None:
        self.name = name
        self._mount = mount
        self._backlog = Backlog(BACKLOG_S)
        self._titles = _Titles(mount, name)
        self._bus: Bus | None = None
        self._closing = threading.Event()
        self._problem = NOT_CONNECTED
        self._delay_s = FIRST_DELAY_S
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self, bus: Bus) -> None:
        """Send what `bus` carries from now on."""
        self._bus = bus
        bus.listen(self._backlog.put)
        self._thread.start()
        self._titles.start()

    def tend(self) -> None:
        """Let the listeners' display follow what plays; the stream's thread looks after itself."""
        assert self._bus is not None
        self._titles.wish(self._bus.title or self._mount.name)

    def health(self) -> Health:
        """Return whether the server takes the stream."""
        lost_s = self._backlog.dropped_s
        dropped = f"; {lost_s:.1f} s were dropped so far, when it did not take them" if lost_s and self._is_up else ""
        return Health(self.name, self._is_up, (self._problem or self._mount.address) + dropped)

    def close(self) -> None:
        """Hang up."""
        if self._bus:
            self._bus.leave(self._backlog.put)
        self._closing.set()
        self._titles.close()
        if self._thread.is_alive():
            self._thread.join(BLOCK_WAIT_S + 0.5)

    @property
    def _is_up(self) -> bool:
        return not self._problem

    def _run(self) -> None:
        while not self._closing.is_set():
            begun_s = time.monotonic()
            try:
                self._stream()
            except OSError as error:
                self._note(error)
            self._titles.hang_up()
            if time.monotonic() - begun_s > PROVEN_S:
                self._delay_s = FIRST_DELAY_S
            self._closing.wait(self._delay_s)
            self._delay_s = min(self._delay_s * 2, max(LONGEST_DELAY_S, self._delay_s))

    def _note(self, error: OSError) -> None:
        problem = str(error) or type(error).__name__
        if problem != self._problem:
            log.warning("%s: %s: %s", self.name, self._mount.address, problem)
        self._problem = problem
        is_password = isinstance(error, RefusedError) and error.status == 401
        self._delay_s = PASSWORD_DELAY_S if is_password else min(self._delay_s, LONGEST_DELAY_S)

    def _stream(self) -> None:
        """Connect, and send until the connection breaks or the output is closed."""
        with icecast_line.open_source(self._mount) as line:
            log.info("%s: %s is connected", self.name, self._mount.address)
            self._problem = ""
            self._backlog.keep_latest(LIVE_S)
            self._titles.connected()
            encoder = Mp3Stream(self._mount.bit_rate_kbps)  # a fresh one: nothing from before the break is left in it
            while not self._closing.is_set():
                block = self._backlog.take(BLOCK_WAIT_S)
                if block is not None:
                    line.sendall(encoder.push(block))


class _Titles:
    """Tells the server what plays, each title once for each connection, on a thread that may wait for its answer."""

    def __init__(self, mount: Mount, name: str) -> None:
        self._mount = mount
        self._wanted = ""
        self._told = ""
        self._may_tell_at_s: float | None = None  # None while there is no connection
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"{name} titles", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wish(self, title: str) -> None:
        """Have `title` told as soon as that can be done."""
        with self._changed:
            if title != self._wanted:
                self._wanted = title
                self._changed.notify()

    def connected(self) -> None:
        """Be told of a fresh connection, whose mount knows no title."""
        with self._changed:
            self._told, self._may_tell_at_s = "", time.monotonic() + TITLE_AFTER_CONNECT_S
            self._changed.notify()

    def hang_up(self) -> None:
        """Tell nothing until the next connection."""
        with self._changed:
            self._may_tell_at_s = None

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        while (title := self._next()) is not None:
            try:
                icecast_line.send_title(self._mount, title)
            except OSError as error:
                log.info("The title could not be told: %s", error)
                self._try_again_later(title)

    def _next(self) -> str | None:
        """Wait for a title that is to be told; return none when closed."""
        with self._changed:
            while not self._closed:
                wait_s = self._wait_s()
                if wait_s is not None and wait_s <= 0:
                    self._told = self._wanted
                    return self._wanted
                self._changed.wait(wait_s)
            return None

    def _wait_s(self) -> float | None:
        """Return how long to wait before the wanted title is told; None while there is nothing to tell."""
        if self._may_tell_at_s is None or self._wanted == self._told:
            return None
        return self._may_tell_at_s - time.monotonic()

    def _try_again_later(self, title: str) -> None:
        with self._changed:
            if self._told == title and self._may_tell_at_s is not None:
                self._told, self._may_tell_at_s = "", time.monotonic() + TITLE_RETRY_S


def build(settings: Settings, _clock: Clock) -> Icecast:
    """Return the output that `settings` describe; raises ValueError when something in them is missing or wrong."""
    mount = Mount(
        host=text(settings, "host"),
        port=number(settings, "port", 1, 65_535),
        path=text(settings, "mount"),
        password=str(settings.get("password", "")),
        user=text(settings, "user", "source"),
        name=text(settings, "title", "Broadcaster"),
        public=flag(settings, "public"),
        bit_rate_kbps=number(settings, "bitrate", 8, 320, usual=64),
        tls=flag(settings, "tls"),
    )
    return Icecast(text(settings, "name"), mount)
