"""The line to the source system: log in, hand over one message at a time; bounded in time, and led nowhere else."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from broadcaster.errors import NotReadyError
from broadcaster.messages import N_, Sentence

TIMEOUT_S = 20.0
_MOST_BYTES = 65_536  # of an answer
_SAID = 200  # letters of an answer that are told
_KNOWN_ALREADY = 409
_NOT_NOW = {408, 425, 429}
_OF_THE_MESSAGE = {400, 413, 415, 422}
_LOG_IN = {401, 403}


class Verdict(StrEnum):
    """What became of a message."""

    TAKEN = "taken"  # now or earlier
    REFUSED = "refused"  # for what it says, and it would be again
    NOT_NOW = "not_now"  # the network, the server


@dataclass(frozen=True)
class Answer:
    """What became of a message, and why; `wait_s` is how long the server asks to be left alone."""

    verdict: Verdict
    why: Sentence | None = None
    wait_s: float = 0.0


class _NoRedirect(HTTPRedirectHandler):
    """An address that leads elsewhere is told: a password and a token are for the one that the station names."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nowhere."""


class Line:
    """The line to one source system. `words` are those of its login (see `mapping.tsv`)."""

    def __init__(self, login_url: str, logs_url: str, user: str, password: str, words: Mapping[str, str]) -> None:
        self._login_url, self._logs_url = login_url, logs_url
        self._user, self._password, self._words = user, password, words
        self._token = ""
        self._opener: OpenerDirector = build_opener(_NoRedirect)

    def hand_over(self, message: Mapping[str, Any], name: str) -> Answer:
        """Hand `message` over; `name` is what it is known by, so that the server can tell one that comes twice.

        Raises NotReadyError where no message can be handed over: login refused, wrong address.
        """
        if not self._token:
            answer = self._log_in()
            if answer is not None:
                return answer
        answer, status = self._post_log(message, name)
        if status in _LOG_IN:  # a token lasts only so long
            self._token = ""
            answer = self._log_in()
            if answer is not None:
                return answer
            answer, status = self._post_log(message, name)
            if status in _LOG_IN:
                raise NotReadyError(N_("{url} does not take the token that its login gave ({status})"),
                                    url=self._logs_url, status=status)  # fmt: skip
        return answer or Answer(Verdict.TAKEN)

    def _log_in(self) -> Answer | None:
        """Get a token; return why it can't be had now."""
        body = {self._words["login.user"]: self._user, self._words["login.password"]: self._password}
        status, said, wait_s = self._post(self._login_url, body, {})
        if status is None or status in _NOT_NOW or status >= 500:
            return Answer(Verdict.NOT_NOW, _why(status, said), wait_s)
        if not 200 <= status < 300:
            raise NotReadyError(N_("{url} refuses the login of {user} ({status}): look at its address, name, password"),
                                url=self._login_url, user=self._user, status=status)  # fmt: skip
        self._token = _token_in(said, self._words["login.token"])
        if not self._token:
            raise NotReadyError(N_("{url} gave no “{word}” when {user} logged in; see mapping.tsv"),
                                url=self._login_url, user=self._user, word=self._words["login.token"])  # fmt: skip
        return None

    def _post_log(self, message: Mapping[str, Any], name: str) -> tuple[Answer | None, int | None]:
        """Post `message`; return the answer, None where it was taken, and the status."""
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": name}
        status, said, wait_s = self._post(self._logs_url, message, headers)
        if status is None or status in _NOT_NOW or status >= 500:
            return Answer(Verdict.NOT_NOW, _why(status, said), wait_s), status
        if status in _OF_THE_MESSAGE:
            return Answer(Verdict.REFUSED, _why(status, said)), status
        if 200 <= status < 300 or status == _KNOWN_ALREADY or status in _LOG_IN:
            return None, status
        raise NotReadyError(
            N_("{url} takes no logs ({status}): look at its address"), url=self._logs_url, status=status
        )

    def _post(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[int | None, str, float]:
        """Return status, the answer's text and how long to wait; no status where nobody answered, and why instead."""
        request = Request(  # noqa: S310 - https, or loopback: content.source_system looks at it
            url,
            json.dumps(body, ensure_ascii=False).encode(),
            {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json", **headers},
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                return answer.status, answer.read(_MOST_BYTES).decode("utf-8", "replace"), 0.0
        except HTTPError as error:
            with error:
                return error.code, error.read(_MOST_BYTES).decode("utf-8", "replace"), _seconds(error)
        except URLError as error:
            return None, str(error.reason), 0.0
        except (OSError, HTTPException) as error:
            return None, str(error) or type(error).__name__, 0.0


def _why(status: int | None, said: str) -> Sentence:
    said = " ".join(said.split())[:_SAID] or "–"
    if status is None:
        return Sentence(N_("no answer ({detail})"), detail=said)
    return Sentence(N_("answer {status}: {detail}"), status=status, detail=said)


def _seconds(error: HTTPError) -> float:
    asked = error.headers.get("Retry-After", "")
    return float(asked) if asked.isascii() and asked.isdigit() else 0.0


def _token_in(said: str, word: str) -> str:
    """Return the token of an answer, at its top or within “data”; only one that can stand in a request's head."""
    try:
        shape = json.loads(said)
    except ValueError:
        return ""
    places = [shape, shape.get("data")] if isinstance(shape, dict) else []
    token = next((str(place[word]) for place in places if isinstance(place, dict) and place.get(word)), "")
    return token if re.fullmatch(r"[!-~]+", token) else ""
