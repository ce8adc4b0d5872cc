"""Whether a warning by CAP is aired by the station's rules, from when until when, and what is read of it. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.messages import Sentence
from broadcaster.model import cap_words
from broadcaster.model.alert import LONGEST, ONCE, PLANS, Repeats
from broadcaster.model.cap import CapInfo, CapMessage, moment_of
from broadcaster.model.station import CapRules
from broadcaster.workflows.alert_sound import LONGEST_TEXT

SKEW = timedelta(minutes=1)  # between our clock and the office's
VIETNAMESE = {"vi", "vie"}


@dataclass(frozen=True)
class Verdict:
    """What of a message is aired, until when and how often; or nothing, and why not; or nothing before `not_before`."""

    info: CapInfo | None = None
    until: datetime | None = None
    repeats: Repeats = ONCE
    why_not: Sentence | None = None
    not_before: datetime | None = None


def judge(message: CapMessage, rules: CapRules, now: datetime) -> Verdict:
    """Return what of `message` is to be aired by the station's rules."""
    if message.status != "Actual":
        return _not(cap_words.EXERCISE, status=message.status)
    if message.kind == "Cancel":
        return _not(cap_words.ENDS_NOTHING)
    if message.kind not in {"Alert", "Update"}:
        return _not(cap_words.NOTHING_TO_AIR, kind=message.kind)
    if message.scope != "Public":
        return _not(cap_words.NOT_PUBLIC, scope=message.scope)
    return _judge_tellings(message, [info for info in message.infos if _is_grave(info, rules)], rules, now)


def _judge_tellings(message: CapMessage, grave: Sequence[CapInfo], rules: CapRules, now: datetime) -> Verdict:
    if not grave:
        return _not(cap_words.TOO_SLIGHT)
    near = [info for info in grave if _is_near(info, rules)]
    if not near:
        return _not(cap_words.ELSEWHERE, areas=", ".join(grave[0].areas)[:200] or "–")
    living = [info for info in near if _ends_at(message, info) > now]
    if not living:
        return _not(cap_words.OVER)
    begun = [info for info in living if info.effective is None or info.effective <= now + SKEW]
    if not begun:
        return Verdict(not_before=min(info.effective for info in living if info.effective is not None))
    info = max(begun, key=_weight)
    return Verdict(info, _ends_at(message, info), ONCE if info.all_clear else PLANS.get(rules.plan, ONCE))


def _not(template: str, **values: object) -> Verdict:
    return Verdict(why_not=Sentence(template, **values))


def _ends_at(message: CapMessage, info: CapInfo) -> datetime:
    """Return when a telling is over; one that does not say is a day after it was sent, and never heard again later."""
    sent = moment_of(message.sent)
    assert sent is not None
    return info.expires or max(sent, info.effective or sent) + LONGEST


def _is_grave(info: CapInfo, rules: CapRules) -> bool:
    return info.severity >= rules.severity and info.urgency >= rules.urgency and info.certainty >= rules.certainty


def _weight(info: CapInfo) -> tuple[bool, int, int, int]:
    """Return what is compared: the operator's language first, then the gravest."""
    is_vietnamese = re.split(r"[-_]", info.language.lower())[0] in VIETNAMESE
    return is_vietnamese, info.severity, info.urgency, info.certainty


def _is_near(info: CapInfo, rules: CapRules) -> bool:
    """Whether it is for one of the station's areas: whole words of a name, a whole code (16012 is not in 116012)."""
    wanted = [re.compile(rf"(?<!\w){re.escape(_plain(area))}(?!\w)") for area in rules.areas]
    return not wanted or any(word.search(_plain(area)) for area in info.areas for word in wanted)


def _plain(text: str) -> str:
    """Return text so that the same words are equal, however their letters and accents are put together."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def tellings(info: CapInfo) -> Iterator[str]:
    """Yield what may be read of a warning, all of it first, then less and less, for what is too long to be heard."""
    parts = [part for part in (info.headline or info.event, info.description, info.instruction) if part]
    for chosen in (parts, [parts[0], *parts[2:]] if len(parts) > 2 else [], parts[:1]):
        text = "\n".join(part if part[-1] in ".!?…" else f"{part}." for part in chosen)
        if 0 < len(text) <= LONGEST_TEXT:
            yield text
    if parts and len(parts[0]) >= LONGEST_TEXT:
        yield parts[0][:LONGEST_TEXT].rpartition(" ")[0] or parts[0][:LONGEST_TEXT]
