"""The control socket: reads requests from clients on this machine and carries them out."""

import socket
import socketserver
import threading
import time

from broadcaster.engine import protocol
from broadcaster.engine.alarm import AlarmRefusedError, Alarms
from broadcaster.engine.meter import Meter
from broadcaster.engine.outputs.rack import Rack
from broadcaster.engine.programme import Programme, TooManyOrdersError
from broadcaster.engine.protocol import BadRequestError

IDLE_S = 60.0
FORGOTTEN_S = 900.0  # a daemon asks every second; one that is being mended may be away for some minutes
CLIENT_LIMIT = 16


class Desk:
    """What requests are carried out on. Clients come and go; the programme goes on."""

    def __init__(
        self, programme: Programme, alarms: Alarms, rack: Rack, token: str, meter: Meter | None = None
    ) -> None:
        self.quit_asked = threading.Event()
        self._programme = programme
        self._alarms = alarms
        self._rack = rack
        self._token = token
        self._meter = meter or Meter()
        self._last_asked_s = time.monotonic()

    def is_forgotten(self) -> bool:
        """Whether nobody has asked for anything for long and nothing is left to be heard: whoever began is gone."""
        if time.monotonic() - self._last_asked_s < FORGOTTEN_S:
            return False
        told = [*(p.state for _, p in self._programme.reports()), *(p.state for _, p in self._alarms.reports())]
        return all(state.over for state in told)

    def answer(self, line: bytes) -> bytes:
        """Carry out the request in `line` and return the line that answers it."""
        self._last_asked_s = time.monotonic()
        try:
            return self._carry_out(protocol.read_request(line, self._token))
        except (BadRequestError, TooManyOrdersError, AlarmRefusedError, ValueError) as error:
            return protocol.refusal(str(error))

    def _carry_out(self, request: protocol.Request) -> bytes:
        if (told := self._told(request)) is not None:
            return protocol.answer(**told)
        match request:
            case protocol.Play(order):
                self._programme.play(order)
            case protocol.Shorten(order_id, end_in_file):
                self._programme.shorten(order_id, end_in_file)
            case protocol.Stop(order_id):
                self._programme.stop(order_id)
            case protocol.Sound(alarm):
                self._alarms.sound(alarm)
            case protocol.Silence(alarm_id):
                self._alarms.silence(alarm_id)
            case protocol.Carry(outputs):
                self._rack.carry(outputs)
            case protocol.LetThrough(name, connection):
                self._rack.let_through(name, connection)
            case protocol.Quit():
                self.quit_asked.set()
        return protocol.answer()

    def _told(self, request: protocol.Request) -> dict[str, object] | None:
        """Return what is told to a question; None for what is none."""
        match request:
            case protocol.Reports():
                return {"reports": [protocol.said_report(*pair) for pair in self._programme.reports()]}
            case protocol.AskAlarms():
                return {"alarms": [protocol.said_alarm(*pair) for pair in self._alarms.reports()]}
            case protocol.AskHealth():
                outputs = [protocol.said_health(health) for health in self._rack.health()]
                return {"outputs": outputs, "level": protocol.said_level(self._meter.level())}
            case protocol.AskFeeds():
                return {"feeds": [protocol.said_feed(feed) for feed in self._rack.feeds()]}
        return None


class ControlServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of the loopback interface; a thread for each client, and not too many of them."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = CLIENT_LIMIT

    def __init__(self, desk: Desk) -> None:
        super().__init__(("127.0.0.1", 0), _Client)
        self.desk = desk
        self.places = threading.BoundedSemaphore(CLIENT_LIMIT)

    @property
    def port(self) -> int:
        """The port that was free."""
        return int(self.server_address[1])

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Serve a client, unless so many are served that somebody must be playing tricks."""
        if self.places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that went away in the middle of a word is no failure of ours."""


class _Client(socketserver.StreamRequestHandler):
    timeout = IDLE_S
    server: ControlServer

    def handle(self) -> None:
        while line := self.rfile.readline(protocol.LINE_LIMIT_BYTES + 1):
            if len(line) > protocol.LINE_LIMIT_BYTES:
                self.wfile.write(protocol.refusal("line too long"))
                return
            self.wfile.write(self.server.desk.answer(line))

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.server.places.release()
