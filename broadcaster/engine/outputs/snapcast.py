"""A Snapcast server's ``tcp://`` source: 48 kHz, 16 bit, two channels, as the bus has it.

The server takes the stream at its own pace, so some of it is sent ahead: blocks come in bursts, and the card's clock is
not the server's. A server that is late itself stops reading for a moment and never makes up for it: what waits at its
door, and with it the delay of every zone, grows by some hundredths of a second each time, unseen by us. So nothing is
sent for a moment when a programme is over, and now and then while nothing airs; then what waits is gone.

Where zones have volumes the feed is silent until somebody confirms that the server has them, and
again after every break: a server that was restarted knows none and would play at 100 %.
"""

import logging
import socket
import threading

import numpy as np

from broadcaster.engine.bus import Bus
from broadcaster.engine.clocks import Clock
from broadcaster.engine.outputs.backlog import Backlog
from broadcaster.engine.outputs.contract import Feed, Health, Settings, flag, number, text
from broadcaster.engine.outputs.drift import frames_to_send, stretched
from broadcaster.engine.pcm import RATE, Block, silence

log = logging.getLogger(__name__)

BACKLOG_S = 2.0
AHEAD_S = 0.2
FAR_AHEAD_S = 0.6  # more is no drift: a device gave a burst, and what is too much is left out
BLOCK_WAIT_S = 0.5
CONNECT_S, SEND_S = 2.0, 5.0
FIRST_DELAY_S, LONGEST_DELAY_S = 0.1, 0.5

NOT_CONNECTED = "not connected yet"
NOT_TAKEN = "the server does not take the stream"
REST_AFTER_S = 3.0  # of silence: longer than the pauses of speech
REST_EVERY_S = 600.0
REST_S = 0.8  # as much as some ten such moments leave waiting

WAITS_FOR_VOLUMES = "silent until the volumes of the zones are confirmed"


class Snapcast:
    """Feeds what the bus carries to the server, on a thread of its own."""

    def __init__(self, name: str, host: str, port: int, clock: Clock, *, guarded: bool) -> None:
        self.name = name
        self._place = (host, port)
        self._clock = clock
        self._guarded = guarded
        self._backlog = Backlog(BACKLOG_S)
        self._bus: Bus | None = None
        self._closing = threading.Event()
        self._problem = NOT_CONNECTED
        self._connection = 0
        self._let_through = 0  # the number of the connection for which the volumes were confirmed
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self, bus: Bus) -> None:
        """Feed what `bus` carries from now on."""
        self._bus = bus
        bus.listen(self._backlog.put)
        self._thread.start()

    def tend(self) -> None:
        """Do nothing: the feed's thread looks after itself."""

    def health(self) -> Health:
        """Return whether the server takes the stream, and may play it."""
        waits = "" if self.feed().is_open else WAITS_FOR_VOLUMES
        problem = self._problem or waits
        return Health(self.name, not problem, problem or f"{self._place[0]}:{self._place[1]}")

    def close(self) -> None:
        """Feed no more."""
        if self._bus:
            self._bus.leave(self._backlog.put)
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(BLOCK_WAIT_S + 0.5)

    def feed(self) -> Feed:
        """Return which connection this is, and whether sound goes through it."""
        connection = 0 if self._problem else self._connection
        return Feed(self.name, connection, is_open=not self._guarded or self._let_through == connection != 0)

    def let_through(self, connection: int) -> None:
        """Be told that the server of that connection has the volumes of its zones; another one may not."""
        self._let_through = connection

    def _run(self) -> None:
        delay_s = FIRST_DELAY_S
        while not self._closing.is_set():
            try:
                self._feed()
                delay_s = FIRST_DELAY_S
            except OSError as error:
                delay_s = FIRST_DELAY_S if not self._problem else min(delay_s * 2, LONGEST_DELAY_S)
                self._note(error)
            self._closing.wait(delay_s)

    def _note(self, error: OSError) -> None:
        problem = f"{NOT_TAKEN}: {error.strerror or error}"
        if problem != self._problem:
            log.warning("%s: %s:%d: %s", self.name, *self._place, problem)
        self._problem = problem

    def _feed(self) -> None:
        """Connect, and send until the connection breaks or the output is closed."""
        with socket.create_connection(self._place, CONNECT_S) as line:
            line.settimeout(SEND_S)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connection += 1
            self._problem = ""
            log.info("%s: %s:%d is connected", self.name, *self._place)
            self._backlog.keep_latest(0)
            pace, rests = _Pace(self._clock), Rests()
            was_open = False
            while not self._closing.is_set():
                block = self._backlog.take(BLOCK_WAIT_S)
                if block is None or rests.pass_over(block):
                    continue
                is_open = self.feed().is_open
                for piece in pace.pieces(_gated(block, was_open=was_open, is_open=is_open)):
                    line.sendall(piece.astype("<i2").tobytes())
                was_open = is_open


class Rests:
    """Tells which blocks of silence are not sent, so that what waits at the server's door is played out."""

    def __init__(self) -> None:
        self._silent_s = 0.0
        self._rest_at_s = REST_AFTER_S

    def pass_over(self, block: Block) -> bool:
        """Whether `block`, the next one of the bus, is not to be sent; one with sound in it always is."""
        if block.any():
            self._silent_s, self._rest_at_s = 0.0, REST_AFTER_S
            return False
        self._silent_s += len(block) / RATE
        if self._silent_s >= self._rest_at_s + REST_S:
            self._rest_at_s = self._silent_s + REST_EVERY_S
        return self._silent_s >= self._rest_at_s


class _Pace:
    """Keeps what was sent a little ahead of what the server has played."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begun_s: float | None = None
        self._sent_frames = 0

    def pieces(self, block: Block) -> list[Block]:
        """Return what to send for `block`: that, a little stretched; silence before it if the server ran dry."""
        now_s = self._clock.elapsed_s()
        pieces = []
        if self._begun_s is None or self._ahead_s(now_s) < 0:
            self._begun_s, self._sent_frames = now_s, 0
            pieces.append(silence(round(AHEAD_S * RATE)))
        ahead_s = self._ahead_s(now_s) + sum(map(len, pieces)) / RATE
        if ahead_s < FAR_AHEAD_S:
            pieces.append(stretched(block, frames_to_send(len(block), ahead_s, AHEAD_S)))
        self._sent_frames += sum(map(len, pieces))
        return pieces

    def _ahead_s(self, now_s: float) -> float:
        assert self._begun_s is not None
        return self._sent_frames / RATE - (now_s - self._begun_s)


def _gated(block: Block, *, was_open: bool, is_open: bool) -> Block:
    """Return `block`, or silence; what begins to be heard fades in."""
    if is_open and was_open:
        return block
    if not is_open:
        return silence(len(block))
    rising = np.linspace(0.0, 1.0, len(block), dtype=np.float32)
    return (block * rising[:, np.newaxis]).astype(np.int16)


def build(settings: Settings, clock: Clock) -> Snapcast:
    """Return the output that `settings` describe; raises ValueError when something in them is missing or wrong."""
    host, port = text(settings, "host"), number(settings, "port", 1, 65_535)
    return Snapcast(text(settings, "name"), host, port, clock, guarded=flag(settings, "guarded"))
