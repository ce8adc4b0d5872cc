"""A private Icecast server, run as an unprivileged user (it refuses to be root), and a loudspeaker that listens."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

with contextlib.suppress(ImportError):  # Windows has none, and no icecast2 either
    import pwd

PASSWORD = "mật khẩu của tôi"
MOUNT = "/loa.mp3"
SETTINGS = """<icecast>
 <limits><clients>20</clients><sources>4</sources><burst-size>8192</burst-size><source-timeout>10</source-timeout></limits>
 <authentication><source-password>{password}</source-password></authentication>
 <hostname>localhost</hostname>
 <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
 <mount type="default"><charset>UTF-8</charset></mount>
 <paths><basedir>{folder}</basedir><logdir>{folder}</logdir><webroot>{folder}</webroot>
  <adminroot>{folder}</adminroot></paths>
 <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog></logging>
</icecast>"""


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


class Server:
    """The server; it can be killed, frozen, and started again on its port."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="icecast-"))
        settings = self._folder / "icecast.xml"
        settings.write_text(SETTINGS.format(password=PASSWORD, port=self.port, folder=self._folder), "utf-8")
        self._user = pwd.getpwnam("nobody") if os.getuid() == 0 else None
        if self._user:
            for path in (self._folder, settings):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        user = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        self._process = subprocess.Popen(
            ["icecast2", "-c", str(self._folder / "icecast.xml")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **user,  # type: ignore[call-overload]
        )
        until = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert time.monotonic() < until, (self._folder / "error.log").read_text()
            time.sleep(0.01)

    def signal(self, number: int) -> None:
        assert self._process
        self._process.send_signal(number)

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def close(self) -> None:
        if self._process and self._process.poll() is None:
            self.signal(signal.SIGCONT)
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


class Listener:
    """An IP loudspeaker: asks for the mount until it gets it, and again when it ends. Keeps bytes and titles."""

    def __init__(self, port: int, mount: str = MOUNT) -> None:
        self._port, self._mount = port, mount
        self.sound: list[tuple[float, bytes]] = []  # when it came, and what
        self.titles: list[bytes] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def bytes_since(self, moment: float) -> int:
        return sum(len(data) for at, data in self.sound if at >= moment)

    def first_after(self, moment: float) -> float | None:
        """When the first sound after `moment` came (time.monotonic)."""
        return next((at for at, _ in self.sound if at >= moment), None)

    def close(self) -> bytes:
        self._closing.set()
        self._thread.join(5)
        return b"".join(data for _, data in self.sound)

    def _run(self) -> None:
        while not self._closing.is_set():
            with contextlib.suppress(OSError):
                self._listen()
            time.sleep(0.05)

    def _listen(self) -> None:
        with socket.create_connection(("127.0.0.1", self._port), 2) as line:
            line.sendall(f"GET {self._mount} HTTP/1.0\r\nIcy-MetaData: 1\r\n\r\n".encode())
            stream = line.makefile("rb")
            if b" 200 " not in stream.readline():
                return
            every = 0
            while head := stream.readline().strip():
                if head.lower().startswith(b"icy-metaint:"):
                    every = int(head.split(b":")[1])
            while not self._closing.is_set():
                left = every
                while left:
                    data = stream.read1(left)
                    if not data:
                        return
                    self.sound.append((time.monotonic(), data))
                    left -= len(data)
                size = stream.read(1)
                if not size:
                    return
                if said := stream.read(16 * size[0]).rstrip(b"\0"):
                    self.titles.append(said)
