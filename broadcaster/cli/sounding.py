"""The command that looks at sound files: `sound`."""

import json
from pathlib import Path

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.saying import COLOURS, Voice, minutes
from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.model.problem import Severity
from broadcaster.workflows.surveying import SoundReport, in_khz

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}


@click.command(cls=Said)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), help=N_("draw the sound as a picture in this file")
)
@click.pass_obj
def sound(door: Door, files: tuple[Path, ...], as_json: bool, svg: Path | None) -> None:
    """Measure sound files and tell whether they are fit for the air."""
    from broadcaster.workflows.surveying import goal_of, report, report_json

    if svg is not None and len(files) > 1:
        raise click.UsageError(door.voice.text(N_("one picture shows one file; name just one")))
    goal = goal_of(door.folder)
    reports: list[SoundReport] = []
    for path in files:
        try:
            reports.append(report(path, goal))
        except SoundError as failure:
            door.voice.failure(failure.sentence)
    if as_json:
        shapes = [report_json(one, door.voice.language) for one in reports]
        click.echo(json.dumps(shapes, ensure_ascii=False, indent=1))
    else:
        for one in reports:
            _show(door.voice, one)
    if svg is not None and reports:
        _draw(door, reports[0], svg)
    if len(reports) < len(files) or not all(one.may_air for one in reports):
        raise SystemExit(2)


def _show(voice: Voice, report: SoundReport) -> None:
    """Print what a clerk wants to know, the answer first."""
    found, silences = report.survey, report.survey.silences()
    needs_look = any(verdict.severity is Severity.WARNING for verdict in report.verdicts)
    answer, colour = _answer(report, needs_look=needs_look)
    click.echo(f"{report.path}: " + click.style(voice.text(answer), fg=colour, bold=True))
    for verdict in report.verdicts:
        said = verdict.sentence.said(voice.language)
        click.secho(
            f"  {SIGNS[verdict.severity]} {said}", fg=None if _is_note(verdict.severity) else COLOURS[verdict.severity]
        )
    voice.tell(N_("  length {length} · {format}"), length=minutes(found.duration_ms), format=_format(voice, report))
    voice.tell(
        N_("  loudness {lufs} LUFS (the station's: {goal}) · peak {peak} dBTP"),
        lufs=found.loudness_lufs, goal=report.goal_lufs, peak=found.true_peak_dbtp,
    )  # fmt: skip
    voice.tell(
        N_("  silence: {start} s at the start, {end} s at the end, at most {inside} s in between"),
        start=silences.start_ms / 1000,
        end=silences.end_ms / 1000,
        inside=silences.inside_ms / 1000,
    )


def _answer(report: SoundReport, *, needs_look: bool) -> tuple[str, str]:
    if not report.may_air:
        return N_("can't be aired"), "red"
    return (N_("can be aired, after a look at this"), "yellow") if needs_look else (N_("can be aired"), "green")


def _is_note(severity: Severity) -> bool:
    return severity is Severity.NOTE


def _format(voice: Voice, report: SoundReport) -> str:
    header = report.header
    words = [header.container or "?"]
    if header.rate_hz:
        words.append(voice.text(N_("{rate} kHz"), rate=in_khz(header.rate_hz)))
    if header.channels:
        named = {1: N_("one channel"), 2: N_("stereo")}.get(header.channels, N_("{count} channels"))
        words.append(voice.text(named, count=header.channels))
    if header.bits:
        words.append(f"{header.bits} bit")
    return ", ".join(words)


def _draw(door: Door, report: SoundReport, svg: Path) -> None:
    from broadcaster.workflows.approving import write_beside
    from broadcaster.workflows.picturing import Look, draw

    look = Look(report.goal_lufs, door.voice.language)
    write_beside(svg.resolve(), draw(report.survey, report.path.name, look).encode())
    door.voice.note(N_("written: {file}"), file=svg)
