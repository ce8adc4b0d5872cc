"""Build days: speech, items, programmes, the day's list. What is there already is kept; the rest is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from broadcaster.errors import BroadcasterError, NotReadyError, SoundError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.plan import DayPlan, Rundown
from broadcaster.model.problem import Problem, Severity
from broadcaster.model.sound import Clip, ClipKind, Library
from broadcaster.playout.clock_watch import can_be
from broadcaster.workflows.approvals import ReadScript, read_scripts
from broadcaster.workflows.item_making import make_items
from broadcaster.workflows.items import ItemShelf, forget_damaged
from broadcaster.workflows.leftovers import forget_past_programmes, sweep_leftovers, tidy_speech
from broadcaster.workflows.planning_days import Planner, date_of, plan_days, planner_of
from broadcaster.workflows.programmes import Programme, ProgrammeShelf
from broadcaster.workflows.safe_programme import make_safe_programme
from broadcaster.workflows.sounds import measure_sounds

Progress = Callable[[Sentence, int, int], None]  # what is being done, how much is through, of how much


LEFT_ALONE = timedelta(minutes=10)  # a programme is remade in a minute or two on an old PC


def no_progress(step: Sentence, through: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Built:
    """What a build gave: the plans, each airing's programme by the airing's id, what was made now, what went wrong."""

    plans: tuple[DayPlan, ...]
    programmes: dict[str, Programme]
    made: int
    spoken: int
    problems: tuple[Problem, ...]


def library_now(contents: Contents, scripts: tuple[ReadScript, ...]) -> tuple[Library, tuple[Problem, ...]]:
    """Return what can be planned with now: items not made yet come in with their estimated length."""
    sounds, problems = measure_sounds(contents)
    shelf = ItemShelf(contents, sounds)
    clips = {read.script.id: shelf.find(read) or shelf.estimate(read) for read in scripts if read.is_approved}
    return _library(clips, list(sounds.values())), problems


def _library(scripts: dict[str, Clip], sounds: list[Clip]) -> Library:
    return Library(
        scripts=tuple(scripts.items()),
        jingles=tuple((clip.id, clip) for clip in sounds if clip.kind is ClipKind.JINGLE),
        spots=tuple(clip for clip in sounds if clip.kind is ClipKind.SPOT),
        music=tuple(clip for clip in sounds if clip.kind is ClipKind.MUSIC),
    )


def planner_now(contents: Contents, now: datetime) -> tuple[Planner, tuple[Problem, ...]]:
    """Return what plans days by what is there now, nothing spoken for it."""
    library, problems = library_now(contents, read_scripts(contents))
    return planner_of(contents, library, date_of(now, contents)), problems


def plan_range(
    contents: Contents, first: date, last: date, now: datetime
) -> tuple[Sequence[DayPlan], tuple[Problem, ...]]:
    """Return the plans from `first` to `last` by what is there now, nothing spoken for it."""
    planner, problems = planner_now(contents, now)
    return plan_days(planner, first, last), problems


def make_library(
    contents: Contents,
    first: date,
    last: date,
    progress: Progress = no_progress,
    may_improve: Callable[[ReadScript], bool] = lambda _: False,
) -> tuple[Library, int, tuple[Problem, ...]]:
    """Return the library with every approved script valid on some of those days as an item, and how many were new.

    The other approved scripts are in it as they are: days before and after are planned with them.
    """
    sounds, sound_problems = measure_sounds(contents)
    reads = read_scripts(contents)
    wanted = [read for read in reads if read.is_approved and _may_air(read, first, last)]
    through = 0

    def told(name: str) -> None:
        nonlocal through
        through += 1
        progress(Sentence(N_("reading aloud: {name}"), name=name), through, len(wanted))

    made = make_items(contents, sounds, wanted, told, may_improve)
    shelf = ItemShelf(contents, sounds)
    others = {
        read.script.id: shelf.find(read) or shelf.estimate(read)
        for read in reads
        if read.is_approved and not _may_air(read, first, last)
    }
    clips = {read.script.id: clip for read in reads if (clip := {**others, **made.clips}.get(read.script.id))}
    return _library(clips, list(sounds.values())), made.new, (*sound_problems, *made.all_problems())


class NotOnAirSoon:
    """Whether a script's item may be made anew: not while it is on air or will be in a moment. Plans when asked."""

    def __init__(self, contents: Contents, now: datetime) -> None:
        self._contents = contents
        self._now = now

    def __call__(self, read: ReadScript) -> bool:
        """Answer for `read`."""
        return read.script.id not in self._near

    @cached_property
    def _near(self) -> set[str]:
        today = date_of(self._now, self._contents)
        plans, _ = plan_range(self._contents, today, date_of(self._now + LEFT_ALONE, self._contents), self._now)
        rundowns = [rundown for plan in plans for rundown in plan.rundowns]
        near = (r for r in rundowns if r.airtime.starts_at <= self._now + LEFT_ALONE and self._now < r.airtime.ends_at)
        return {cue.clip.id for rundown in near for cue in rundown.finished}


def _may_air(read: ReadScript, first: date, last: date) -> bool:
    valid = read.script.days
    return (valid.first is None or valid.first <= last) and (valid.last is None or valid.last >= first)


def build(
    contents: Contents,
    days: tuple[date, date],
    now: datetime,
    progress: Progress = no_progress,
    *,
    tidy: bool = True,
) -> Built:
    """Make everything that goes on air from the first to the last of `days`; what can't be made is told.

    With `tidy`, what nobody needs any more is removed: programmes without an airing or of days long past, items
    without a script, speech over its bounds; not to be asked for while a file can't be read. By a clock that can't be
    right nothing is removed: in 2099 every programme is of a day long past.
    """
    sweep_leftovers(contents)
    tidy = tidy and can_be(now, None, vouched=False)
    shelf = ProgrammeShelf(contents)
    at_hand = _at_hand(contents, days, now, progress, shelf)
    safe_faults = _safe(at_hand, contents)
    programmes, made, faults = _mixed(at_hand, shelf, contents, progress)
    for plan in at_hand.plans:
        try:
            shelf.write_day_list(plan, programmes)
        except NotReadyError as failure:
            faults.append(Problem(failure.sentence))
        if tidy:
            shelf.clear_leftovers(plan)
    if tidy:
        forget_past_programmes(contents, now)
    if tidy and made:
        shelf.clear_stretches(now.timestamp())
    if tidy and at_hand.spoken:
        tidy_speech(contents, now)
    plan_problems = [problem for plan in at_hand.plans for problem in plan.problems]
    problems = (*at_hand.problems, *plan_problems, *safe_faults, *faults)
    return Built(tuple(at_hand.plans), programmes, made, at_hand.spoken, problems)


def _safe(at_hand: "_AtHand", contents: Contents) -> list[Problem]:
    """Make what is heard where a programme can't be had; before the programmes, which it may have to stand in for."""
    longest_ms = max((rundown.airtime.duration_ms for rundown in at_hand.rundowns), default=0)
    if not longest_ms:
        return []
    try:
        make_safe_programme(contents, longest_ms)
    except BroadcasterError as failure:
        template = N_("the safe programme, for when another can't be had, could not be made: {detail}")
        return [Problem(Sentence(template, detail=failure.sentence), severity=Severity.WARNING)]
    return []


def _mixed(
    at_hand: "_AtHand", shelf: ProgrammeShelf, contents: Contents, progress: Progress
) -> tuple[dict[str, Programme], int, list[Problem]]:
    """Return the programmes by their airings' ids, those that are missing mixed now; how many; what went wrong."""
    programmes = dict(at_hand.programmes)
    faults: list[Problem] = []
    made = 0

    def draw(programme: Programme) -> None:
        faults.extend(_pictured(programme, contents))

    for number, rundown in enumerate(at_hand.rundowns):
        if rundown.airtime.id not in programmes and rundown.cues:
            step = Sentence(N_("mixing: {title} {day}"), title=rundown.airtime.title, day=_day(rundown))
            progress(step, number, len(at_hand.rundowns))
            try:
                programmes[rundown.airtime.id] = shelf.make(rundown, draw)
                made += 1
            except (SoundError, NotReadyError) as failure:
                template = N_("{title} on {day} could not be made: {detail}")
                values = {"title": rundown.airtime.title, "day": _day(rundown), "detail": failure.sentence}
                faults.append(Problem(Sentence(template, **values)))
        elif rundown.airtime.id in programmes:
            draw(programmes[rundown.airtime.id])
    return programmes, made, faults


@dataclass(frozen=True)
class _AtHand:
    """What there is before programmes are mixed: all items, whole; the plans; the programmes that are kept."""

    plans: Sequence[DayPlan]
    programmes: dict[str, Programme]
    spoken: int
    problems: tuple[Problem, ...]

    @property
    def rundowns(self) -> list[Rundown]:
        return [rundown for plan in self.plans for rundown in plan.rundowns]

    @property
    def items_to_mix(self) -> set[Path]:
        """The finished items that programmes will be made of."""
        missing = [rundown for rundown in self.rundowns if rundown.airtime.id not in self.programmes]
        cues = [cue for rundown in missing for cue in rundown.finished if cue.clip.kind is ClipKind.SCRIPT]
        return {cue.clip.path for cue in cues if cue.clip.path is not None}


def _at_hand(
    contents: Contents, days: tuple[date, date], now: datetime, progress: Progress, shelf: ProgrammeShelf
) -> _AtHand:
    """Make the items and plan the days; an item that is about to be mixed and is damaged is made again, once."""
    may_improve = NotOnAirSoon(contents, now)

    def prepared() -> _AtHand:
        library, spoken, problems = make_library(contents, *days, progress, may_improve)
        plans = plan_days(planner_of(contents, library, date_of(now, contents)), *days)
        rundowns = [rundown for plan in plans for rundown in plan.rundowns]
        kept = {r.airtime.id: found for r in rundowns if (found := _kept(r, shelf, now, contents))}
        return _AtHand(plans, kept, spoken, problems)

    found = prepared()
    if not forget_damaged(found.items_to_mix):
        return found
    again = prepared()
    told = tuple(dict.fromkeys((*found.problems, *again.problems)))
    return replace(again, spoken=found.spoken + again.spoken, problems=told)


def _kept(rundown: Rundown, shelf: ProgrammeShelf, now: datetime, contents: Contents) -> Programme | None:
    """Return the programme that need not be made: just this one, or what was aired today, whatever is planned since."""
    airtime = rundown.airtime
    aired_today = airtime.starts_at.date() == date_of(now, contents) and airtime.ends_at <= now
    return shelf.find(rundown) or (shelf.standing_in(rundown) if aired_today else None)


def _pictured(programme: Programme, contents: Contents) -> list[Problem]:
    """Draw the programme if its picture is not of it; that it could not be drawn keeps nothing from the air."""
    from broadcaster.workflows.picturing import picture_programme

    try:
        picture_programme(programme, contents.station)
    except (SoundError, NotReadyError) as failure:
        template = N_("the picture of {title} could not be drawn: {detail}")
        values = {"title": programme.rundown.airtime.title, "detail": failure.sentence}
        return [Problem(Sentence(template, **values), severity=Severity.WARNING)]
    return []


def _day(rundown: Rundown) -> str:
    return f"{rundown.airtime.starts_at:%d/%m/%Y}"
