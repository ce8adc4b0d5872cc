"""What can go wrong with a voice on the network, told alike for all of them.

`service` is how people know the voice: ``Sentence(N_("Microsoft's voice"))``.
"""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from broadcaster.errors import PermanentSpeechError, SpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.speech.patience import OnlineSpeechError

_UNANSWERED = N_("{service} did not answer in time, or broke off")
_UNREADABLE = N_("{service} answered what is no speech")
_TOO_MANY = N_("{service} takes no more requests for now: wait, it comes back by itself")
_BUSY = N_("{service} failed with status {status}")
_REFUSED = N_("{service} refuses with status {status}")

_PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}


def out_of_reach(why: Sentence) -> OnlineSpeechError:
    """Tell that no connection came about, and `why`; the next sentence would fare no better."""
    return OnlineSpeechError("{why}", ask_again=False, leave_alone=True, out_of_reach=True, why=why)


def unanswered(service: Sentence) -> OnlineSpeechError:
    """Tell that the line was there and the answer did not come, or not to its end."""
    return OnlineSpeechError(_UNANSWERED, service=service)


def unreadable(service: Sentence) -> OnlineSpeechError:
    """Tell that an answer came and makes no sense."""
    return OnlineSpeechError(_UNREADABLE, service=service)


def refused(service: Sentence, status: int, headers: Mapping[str, str]) -> SpeechError:
    """Tell that HTTP `status` came in place of speech; from 400 to 499 it will mostly be the same tomorrow."""
    if status < HTTPStatus.BAD_REQUEST:  # the page of a network that wants a log-in, for one
        return unreadable(service)
    wait_s = retry_after_s(headers)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return OnlineSpeechError(
            _TOO_MANY, service=service, ask_again=bool(wait_s), leave_alone=True, retry_after_s=wait_s
        )
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OnlineSpeechError(_BUSY, service=service, status=status, retry_after_s=wait_s)
    return PermanentSpeechError(_REFUSED, service=service, status=status)


def why_turned_away(service: Sentence, status: int) -> Sentence | None:
    """Return what HTTP `status`, met at the door, means for speech that will be asked for; None: nothing bad.

    A door is no place that speaks, so that it refuses or is not there tells nothing.
    """
    failing = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return refused(service, status, {}).sentence if failing else None


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return what Retry-After asks for; a date counts from the answer's own Date, whatever our clock says."""
    told = headers.get("Retry-After", "")
    if re.fullmatch(r"\d{1,6}", told.strip()):
        return float(told)
    try:
        wait = parsedate_to_datetime(told) - parsedate_to_datetime(headers["Date"])
    except (ValueError, TypeError, LookupError):
        return None
    return max(0.0, wait.total_seconds())
