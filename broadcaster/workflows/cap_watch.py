"""Where warnings come from: a folder that is watched, and an address that is asked. Both inside the daemon.

What is fetched is put into the folder, so there is one way in. Each file is taken by a child process: what reads XML of
strangers and speaks shares nothing with the daemon, and holds nothing up.
"""

import hashlib
import logging
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Protocol

from broadcaster.content.cap_file import LARGEST
from broadcaster.errors import SoundError
from broadcaster.model.station import CapRules
from broadcaster.sound.beside import written_beside

log = logging.getLogger(__name__)

CHILD_S = 120.0
ANSWER_S = 10.0
WHOLE_ANSWER_S = 30.0
PIECE = 16_384
NOT_MODIFIED = 304


class Fetch(Protocol):
    """Asks an address for a warning that is newer than the one with `etag`; None when there is none."""

    def __call__(self, url: str, etag: str) -> tuple[bytes, str] | None:
        """Return its bytes and new etag."""


class CapWatch:
    """Looks for warnings now and then, as the station's rules of that moment say. `look` returns at once."""

    def __init__(self, folder: Path, rules: Callable[[], CapRules | None], fetch: Fetch | None = None) -> None:
        self._folder = folder
        self._rules = rules
        self._fetch = fetch or fetch_over_tls
        self._child: subprocess.Popen[bytes] | None = None
        self._child_until_s = 0.0
        self._tried: set[tuple[str, int, int]] = set()
        self._asking: threading.Thread | None = None
        self._ask_at_s = 0.0
        self._etag = ""
        self._last_sha256 = ""

    def look(self) -> None:
        """Take the next file, if there is one and none is being taken; ask the address, if it is time."""
        rules = self._rules()
        if rules is None:
            return
        self._ask(rules)
        if self._child_is_busy():
            return
        for path in _files(self._folder / rules.folder):
            with suppress(OSError):  # gone meanwhile
                stat = path.stat()
                seen = (path.name, stat.st_size, stat.st_mtime_ns)
                if seen not in self._tried and time.time() - stat.st_mtime > 0.2:  # not while it is being written
                    self._tried.add(seen)
                    self._take(path)
                    return

    def close(self) -> None:
        """Wait for what is being taken; it is a matter of seconds, and somebody's life."""
        if self._child is not None:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(CHILD_S)

    def _take(self, path: Path) -> None:
        command = [sys.executable, "-m", "broadcaster", "--station", str(self._folder), "alert", "--cap", str(path)]
        self._child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._child_until_s = time.monotonic() + CHILD_S
        log.info("a warning came in: %s", path.name)

    def _child_is_busy(self) -> bool:
        if self._child is None:
            return False
        if self._child.poll() is None and time.monotonic() < self._child_until_s:
            return True
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait()
        if self._child.returncode:
            log.warning("the warning could not be taken (%s); see broadcaster log --people", self._child.returncode)
        self._child = None
        return False

    def _ask(self, rules: CapRules) -> None:
        """Ask the address on a thread of its own."""
        busy = self._asking is not None and self._asking.is_alive()
        if not rules.url or busy or time.monotonic() < self._ask_at_s:
            return
        self._ask_at_s = time.monotonic() + rules.every_ms / 1000
        self._asking = threading.Thread(target=self._fetch_one, args=(rules,), name="cap", daemon=True)
        self._asking.start()

    def _fetch_one(self, rules: CapRules) -> None:
        try:
            answer = self._fetch(rules.url, self._etag)
            if answer is None:
                return
            raw, self._etag = answer
            sha256 = hashlib.sha256(raw).hexdigest()
            if sha256 != self._last_sha256:  # a server without etags tells the same again and again
                with written_beside(self._folder / rules.folder / f"{sha256[:16]}.xml") as beside:
                    beside.write_bytes(raw)
                self._last_sha256 = sha256
        except (OSError, HTTPException, ValueError, SoundError) as error:
            log.warning("%s does not tell its warnings: %s", rules.url, error)


def _files(folder: Path) -> list[Path]:
    try:
        named = (path for path in folder.iterdir() if path.suffix.lower() in {".xml", ".cap"})
        return sorted(path for path in named if not path.name.startswith("."))
    except OSError:
        return []


class _OnlyTls(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to another address over TLS only."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def] # noqa: PLR0913, PLR0917
        if not newurl.startswith("https://"):
            raise ValueError(f"led to {newurl[:100]}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch_over_tls(url: str, etag: str) -> tuple[bytes, str] | None:
    """Return what `url` holds and its etag, None when it is what it was; bounded in bytes and time.

    Raises OSError, HTTPException or ValueError.
    """
    if not url.startswith("https://"):
        raise ValueError("not https")
    request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})  # noqa: S310 - https alone
    try:
        with urllib.request.build_opener(_OnlyTls).open(request, timeout=ANSWER_S) as answer:
            return _bounded(answer), answer.headers.get("ETag") or ""
    except urllib.error.HTTPError as error:
        if error.code == NOT_MODIFIED:
            return None
        raise


def _bounded(answer: HTTPResponse) -> bytes:
    until_s, pieces, size = time.monotonic() + WHOLE_ANSWER_S, [], 0
    while piece := answer.read1(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST or time.monotonic() > until_s:
            raise ValueError("it is too long, or takes too long")
    return b"".join(pieces)
