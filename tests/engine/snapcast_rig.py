"""A private Snapcast server on free loopback ports, and clients that play into a sound server's sinks through ALSA."""

import contextlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from engine.icecast_rig import free_port
from engine.pulse_rig import go_first

SETTINGS = """[server]
datadir = {folder}
[http]
enabled = false
[tcp]
bind_to_address = 127.0.0.1
port = {control}
[stream]
bind_to_address = 127.0.0.1
port = {stream}
buffer = {buffer_ms}
source = tcp://127.0.0.1:{source}?name=loa&mode=server&sampleformat=48000:16:2
[logging]
sink = file:{folder}/snapserver.log
"""


class Server:
    """The server; it can be killed and started again, with or without its memory."""

    def __init__(self, buffer_ms: int = 400) -> None:
        self.control, self.stream, self.source = free_port(), free_port(), free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="snap-"))
        self._settings = self._folder / "snapserver.conf"
        self._settings.write_text(
            SETTINGS.format(
                folder=self._folder,
                control=self.control,
                stream=self.stream,
                source=self.source,
                buffer_ms=buffer_ms,
            )
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["snapserver", "-c", str(self._settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        go_first(self._process)  # as the manual asks for, and as everything that makes sound does
        until = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.control), 1):
                return
            assert time.monotonic() < until, "the Snapcast server did not start"
            time.sleep(0.01)

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()

    def forget(self) -> None:
        """Lose what the server wrote down: it starts as a new one would."""
        (self._folder / "server.json").unlink(missing_ok=True)

    def close(self) -> None:
        if self._process and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


class Client:
    """A client, started again whenever it ends, as systemd would."""

    def __init__(self, server: Server, name: str, player: list[str], environment: dict[str, str]) -> None:
        self._command = [
            "snapclient", "-h", "127.0.0.1", "-p", str(server.stream), "--hostID", name, "--mixer", "software",
            "--logsink", "null", *player,
        ]  # fmt: skip
        self._environment = environment
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            go_first(self._process)
            self._process.wait()
            self._closing.wait(0.2)

    def close(self) -> None:
        self._closing.set()
        while self._thread.is_alive():
            if self._process:
                self._process.kill()
            self._thread.join(0.1)
