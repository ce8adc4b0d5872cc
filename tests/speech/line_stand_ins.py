"""Hand-written stand-ins for what lies between a voice and its goal: lines that hang, a proxy, signers of certificates.

Only the standard library and the program `openssl`, so that tests of other rooms can use them too.
"""

import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

needs_openssl = pytest.mark.skipif(
    not shutil.which("openssl") and not os.environ.get("CI"), reason="openssl makes the certificates"
)
KEY = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"  # made in no time, as RSA keys are not
Conversation = Callable[[socket.socket, threading.Event], None]


def silent(_: socket.socket, stopping: threading.Event) -> None:
    """Take the connection and never say a word."""
    stopping.wait()


def trickling(line: socket.socket, stopping: threading.Event) -> None:
    """Begin an answer whose header never ends."""
    line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not stopping.wait(0.05):
        line.sendall(b"a")


def forbidding(line: socket.socket, _: threading.Event) -> None:
    """Be a proxy that lets nobody through."""
    line.recv(4096)
    line.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


def relaying_to(port: int) -> Conversation:
    """Be a proxy that leads every CONNECT to `port` on this machine."""

    def relay(line: socket.socket, stopping: threading.Event) -> None:
        line.recv(4096)
        with socket.create_connection(("127.0.0.1", port)) as goal:
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(goal, line), daemon=True)
            back.start()
            _pass_on(line, goal)
            back.join()

    return relay


def _pass_on(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):  # either side may be gone
        while block := source.recv(1 << 16):
            to.sendall(block)
        to.shutdown(socket.SHUT_WR)


@dataclass
class Listener:
    """A server on this machine that holds one kind of conversation; `heard` is how many came."""

    conversation: Conversation
    heard: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _accept(self) -> None:
        with suppress(OSError):  # closed: the end
            while not self._stopping.is_set():
                line, _ = self._socket.accept()
                self.heard += 1
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            self.conversation(line, self._stopping)


@dataclass(frozen=True)
class Signer:
    """Somebody who signs certificates, known to nobody but the test; `certificate` is what would make it trusted."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "signer.pem"

    @classmethod
    def made_in(cls, folder: Path) -> "Signer":
        folder.mkdir(parents=True, exist_ok=True)
        # From Python 3.13 on a signer must say that it may sign.
        openssl(
            folder,
            f"req -x509 {KEY} -days 2 -subj /CN=test -addext keyUsage=critical,keyCertSign,cRLSign "
            "-out signer.pem -keyout signer.key",
        )
        return cls(folder)

    def signed(self, host: str, days: int = 2) -> ssl.SSLContext:
        """Return what a server needs to pass for `host`; with less than a day its time is over."""
        # And who was signed, by whom.
        named = f"subjectAltName=DNS:{host}\nauthorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n"
        (self.folder / "names.txt").write_text(named, encoding="utf-8")
        openssl(self.folder, f"req -new {KEY} -subj /CN={host} -out host.csr -keyout host.key")
        openssl(
            self.folder,
            "x509 -req -in host.csr -CA signer.pem -CAkey signer.key -set_serial 1 -extfile names.txt -out host.pem "
            f"-days {days}",
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.folder / "host.pem", self.folder / "host.key")
        return context


def openssl(folder: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
