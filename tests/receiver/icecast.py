"""A real Icecast with a programme of its own, in the place of the upper station: it can be killed and started again."""

import base64
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from upper_station import PIECE_S, TICK_S, mp3

PASSWORD = "hackme"
CONFIG = """\
<icecast>
  <limits><clients>20</clients><sources>2</sources><burst-size>16000</burst-size></limits>
  <authentication><source-password>{password}</source-password><admin-user>a</admin-user>
    <admin-password>{password}</admin-password></authentication>
  <hostname>127.0.0.1</hostname>
  <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <fileserve>0</fileserve>
  <paths><basedir>{folder}</basedir><logdir>{folder}</logdir><webroot>{folder}</webroot>
    <adminroot>{folder}</adminroot></paths>
  <logging><errorlog>error.log</errorlog><accesslog>access.log</accesslog><loglevel>2</loglevel></logging>
  {owner}
</icecast>
"""
OWNER = "<security><changeowner><user>nobody</user><group>nogroup</group></changeowner></security>"


def free_port() -> int:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return int(reserved.getsockname()[1])


class Icecast:
    """The server, and a source that comes back as soon as it is up again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/vov1"
        self._folder = Path(tempfile.mkdtemp(prefix="icecast-"))
        is_root = os.geteuid() == 0
        if is_root:  # it refuses to run as root, and does not want to
            os.chown(self._folder, pwd.getpwnam("nobody").pw_uid, -1)
        config = CONFIG.format(password=PASSWORD, port=self.port, folder=self._folder, owner=OWNER if is_root else "")
        (self._folder / "icecast.xml").write_text(config)
        self._process: subprocess.Popen[bytes] | None = None
        self._closing = threading.Event()
        self.start()
        threading.Thread(target=self._source, daemon=True).start()

    def start(self) -> None:
        command = ["icecast2", "-c", str(self._folder / "icecast.xml")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        self._closing.set()
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _source(self) -> None:
        while not self._closing.is_set():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                self._stream(connection)
            self._closing.wait(0.1)

    def _stream(self, connection: socket.socket) -> None:
        key = base64.b64encode(f"source:{PASSWORD}".encode()).decode()
        head = (
            "PUT /vov1 HTTP/1.0",
            f"Authorization: Basic {key}",
            "Content-Type: audio/mpeg",
            "ice-name: VOV1",
        )
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        stream, at, sent_s, began_s = mp3(), 0, 0.0, time.monotonic()
        step = round(len(stream) * TICK_S / PIECE_S)
        while not self._closing.is_set():
            connection.sendall(stream[at : at + step])
            at = at + step if at + step < len(stream) else 0
            sent_s += TICK_S
            time.sleep(max(0.0, sent_s - (time.monotonic() - began_s)))
