"""Whether all that goes on air in the coming hours is built, approved and intact, and the machine fit to air it."""

import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Airtime, DayPlan, Rundown
from broadcaster.model.problem import Problem, Severity
from broadcaster.workflows.backlog import Behind, backlog, behind_json
from broadcaster.workflows.building import plan_range
from broadcaster.workflows.checking import each_place_once, mistakes
from broadcaster.workflows.emergencies import known_emergencies, without_approval
from broadcaster.workflows.machine import sound_card_problem
from broadcaster.workflows.programmes import ProgrammeShelf
from broadcaster.workflows.relaying import reached
from broadcaster.workflows.second_choice import read_by_second_choice
from broadcaster.workflows.shapes import Json, problem_json

FOLLOWED_UP = timedelta(days=6)  # so far ahead what is behind is told: writing and approving take days
FREE_BYTES = 500_000_000  # a day's programmes, twice over
NOT_BUILT = N_("not built yet, or damaged; build it: broadcaster build {day}")
TOLD_MISTAKES = 3  # of the files, where they may be why an airing can't be built


@dataclass(frozen=True)
class ReadyAiring:
    """One coming airing; `why_not` None means that its programme is there and whole."""

    slot: str
    title: str
    starts_at: datetime
    programme: str | None
    why_not: Sentence | None


@dataclass(frozen=True)
class Readiness:
    """The coming airings and all that stands in their way."""

    airings: tuple[ReadyAiring, ...]
    problems: tuple[Problem, ...]
    all_there: bool = True  # whether every entry of the coming days has something approved to air
    behind: tuple[Behind, ...] = ()  # what the days after these lack

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        built = all(airing.why_not is None for airing in self.airings)
        return built and self.all_there and not any(problem.is_error for problem in self.problems)


def readiness(contents: Contents, file_problems: tuple[Problem, ...], now: datetime, ahead: timedelta) -> Readiness:
    """Return how ready the station is for what starts from `now` until `ahead` later."""
    now = now.astimezone(ZoneInfo(contents.station.timezone))
    plans, problems = plan_range(contents, now.date(), (now + max(ahead, FOLLOWED_UP)).date(), now)
    shelf = ProgrammeShelf(contents)
    rundowns = [r for plan in plans for r in plan.rundowns if now <= r.airtime.starts_at <= now + ahead]
    coming = [_airing(rundown, shelf, contents) for rundown in rundowns]
    days = {airing.starts_at.date() for airing in coming}
    missing = [problem for plan in plans if plan.day in days for problem in plan.problems]
    wrong = mistakes(contents, file_problems, now.date())
    voices = _second_choices(rundowns, contents)
    unapproved = without_approval(known_emergencies(contents))
    relays = _relays(rundowns, contents)
    found = each_place_once((*wrong, *problems, *missing, *_machine(contents), *voices, *unapproved, *relays))
    return Readiness(tuple(coming), found, all_there=not missing, behind=backlog(contents, plans))


def _airing(rundown: Rundown, shelf: ProgrammeShelf, contents: Contents) -> ReadyAiring:
    found = shelf.find(rundown)
    if found is None:
        why_not: Sentence | None = Sentence(NOT_BUILT, day=rundown.airtime.starts_at.date())
    else:
        why_not = None
    airtime = rundown.airtime
    file = found.path.relative_to(contents.folder).as_posix() if found else None
    return ReadyAiring(airtime.slot, airtime.title, airtime.starts_at, file, why_not)


def _second_choices(rundowns: list[Rundown], contents: Contents) -> list[Problem]:
    """Return a note on how much another voice reads than the station would rather hear; it airs all the same."""
    cues = [cue for rundown in rundowns for cue in read_by_second_choice(rundown, contents.station)]
    if not cues:
        return []
    template = N_(
        "{count} items are read by {voices} and not by {first}; see broadcaster voices. "
        "They are made anew as soon as it can be reached"
    )
    voices = ", ".join(dict.fromkeys(cue.clip.voice for cue in cues))
    first = contents.station.voices[0].engine
    items = len({cue.clip.id for cue in cues})
    return [Problem(Sentence(template, count=items, voices=voices, first=first), severity=Severity.NOTE)]


def _relays(rundowns: list[Rundown], contents: Contents) -> list[Problem]:
    """Return a warning for each relay in these airings whose stream can't be had now; they air all the same."""
    named = {cue.clip.id for rundown in rundowns for cue in rundown.cues if cue.stand_in}
    relays = [relay for relay in contents.station.relays if relay.id in named]
    if not relays:
        return []
    found = reached(relays)
    template = N_("the relay {title} can't be had now: {why}; if it stays so its fallback is heard")
    return [
        Problem(Sentence(template, title=relay.title, why=why), relay.place, Severity.WARNING)
        for relay in relays
        if isinstance(why := found[relay.id], Sentence)
    ]


def _machine(contents: Contents) -> list[Problem]:
    found: list[Problem] = []
    free = shutil.disk_usage(contents.folder).free
    if free < FREE_BYTES:
        found.append(Problem(Sentence(N_("the disk has only {free} MB left"), free=free // 1_000_000)))
    wanted = next((output for output in contents.station.outputs if output.kind == "sound_card"), None)
    if wanted is not None:
        card = sound_card_problem(str(wanted.setting("device", "")) or None)
        if card is not None:
            found.append(Problem(card, severity=Severity.ERROR))
    return found


@dataclass(frozen=True)
class Examined:
    """One coming airing, examined by itself: whether its programme lies ready and whole, and what it lacks."""

    airing: str
    title: str
    starts_at: datetime
    is_built: bool
    lacks: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()  # relays that can't be had now: it airs all the same


def examine_airings(
    contents: Contents, file_problems: tuple[Problem, ...], now: datetime, wanted: Collection[str]
) -> tuple[Examined, ...]:
    """Return what `readiness` says of the airings with those ids alone; those that no plan has are left out.

    Raises ValueError for an id that names no day.
    """
    now = now.astimezone(ZoneInfo(contents.station.timezone))
    days = sorted({date.fromisoformat(one.partition("@")[2][:10]) for one in wanted})
    if not days:
        return ()
    plans, problems = plan_range(contents, days[0], days[-1], now)
    wrong = [one for one in (*mistakes(contents, file_problems, now.date()), *problems) if one.is_error]
    of_days = [(rundown, plan) for plan in plans for rundown in plan.rundowns if rundown.airtime.id in wanted]
    return tuple(_examined(rundown, plan, wrong[:TOLD_MISTAKES], contents) for rundown, plan in of_days)


def _examined(rundown: Rundown, plan: DayPlan, wrong: Sequence[Problem], contents: Contents) -> Examined:
    """Return what `rundown` lacks; what is `wrong` in files is told where it may be why it can't be built."""
    airtime = rundown.airtime
    why_not = _airing(rundown, ProgrammeShelf(contents), contents).why_not
    lacks = [problem for problem in plan.problems if _is_about(problem, airtime)]
    if why_not is not None:
        lacks = [Problem(why_not), *wrong, *lacks]
    notes = tuple(_relays([rundown], contents))
    return Examined(airtime.id, airtime.title, airtime.starts_at, why_not is None, each_place_once(lacks), notes)


def _is_about(problem: Problem, airtime: Airtime) -> bool:
    """Whether a plan's problem is one of that airtime, or of another one of its title on its day."""
    values = problem.sentence.values
    return (values.get("title"), values.get("day")) == (airtime.title, f"{airtime.starts_at:%d/%m/%Y}")


def examined_json(found: Iterable[Examined], language: str) -> Json:
    """Return what was examined as `ready --airing … --json` shows it."""
    return {
        "airings": [
            {
                "airing": one.airing,
                "title": one.title,
                "starts_at": one.starts_at.isoformat(),
                "ready": one.is_built and not one.lacks,
                "built": one.is_built,
                "why": [_line(problem, language) for problem in one.lacks],
                "notes": [_line(problem, language) for problem in one.notes],
            }
            for one in found
        ]
    }


def _line(problem: Problem, language: str) -> str:
    said = problem.sentence.said(language)
    return f"{problem.place}: {said}" if problem.place else said


def readiness_json(found: Readiness, language: str) -> Json:
    """Return `found` as `ready --json` shows it."""
    return {
        "ready": found.ready,
        "airings": [
            {
                "slot": airing.slot,
                "title": airing.title,
                "starts_at": airing.starts_at.isoformat(),
                "programme": airing.programme,
                "ready": airing.why_not is None,
                "why_not": airing.why_not.said(language) if airing.why_not else None,
            }
            for airing in found.airings
        ],
        "problems": [problem_json(problem, language) for problem in found.problems],
        "behind": behind_json(found.behind, language),
    }
