"""Days on which it is otherwise: from when to when, days off, special days."""

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Pair, Scalar
from broadcaster.content.values import Misread, clocks, day, day_range, length_ms, ordered
from broadcaster.messages import N_
from broadcaster.model.script import DayRange
from broadcaster.model.timetable import SpecialDays

OFF = {"off", "nghỉ", "no", "không"}
ON = {"on", "phát", "yes", "có"}


def read_span(fields: Fields) -> DayRange | None:
    """Return the days between `from` and `to`, either of which may be left out; None when they are misread (told)."""
    first, last = fields.value("from", day, None), fields.value("to", day, None)
    if ("from" in fields and first is None) or ("to" in fields and last is None):
        return None
    try:
        return ordered(DayRange(first, last), f"{first} → {last}")
    except Misread as misread:
        fields.gather.add(fields.place_of("from"), misread.sentence.template, **misread.sentence.values)
        return None


def special_days(fields: Fields) -> tuple[SpecialDays, ...]:
    """Return what stands under `except`: days, each with ``off``, ``on`` or other times."""
    return tuple(special for pair in fields.named("except") if (special := _special(pair, fields)))


def _special(pair: Pair, fields: Fields) -> SpecialDays | None:
    days = fields.read(Scalar(pair.key, pair.place), day_range, None)
    if days is None:
        return None
    if isinstance(pair.value, Scalar):
        word = pair.value.text.strip().casefold()
        if word in OFF | ON:
            return SpecialDays(days, off=word in OFF, place=pair.place)
        template = N_("write “off”, “on”, or other times as in {example}")
        fields.gather.add(pair.place, template, example="{at: 06:00, airtime: 15m}")
        return None
    otherwise = Fields(pair.value, pair.place, fields.gather, ("at", "airtime"))
    at, length = otherwise.value("at", clocks, None), otherwise.value("airtime", length_ms, None)
    if ("at" in otherwise and at is None) or ("airtime" in otherwise and length is None):
        return None
    return SpecialDays(days, at=at or (), duration_ms=length, place=pair.place)
