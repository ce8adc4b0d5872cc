"""Templates: every value is escaped, every sentence is said in the station's language."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from broadcaster.console import words
from broadcaster.console.written import in_words as in_words_of
from broadcaster.messages import N_, say
from broadcaster.reporting.deeds import field_changes
from broadcaster.reporting.words import SAYING_WHY, act_note, more, note_sentence
from broadcaster.reporting.words import length as airtime
from broadcaster.workflows.accounts import account_act
from broadcaster.workflows.output_words import in_words

NAMES: tuple[Callable[[Any], str], ...] = (
    words.weekday_name,
    words.kind_name,
    words.outcome_name,
    words.state_name,
    words.output_name,
    words.role_name,
    words.role_does,
    words.deed_name,
    words.deviation_name,
    words.script_state_name,
    words.priority_name,
)
MINUTES, SECONDS = N_("{count} min"), N_("{count} sec")
STATIC = Path(__file__).parent / "static"


def environment(language: str) -> Environment:
    """Return what makes pages in `language`."""
    made = Environment(
        loader=PackageLoader("broadcaster.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def text(template: str, /, **values: object) -> str:
        return say(template, values, language)

    def said(name: str) -> str:
        return say(name, {}, language)

    def note(line: str) -> str:
        return note_sentence(line).said(language) if line else ""

    def output_says(detail: str) -> str:
        return in_words(detail).said(language)

    made.globals.update(_=text, word=said, note=note, output_says=output_says)
    made.globals.update(
        voice_name=lambda voice: words.voice_name(voice, language),
        sound_title=lambda kind, title: words.sound_title(kind, title, language),
    )

    def span(duration_ms: int) -> str:
        return spelled(duration_ms, language)

    def written(name: str, value: str) -> str:
        return in_words_of(name, value, language)

    made.globals.update(gain=lambda one, other: f"{'+' if one >= other else '−'}{span(abs(one - other))}")
    made.globals.update(written=written, field_changes=field_changes)
    made.filters.update(span=span)
    made.globals.update(account_act=lambda act: account_act(act, language))
    made.globals.update(act_note=lambda act: act_note(act).said(language))
    made.globals.update(script_state_look=words.script_state_look)
    made.globals.update(static=static, language=language, more=more, SAYING_WHY=SAYING_WHY)
    made.globals.update((name.__name__, _composed(said, name)) for name in NAMES)
    made.filters.update(length=length, airtime=airtime, minutes=minutes, hm=hm, hms=hms, day=day)
    return made


def _composed(said: Callable[[str], str], name: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda thing: said(name(thing))


@cache
def static(name: str) -> str:
    """Return the address of a file in `static/`, another one whenever its content is another."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{digest}/{name}"


def length(duration_ms: int) -> str:
    """Return a length as ``5:30``, or ``1:05:30``."""
    seconds = round(duration_ms / 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def spelled(duration_ms: int, language: str) -> str:
    """Return a length with its units, as ``5 min 30 s``; whole hours stay minutes, as offices count airtime."""
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    told = [(MINUTES, minutes)] if minutes else []
    told += [(SECONDS, seconds)] if seconds or not minutes else []
    return " ".join(say(unit, {"count": count}, language) for unit, count in told)


def minutes(duration_ms: int) -> int:
    """Return a length in whole minutes."""
    return round(duration_ms / 60_000)


def hm(moment: datetime) -> str:
    """Return a time of day as ``05:30``."""
    return f"{moment:%H:%M}"


def hms(moment: datetime) -> str:
    """Return a time of day as ``05:30:00``."""
    return f"{moment:%H:%M:%S}"


def day(moment: datetime) -> str:
    """Return a day as ``13/05/2026``."""
    return f"{moment:%d/%m/%Y}"
