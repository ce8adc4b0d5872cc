"""What is said to an Icecast server: a source's ``PUT``, and the title of what plays. HTTP, and nothing of ours."""

import base64
import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

CONNECT_S = 2.0  # a server that takes longer to answer on a line is tried again; a listener waits meanwhile
ANSWER_S = 5.0
SEND_S = 10.0  # as long as the server itself waits for a source
SEND_BUFFER_BYTES = 64 * 1024
ANSWER_LIMIT_BYTES = 16 * 1024
AGENT = "Broadcaster"

WRONG_PASSWORD = "the password was refused"  # noqa: S105 - a complaint
MOUNT_IN_USE = "the mount is in use by another source, or the server takes no more sources"
NO_SERVER = "the server does not answer"
_SAID = {401: WRONG_PASSWORD, 403: MOUNT_IN_USE}


@dataclass(frozen=True)
class Mount:
    """Where a source sends its stream, and what it says of it."""

    host: str
    port: int
    path: str
    password: str = field(repr=False)
    user: str = "source"
    name: str = ""
    public: bool = False
    bit_rate_kbps: int = 64
    tls: bool = False

    @property
    def address(self) -> str:
        """The mount as people write it."""
        return f"{self.host}:{self.port}{self.path}"


class RefusedError(OSError):
    """The server answered, but not as hoped; `status` is its HTTP status, the text a complaint that people know."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(_SAID.get(status) or f"the server answered {status} {reason}".rstrip())
        self.status = status


def open_source(mount: Mount) -> socket.socket:
    """Return a connection on which the server waits for the stream. Raises OSError, RefusedError among them."""
    line = _connected(mount)
    try:
        line.sendall(_head("PUT", mount.path, mount, [
            "Content-Type: audio/mpeg",
            f"Ice-Name: {_one_line(mount.name)}",
            f"Ice-Public: {int(mount.public)}",
            f"Ice-Bitrate: {mount.bit_rate_kbps}",
            f"Ice-Audio-Info: bitrate={mount.bit_rate_kbps};channels=1",
            "Expect: 100-continue",
        ]))  # fmt: skip
        _answer(line, accepted=(100, 200))
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        line.settimeout(SEND_S)
    except BaseException:  # let go of the line whatever ended this, and pass it on
        line.close()
        raise
    return line


def send_title(mount: Mount, title: str) -> None:
    """Tell the server what plays, in UTF-8. Raises OSError."""
    _administer(mount, mode="updinfo", song=_one_line(title), charset="UTF-8")


def try_password(mount: Mount) -> None:
    """Raise OSError if the server can't be reached or refuses the password; nothing on it is changed."""
    try:
        _administer(mount, mode="look")  # no mode that it knows: it looks at the password, and does nothing
    except RefusedError as refused:
        if refused.status in _SAID:
            raise


def _administer(mount: Mount, **said: str) -> None:
    question = urlencode({"mount": mount.path, **said})
    with _connected(mount) as line:
        line.sendall(_head("GET", f"/admin/metadata?{question}", mount, ["Connection: close"]))
        _answer(line, accepted=(200,))


def _connected(mount: Mount) -> socket.socket:
    try:
        line = socket.create_connection((mount.host, mount.port), CONNECT_S)
    except OSError as error:
        raise OSError(f"{NO_SERVER}: {error.strerror or error}") from error
    line.settimeout(ANSWER_S)
    return _wrapped(line, mount.host) if mount.tls else line


def _wrapped(line: socket.socket, host: str) -> socket.socket:
    import ssl  # noqa: PLC0415 - few need it, and it is a megabyte

    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except BaseException:  # let go of the line whatever ended this, and pass it on
        line.close()
        raise


def _head(method: str, target: str, mount: Mount, lines: list[str]) -> bytes:
    key = base64.b64encode(f"{mount.user}:{mount.password}".encode()).decode()
    said = [
        f"{method} {target} HTTP/1.1",
        f"Host: {mount.host}:{mount.port}",
        f"Authorization: Basic {key}",
        f"User-Agent: {AGENT}",
        *lines,
    ]
    return "\r\n".join([*said, "", ""]).encode()


def _answer(line: socket.socket, accepted: tuple[int, ...]) -> None:
    """Read the head of an answer; raise RefusedError when it is none of `accepted`."""
    heard = b""
    while b"\r\n\r\n" not in heard and len(heard) < ANSWER_LIMIT_BYTES:
        more = line.recv(4096)
        if not more:
            break
        heard += more
    found = re.match(rb"HTTP/\d\.\d (\d{3}) ?([^\r\n]*)", heard)
    if found is None:
        raise OSError(f"{NO_SERVER} as an Icecast server does")
    status, reason = int(found[1]), found[2].decode("utf-8", "replace")
    if status not in accepted:
        raise RefusedError(status, reason)


def _one_line(text: str) -> str:
    return " ".join(text.split())
