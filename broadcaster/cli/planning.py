"""Commands about the plan: plan, explain, decide."""

import json
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.making import chosen_days, close, days
from broadcaster.messages import N_

if TYPE_CHECKING:
    from broadcaster.model.contents import Contents
    from broadcaster.model.plan import DayPlan
    from broadcaster.workflows.backlog import Behind


@dataclass(frozen=True)
class Span:
    """Which days are asked for: `day` and what of it, or from `first` to `last`, or a campaign's."""

    day: date | None
    first: date | None
    last: date | None
    week: bool
    month: bool
    campaign: str | None

    def days(self, door: Door, contents: "Contents") -> tuple[date, date]:
        """Return the first and the last day; a mistake in the asking is told and ends the command."""
        if sum((self.week, self.month, self.campaign is not None, bool(self.first or self.last))) > 1:
            raise click.UsageError(door.voice.text(N_("give one of --week, --month, --campaign, or --from and --to")))
        start, end = chosen_days(door, self.day, self.first, self.last)
        if self.campaign is not None:
            return self._of_campaign(door, contents)
        if self.week:
            start -= timedelta(days=start.weekday())
            return start, start + timedelta(days=6)
        if self.month:
            return start.replace(day=1), start.replace(day=monthrange(start.year, start.month)[1])
        return start, end

    def _of_campaign(self, door: Door, contents: "Contents") -> tuple[date, date]:
        found = next((one for one in contents.timetable.campaigns if one.id == self.campaign), None)
        if found is None or found.days.first is None or found.days.last is None:
            known = ", ".join(one.id for one in contents.timetable.campaigns) or "–"
            template = N_("there is no campaign “{name}”; the campaigns are: {known}")
            raise click.UsageError(door.voice.text(template, name=self.campaign, known=known))
        return chosen_days(door, None, found.days.first, found.days.last)


def spans(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the ways to ask for days, as one `span`."""

    @wraps(command)
    def with_span(
        *, day: date | None, first: date | None, last: date | None, week: bool, month: bool, campaign: str | None,
        **others: object,
    ) -> None:  # fmt: skip
        command(span=Span(day, first, last, week, month, campaign), **others)

    found = click.option("--campaign", metavar="ID", help=N_("the days of this campaign"))(with_span)
    found = click.option("--month", is_flag=True, help=N_("the whole month of that day"))(found)
    found = click.option("--week", is_flag=True, help=N_("the whole week of that day, from Monday on"))(found)
    return days(found)


@dataclass(frozen=True)
class _Files:
    """Where else the plan is to be written."""

    svg: Path | None
    ics: Path | None


@click.command(cls=Said)
@spans
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.option("--brief", is_flag=True, help=N_("airings only, without their cues"))
@click.option("--diff", is_flag=True, help=N_("what this changes of the programmes that lie built"))
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), help=N_("draw the days as a picture in this file")
)
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path), help=N_("write the days for a calendar in this file")
)
@click.pass_obj
def plan(
    door: Door, *, span: Span, as_json: bool, brief: bool, diff: bool, svg: Path | None, ics: Path | None
) -> None:  # fmt: skip
    """Show what airs when."""
    from broadcaster.workflows.backlog import backlog
    from broadcaster.workflows.building import plan_range
    from broadcaster.workflows.checking import mistakes
    from broadcaster.workflows.station_folder import open_station

    now = datetime.now(UTC)
    contents, file_problems = open_station(door.folder)
    start, end = span.days(door, contents)
    plans, problems = plan_range(contents, start, end, now)
    _write(door, contents, plans, now, _Files(svg, ics))
    if diff:
        _show_changes(door, contents, plans, as_json=as_json)
    else:
        _show(door, contents, plans, backlog(contents, plans), as_json=as_json, brief=brief)
    plan_problems = (problem for plan in plans for problem in plan.problems)
    close(door.voice, (*mistakes(contents, file_problems, start), *problems, *plan_problems))


def _write(door: Door, contents: "Contents", plans: "Sequence[DayPlan]", now: datetime, files: _Files) -> None:
    from broadcaster.workflows.approving import write_beside

    if files.svg is not None:
        from broadcaster.cli.timeline_svg import draw

        write_beside(files.svg.resolve(), draw(plans, contents, door.voice).encode())
        door.voice.note(N_("written: {file}"), file=files.svg)
    if files.ics is not None:
        from broadcaster.workflows.calendar_file import calendar

        write_beside(files.ics.resolve(), calendar(plans, contents, now, door.voice.language))
        door.voice.note(N_("written: {file}"), file=files.ics)


def _show(
    door: Door, contents: "Contents", plans: "Sequence[DayPlan]", behind: "tuple[Behind, ...]", *, as_json: bool,
    brief: bool,
) -> None:  # fmt: skip
    from broadcaster.cli.tables import show_backlog, show_plans
    from broadcaster.workflows.backlog import behind_json
    from broadcaster.workflows.programmes import ProgrammeShelf
    from broadcaster.workflows.shapes import plan_json

    language = door.voice.language
    if not as_json:
        show_plans(door.voice, plans, contents, cues=not brief and len(plans) <= 3)
        show_backlog(door.voice, behind)
        return
    shelf = ProgrammeShelf(contents)
    found = {
        rundown.airtime.id: programme.path.relative_to(contents.folder).as_posix()
        for plan in plans
        for rundown in plan.rundowns
        if (programme := shelf.find(rundown)) is not None
    }
    shape = plan_json(plans, found, language) | {"behind": behind_json(behind, language)}
    click.echo(json.dumps(shape, ensure_ascii=False, indent=1))


def _show_changes(door: Door, contents: "Contents", plans: "Sequence[DayPlan]", *, as_json: bool) -> None:
    from broadcaster.cli.tables import show_changes
    from broadcaster.workflows.plan_changes import changes, changes_json

    found = changes(contents, plans)
    if as_json:
        click.echo(json.dumps(changes_json(found), ensure_ascii=False, indent=1))
    else:
        show_changes(door.voice, found)


def explain_slot(door: Door, slot: str, day: date, *, as_json: bool) -> None:
    """Say why each item is in a slot on a day, and why others are not."""
    from broadcaster.cli.tables import show_explained
    from broadcaster.workflows.explaining import explain as find_out
    from broadcaster.workflows.explaining import explained_json
    from broadcaster.workflows.station_folder import open_station

    contents, problems = open_station(door.folder)
    found, why_silent = find_out(contents, slot, day, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(explained_json(found, why_silent, door.voice.language), ensure_ascii=False, indent=1))
    else:
        show_explained(door.voice, found)
        if why_silent is not None:
            door.voice.tell(
                N_("“{slot}” does not air on {day}: {why}"), slot=slot, day=f"{day:%d/%m/%Y}", why=why_silent
            )
    close(door.voice, problems)


@click.command(cls=Said)
@click.argument("first")
@click.argument("before")
@click.option("--by", required=True, metavar="NAME", help=N_("who decides"))
@click.pass_obj
def decide(door: Door, first: str, before: str, by: str) -> None:
    """Record which of two priority items airs first where both want the same place."""
    from broadcaster.workflows.deciding import decide as record
    from broadcaster.workflows.planning_days import date_of
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    decision = record(contents, first, before, by, date_of(datetime.now(UTC), contents))
    door.voice.tell(
        N_("recorded in decisions.yaml: “{first}” airs before “{before}” ({by}, {day})"),
        first=first, before=before, by=decision.by, day=f"{decision.on:%d/%m/%Y}",
    )  # fmt: skip
