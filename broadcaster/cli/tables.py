"""Plans and records as tables for a terminal."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

import click

from broadcaster.cli.saying import Voice, minutes
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, DayPlan, Rundown
from broadcaster.model.record import AsRunEntry, Outcome
from broadcaster.workflows.backlog import Behind
from broadcaster.workflows.explaining import Explained
from broadcaster.workflows.plan_changes import DayChanges
from broadcaster.workflows.shapes import campaign_shares, totals

KINDS = {
    "jingle": N_("jingle"),
    "script": N_("item"),
    "spot": N_("spot"),
    "music": N_("music"),
    "relay": N_("relay"),
    "pause": N_("pause"),
}
OUTCOMES = {
    Outcome.AIRED: N_("aired"),
    Outcome.JOINED_LATE: N_("joined late"),
    Outcome.CUT_SHORT: N_("cut short"),
    Outcome.REPLACED: N_("replaced"),
    Outcome.SKIPPED: N_("skipped"),
    Outcome.BLOCKED: N_("blocked"),
    Outcome.FAILED: N_("failed"),
}


def show_plans(voice: Voice, plans: Sequence[DayPlan], contents: Contents, *, cues: bool) -> None:
    """Print each day's airings, usual airtime → planned, with their cues when asked for."""
    for plan in plans:
        click.secho(f"{plan.day:%d/%m/%Y}", bold=True)
        if not plan.rundowns:
            voice.tell(N_("  nothing is on air that day"))
        for rundown in plan.rundowns:
            _show_rundown(voice, rundown, cues=cues)
    usual_ms, planned_ms = totals(plans)
    if plans:
        click.secho(
            voice.text(
                N_("airtime in all: usually {usual}, planned {planned} (+{more})"),
                usual=minutes(usual_ms),
                planned=minutes(planned_ms),
                more=minutes(planned_ms - usual_ms),
            ),
            bold=True,
        )
    titles = {campaign.id: campaign.title for campaign in contents.timetable.campaigns}
    for campaign, (days, more_ms) in campaign_shares(plans).items():
        template = N_("  of which campaign “{title}”: +{more} on {days} days")
        voice.tell(template, title=titles.get(campaign, campaign), more=minutes(more_ms), days=days)


def show_backlog(voice: Voice, behind: Sequence[Behind]) -> None:
    """Print what is behind, if anything is."""
    if behind:
        click.secho(voice.text(N_("behind:")), bold=True)
    for one in behind:
        click.echo(f"  {one.sentence.said(voice.language)}")


def show_changes(voice: Voice, found: Sequence[DayChanges]) -> None:
    """Print what the plan changes of what lies built: cues that go with a minus, new ones with a plus."""
    for day in found:
        click.secho(f"{day.day:%d/%m/%Y}", bold=True)
        if not day.built:
            voice.tell(N_("  nothing is built for that day yet"))
        elif not day.changes:
            voice.tell(N_("  as it was built"))
        for change in day.changes:
            airtime = change.rundown.airtime
            was, will_be = (minutes(one.airtime.duration_ms) if one else "–" for one in (change.was, change.will_be))
            length = was if was == will_be else f"{was} → {will_be}"
            click.echo(f"  {airtime.starts_at:%H:%M}  {airtime.title}: {length}")
            for mark, cues in (("-", change.gone), ("+", change.new)):
                for cue in cues:
                    click.echo(f"    {mark} {_cue_line(voice, cue)}")


def show_explained(voice: Voice, found: Sequence[Explained]) -> None:
    """Print each airing's cues with their reasons, and what is not in it."""
    for one in found:
        airtime = one.rundown.airtime
        click.secho(f"{airtime.starts_at:%d/%m/%Y %H:%M}  {airtime.title}", bold=True)
        for reason in one.aired:
            at = f"{reason.starts_at:%H:%M:%S}" if reason.starts_at else ""
            click.echo(f"  {at}  {reason.title or '–'}: {reason.why.said(voice.language)}")
        if one.left_out:
            voice.tell(N_("not in it:"))
        for reason in one.left_out:
            click.echo(f"    {reason.title}: {reason.why.said(voice.language)}")


def _show_rundown(voice: Voice, rundown: Rundown, *, cues: bool) -> None:
    airtime = rundown.airtime
    usual = minutes(airtime.usual_ms) if airtime.usual_ms else "–"
    span = f"{airtime.starts_at:%H:%M:%S}–{airtime.ends_at:%H:%M:%S}"
    items = sum(cue.kind == "script" for cue in rundown.cues)
    if len(airtime.shares) > 1:
        usual += "".join(f" + {minutes(ms)} ({campaign})" for campaign, ms in airtime.shares)
    line = voice.text(
        N_("{title}: usually {usual} → planned {planned}, {items} items"),
        title=airtime.title,
        usual=usual,
        planned=minutes(airtime.duration_ms),
        items=items,
    )
    click.echo(f"  {span}  {line}")
    if cues:
        for cue in rundown.cues:
            click.echo(f"      {_cue_line(voice, cue)}")
            if cue.stand_in:
                heard = ", ".join(dict.fromkeys(part.clip.title for part in cue.stand_in if part.clip.title)) or "–"
                voice.tell(N_("        stands in for it: {heard}"), heard=heard)


def _cue_line(voice: Voice, cue: Cue) -> str:
    about = "~" if cue.clip.estimated else " "
    mark = "+" if cue.campaign else " "
    kind = voice.text(KINDS.get(cue.kind, cue.kind))
    return f"{cue.starts_at:%H:%M:%S} {about}{minutes(cue.duration_ms):>6} {mark} {kind:<14} {cue.clip.title}"


def show_record(voice: Voice, entries: Iterable[AsRunEntry]) -> None:
    """Print the record by day and airing."""
    for day, of_day in groupby(entries, key=lambda entry: entry.planned_at.date()):
        click.secho(f"{day:%d/%m/%Y}", bold=True)
        for entry in of_day:
            outcome = voice.text(OUTCOMES[entry.outcome])
            heard = f"{entry.started_at:%H:%M:%S}" if entry.started_at else "  –     "
            note = f" ({_note(voice, entry.note)})" if entry.note else ""
            click.echo(f"  {heard} {minutes(entry.duration_ms):>6}  {entry.slot:<8} {outcome:<20} {entry.title}{note}")


LATE = N_("{late} s late; late.join is {limit} s")
LOST = N_("{lost} ms of it were not heard")


def _note(voice: Voice, note: str) -> str:
    """Return a line's note, kept in English, in the operator's language as far as it is one of ours."""
    if late := re.fullmatch(r"(\d+) s late; late.join is (\d+) s", note):
        return voice.text(LATE, late=late[1], limit=late[2])
    if lost := re.fullmatch(r"(\d+) ms of it were not heard", note):
        return voice.text(LOST, lost=lost[1])
    return voice.text(note)
