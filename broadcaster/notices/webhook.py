"""A notice posted to an address on the web. Apart from the other ways, for it brings all of HTTP and TLS along."""

import socket
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

from broadcaster.messages import N_, Sentence
from broadcaster.notices.sending import TIMEOUT_S, Letter, failed

ANSWER_BYTES = 4096


@dataclass(frozen=True)
class ByWebhook:
    """Posts the JSON to an address; `token` is sent as ``Authorization: Bearer``. Redirects are not followed."""

    url: str
    token: str = ""

    def __call__(self, letter: Letter) -> None:
        """Post it. Raises NotReadyError when it isn't taken."""
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Broadcaster"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url, letter.json.encode(), headers, method="POST")  # noqa: S310 - http or https only: `content` reads no other
        try:
            with urllib.request.build_opener(_NoRedirects).open(request, timeout=TIMEOUT_S) as answer:
                answer.read(ANSWER_BYTES)
        except urllib.error.HTTPError as error:
            raise failed(_host(self.url), f"HTTP {error.code}") from error
        except (OSError, ValueError) as error:
            raise failed(_host(self.url), _why(error)) from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token is for the address that was written, and for no other."""

    def redirect_request(self, *_: object) -> None:
        return None


def _host(url: str) -> str:
    """Return only the host: the rest of an address may be a secret."""
    return urlsplit(url).hostname or "webhook"


def _why(error: OSError | ValueError) -> Sentence | str:
    """Return why there was no connection: what a clerk can look at, in our words; urllib wraps what the system said."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    match reason:
        case socket.gaierror():
            return Sentence(N_("no machine of this name is found: is the address right, is there a network?"))
        case ConnectionRefusedError():
            return Sentence(N_("no connection: the address is wrong, or the machine there is off"))
        case TimeoutError():
            return Sentence(N_("no answer in time"))
        case ssl.SSLError():
            return Sentence(N_("no safe connection (TLS): the certificate there is not valid, or this clock is wrong"))
        case _:
            return str(reason)
