"""Plans and records as tables for a terminal."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby

import click

from broadcaster.cli.saying import Voice, minutes
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, DayPlan, Rundown
from broadcaster.model.record import Act, AsRunEntry
from broadcaster.reporting.accounts import Report
from broadcaster.reporting.deeds import field_changes, named_once
from broadcaster.reporting.reconciling import Deviation
from broadcaster.reporting.words import (
    DAY_TO_COME,
    DEEDS,
    DEVIATIONS,
    KINDS,
    OUTCOMES,
    SAYING_WHY,
    TO_COME,
    act_note,
    length,
    more,
    note_sentence,
)
from broadcaster.workflows.backlog import Behind
from broadcaster.workflows.explaining import Explained
from broadcaster.workflows.plan_changes import DayChanges
from broadcaster.workflows.script_states import STATE_NAMES, Standing
from broadcaster.workflows.shapes import campaign_shares, totals

HALF_A_SECOND = timedelta(milliseconds=500)  # moments are shown to the nearest second


def show_acts(voice: Voice, acts: Iterable[Act]) -> None:
    """Print what people did."""
    for act in named_once(acts):
        why = f" (“{act_note(act).said(voice.language)}”)" if act.note and act.deed in SAYING_WHY else ""
        if changes := field_changes(act):
            why = " (" + "; ".join(f"{voice.text(one.label)}: {one.was} → {one.now}" for one in changes) + ")"
        click.echo(f"{act.at:%d/%m/%Y %H:%M}  {act.by or '–'}: {voice.text(DEEDS[act.deed])} {act.subject}{why}")


def show_standings(voice: Voice, found: Iterable[Standing], *, whole: bool) -> None:
    """Print where scripts stand and why, with the `whole` history of each if asked for."""
    for one in found:
        title = one.read.script.title if one.read else "–"
        since = f" {one.since:%d/%m/%Y %H:%M}" if one.since else ""
        click.echo(f"{voice.text(STATE_NAMES[one.state]) + since:<34} {one.script:<30} {title}")
        if one.why is not None:
            click.secho(f"    {one.why.said(voice.language)}", fg="yellow")
        if whole:
            for act in one.acts:
                why = f" (“{act.note}”)" if act.note else ""
                mark = f"  {act.fingerprint[:8]}" if act.fingerprint else ""
                click.echo(f"    {act.at:%d/%m/%Y %H:%M}  {act.by or '–'}: {voice.text(DEEDS[act.deed])}{why}{mark}")


def show_deviations(voice: Voice, deviations: Sequence[Deviation]) -> None:
    """Print what went otherwise than planned, by airing; what many cues share is told once."""
    by_airing = groupby(deviations, key=lambda d: (d.planned_at.date(), d.airing_title))
    for (day, title), of_airing in by_airing:
        click.secho(f"{day:%d/%m/%Y}  {title}", bold=True)
        for (kind, note), alike in groupby(of_airing, key=lambda d: (d.kind, d.note)):
            same = list(alike)
            first, last = same[0], same[-1]
            about = first.title if len(same) == 1 else f"{first.title} … {last.title} ({len(same)})"
            planned, aired = sum(d.planned_ms for d in same), sum(d.aired_ms for d in same)
            why = f": {note_sentence(note).said(voice.language)}" if note else ""
            lengths = f"{minutes(planned)} → {minutes(aired)}"
            click.echo(f"  {first.planned_at:%H:%M:%S}  {lengths:>13}  {voice.text(DEVIATIONS[kind])}{why}  {about}")


def show_report(voice: Voice, report: Report) -> None:
    """Print the accounts: days, columns, totals."""
    for day in report.days:
        lengths = f"{length(day.usual_ms):>7} → {length(day.planned_ms):>7} → {length(day.aired_ms):>7}"
        to_come = f"  {voice.text(DAY_TO_COME, length=length(day.to_come_ms))}" if day.to_come_ms else ""
        click.echo(f"{day.day:%d/%m/%Y}  {lengths}  {more(day.aired_ms, day.usual_ms):>8}{to_come}")
    for column in report.columns:
        name = column.column or "–"
        told = voice.text(N_("{items} items, aired {times} times"), items=column.items, times=column.airings)
        click.echo(f"  {name:<28} {length(column.aired_ms):>8}  {told}")
    click.secho(
        voice.text(
            N_("airtime in all: usually {usual}, planned {planned}, aired {aired} ({more})"),
            usual=length(report.usual_ms),
            planned=length(report.planned_ms),
            aired=length(report.aired_ms),
            more=more(report.aired_ms, report.usual_ms),
        ),
        bold=True,
    )
    voice.tell(
        N_("{aired} of {planned} airings, {items} items aired {times} times, {deviations} deviations"),
        aired=report.airings_aired,
        planned=report.airings_planned,
        items=len(report.items),
        times=report.item_airings,
        deviations=len(report.deviations),
    )
    if report.to_come_ms:
        voice.tell(TO_COME, airings=report.airings_to_come, length=length(report.to_come_ms))


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
            heard = f"{entry.started_at + HALF_A_SECOND:%H:%M:%S}" if entry.started_at else "  –     "
            note = f" ({note_sentence(entry.note).said(voice.language)})" if entry.note else ""
            click.echo(f"  {heard} {minutes(entry.duration_ms):>6}  {entry.slot:<8} {outcome:<20} {entry.title}{note}")
