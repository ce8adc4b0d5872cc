"""What an airtime's list asks for, as clips: jingles and scripts by name, columns by whose turn it is, relays."""

from collections.abc import Collection

from broadcaster.messages import N_, Sentence
from broadcaster.model.plan import Airtime
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.timetable import Entry, EntryKind
from broadcaster.planning.choice import clash
from broadcaster.planning.fitting import Pick
from broadcaster.planning.stock import DayStock

EMPTY_COLUMN = N_("{title} on {day}: column “{name}” has no approved script; write one, or approve one")
NO_JINGLE = N_("{title} on {day}: jingle “{name}” is not in audio/jingles and is left out")
NO_SCRIPT = N_("{title} on {day}: script “{name}” is missing, not approved or not valid that day, and is left out")
NO_RELAY = N_("{title} on {day}: station.yaml names no relay “{name}”; it is left out")
NO_FALLBACK = N_(
    "{title} on {day}: nothing stands in for the relay “{name}” where it can't be had; add music to audio/music"
)
CLASH = N_(
    "{title} on {day}: the priority items “{one}” and “{other}” want the same place; "
    "decide which airs first: broadcaster decide {one} {other} --by NAME"
)


def picks_of(airtime: Airtime, on: DayStock) -> tuple[list[Pick], list[Problem]]:
    """Return what the airtime's list asks for, as far as there is something, and what is lacking."""
    named = {entry.name for entry in airtime.items if entry.kind is EntryKind.SCRIPT}
    picks: list[Pick] = []
    problems: list[Problem] = []
    for position, entry in enumerate(airtime.items):
        if entry.kind is EntryKind.COLUMN:
            taken = named | {pick.clip.id for pick in picks if pick.script is not None}
            found, lacking = _column(position, entry, airtime, on, taken)
        else:
            found, lacking = _NAMED[entry.kind](position, entry, airtime, on)
        picks += found
        problems += lacking
    return picks, problems


Picked = tuple[list[Pick], list[Problem]]


def told(template: str, airtime: Airtime, place: Place | None, **values: object) -> Problem:
    """Return a warning about `airtime`."""
    sentence = Sentence(template, title=airtime.title, day=f"{airtime.starts_at:%d/%m/%Y}", **values)
    return Problem(sentence, place, Severity.WARNING)


def is_empty_column(problem: Problem) -> bool:
    """Whether `problem` says that a column (its value `name`) had nothing to air."""
    return problem.sentence.template == EMPTY_COLUMN


def _lacking(template: str, airtime: Airtime, entry: Entry, **values: object) -> list[Problem]:
    return [told(template, airtime, entry.place, **values)]


def _column(position: int, entry: Entry, airtime: Airtime, on: DayStock, taken: Collection[str]) -> Picked:
    """Return as many scripts of the column as the entry asks for and the column has, none of them in `taken`."""
    candidates = [script for script in on.column(entry.name, airtime) if script.id not in taken]
    chosen, left = candidates[: entry.count], candidates[entry.count :]
    problems: list[Problem] = []
    if not chosen and not entry.optional:
        problems = _lacking(EMPTY_COLUMN, airtime, entry, name=entry.name)
    undecided = clash(chosen, left, on.stock.decisions)
    if undecided is not None:
        problems = _lacking(CLASH, airtime, entry, one=undecided[0], other=undecided[1])
    return [Pick(position, entry, on.stock.clips[script.id], script) for script in chosen], problems


def _jingle(position: int, entry: Entry, airtime: Airtime, on: DayStock) -> Picked:
    clip = on.stock.jingles.get(entry.name)
    if clip is None:
        return [], _lacking(NO_JINGLE, airtime, entry, name=entry.name)
    return [Pick(position, entry, clip)], []


def _script(position: int, entry: Entry, airtime: Airtime, on: DayStock) -> Picked:
    script = on.stock.by_id.get(entry.name)
    if script is None or not on.may_air(script, airtime):
        return [], [] if entry.optional else _lacking(NO_SCRIPT, airtime, entry, name=entry.name)
    return [Pick(position, entry, on.stock.clips[script.id], script)], []


def _relay(position: int, entry: Entry, airtime: Airtime, on: DayStock) -> Picked:
    relay = on.station.relay(entry.name)
    if relay is None:
        return [], _lacking(NO_RELAY, airtime, entry, name=entry.name)
    clip = Clip(relay.id, ClipKind.RELAY, relay.title, entry.duration_ms, fingerprint=relay.url)
    spots, music = on.fillers(relay.fallback, airtime)
    problems = [] if spots or music else _lacking(NO_FALLBACK, airtime, entry, name=entry.name)
    return [Pick(position, entry, clip)], problems


_NAMED = {EntryKind.JINGLE: _jingle, EntryKind.SCRIPT: _script, EntryKind.RELAY: _relay}
