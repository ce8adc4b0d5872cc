"""Any sound file, measured, and what its measures mean for the station: fit to be aired or not, and what to do."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from broadcaster.errors import SoundError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Severity
from broadcaster.model.station import SoundGoal
from broadcaster.pictures.portrait import clock
from broadcaster.sound.header import Header, read_header
from broadcaster.sound.loudness import QUIETEST_LUFS
from broadcaster.sound.survey import Survey, survey
from broadcaster.workflows.station_folder import open_station

_ALIKE_LU = 2.5  # two sounds so near in loudness sound alike loud one after the other
_NOISY_GAIN_DB = 10.0  # from here on a room's noise is heard as well
_CLIPPED_DBTP = -0.1  # the scale's end: a recording that touches it was as a rule cut off by it
_START_MS, _END_MS, _INSIDE_MS = 1_000, 3_000, 3_000  # silence that is taken for a fault; what rings dies away slowly
_DULL_HZ = 16_000  # a rate below it is a telephone's: no consonant above 8 kHz, as a rule none above 4


@dataclass(frozen=True)
class Verdict:
    """One thing that a measure means: NOTE the machine sees to it, WARNING have a look, ERROR it can't be aired."""

    severity: Severity
    sentence: Sentence


@dataclass(frozen=True)
class SoundReport:
    """A file's header, its measures, and what they mean at the station's loudness."""

    path: Path
    header: Header
    survey: Survey
    goal_lufs: float
    verdicts: tuple[Verdict, ...]

    @property
    def may_air(self) -> bool:
        """Whether nothing keeps it from being aired."""
        return not any(verdict.severity is Severity.ERROR for verdict in self.verdicts)


def goal_of(folder: Path) -> SoundGoal:
    """Return the goal of the station in `folder`, or the usual one where there is none."""
    try:
        contents, _ = open_station(folder)
    except UsageError:
        return SoundGoal()
    return contents.station.sound


def report(path: Path, goal: SoundGoal) -> SoundReport:
    """Measure `path` and judge it. Raises SoundError for what is missing, broken or no sound file."""
    _require_readable_name(path)
    header, found = read_header(path), survey(path)
    return SoundReport(path, header, found, goal.loudness_lufs, tuple(_verdicts(header, found, goal.loudness_lufs)))


def _require_readable_name(path: Path) -> None:
    """Raise SoundError for a name that is no text, as from a foreign archive: the decoders open none such."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        shown = os.fsencode(path.name).decode("utf-8", "replace")
        raise SoundError(N_("the name of {file} holds letters that are none; rename the file"), file=shown) from error


def _verdicts(header: Header, found: Survey, goal_lufs: float) -> Iterator[Verdict]:
    if not found.duration_ms:
        yield Verdict(Severity.ERROR, Sentence(N_("the file is empty: record it again")))
        return
    if found.loudness_lufs <= QUIETEST_LUFS:
        yield Verdict(
            Severity.ERROR, Sentence(N_("nothing is heard from end to end: look at the microphone, record it again"))
        )
        return
    yield _loudness(found.loudness_lufs, goal_lufs)
    if found.true_peak_dbtp >= _CLIPPED_DBTP:
        yield Verdict(
            Severity.WARNING,
            Sentence(N_("it goes to the very end of the scale and may crackle: listen; record with a lower level")),
        )
    yield from _silences(found)
    if header.rate_hz is not None and header.rate_hz < _DULL_HZ:
        yield Verdict(
            Severity.WARNING,
            Sentence(
                N_("{rate} kHz is a telephone's sound, dull on loudspeakers: ask for the original recording"),
                rate=in_khz(header.rate_hz),
            ),
        )
    if (header.channels or 1) > 1:
        yield Verdict(
            Severity.NOTE, Sentence(N_("the machine makes one channel of its {count}"), count=header.channels)
        )


def in_khz(rate_hz: int) -> float:
    """Return a rate in kHz as people write it: 48, but 44.1."""
    return rate_hz / 1000 if rate_hz % 1000 else rate_hz // 1000


def _loudness(loudness_lufs: float, goal_lufs: float) -> Verdict:
    from broadcaster.studio.levels import gain_db_to

    wanted_db, gain_db = goal_lufs - loudness_lufs, gain_db_to(goal_lufs, loudness_lufs)
    if abs(wanted_db) <= _ALIKE_LU:
        return Verdict(Severity.NOTE, Sentence(N_("as loud as the station's sound")))
    if wanted_db < 0:
        template = N_("louder than the station's sound by {lu} dB: the machine lowers it by itself")
        return Verdict(Severity.NOTE, Sentence(template, lu=f"{-wanted_db:.0f}"))
    if wanted_db - gain_db > _ALIKE_LU:
        template = N_(
            "far too quiet: the machine raises it by {gain} dB, and {left} dB are still lacking; "
            "record it again, nearer to the microphone"
        )
        return Verdict(Severity.WARNING, Sentence(template, gain=f"{gain_db:.0f}", left=f"{wanted_db - gain_db:.0f}"))
    if gain_db > _NOISY_GAIN_DB:
        template = N_(
            "quiet: the machine raises it by {gain} dB by itself, and the noise of the room with it; "
            "listen before it airs"
        )
        return Verdict(Severity.WARNING, Sentence(template, gain=f"{gain_db:.0f}"))
    template = N_("somewhat quiet: the machine raises it by {gain} dB by itself")
    return Verdict(Severity.NOTE, Sentence(template, gain=f"{gain_db:.0f}"))


def _silences(found: Survey) -> Iterator[Verdict]:
    silences = found.silences()
    edges = (
        (silences.start_ms, _START_MS, N_("nothing is heard in the first {length} s: cut them off")),
        (silences.end_ms, _END_MS, N_("nothing is heard in the last {length} s: cut them off")),
    )
    for length_ms, most_ms, template in edges:
        if length_ms > most_ms:
            yield Verdict(Severity.WARNING, Sentence(template, length=length_ms / 1000))
    if silences.inside_ms > _INSIDE_MS:
        template = N_("nothing is heard for {length} s from {at} on: people will think that the loudspeaker has failed")
        yield Verdict(
            Severity.WARNING,
            Sentence(template, length=silences.inside_ms / 1000, at=clock(silences.inside_at_ms)),
        )


def report_json(report: SoundReport, language: str) -> dict[str, object]:
    """Return the report for machines; the sentences in `language`."""
    header, found = report.header, report.survey
    silences = found.silences()
    return {
        "file": str(report.path),
        "may_air": report.may_air,
        "duration_ms": found.duration_ms,
        "loudness_lufs": round(found.loudness_lufs, 2),
        "true_peak_dbtp": round(found.true_peak_dbtp, 2),
        "silence_ms": {"start": silences.start_ms, "end": silences.end_ms, "inside": silences.inside_ms},
        "format": header.container,
        "rate_hz": header.rate_hz,
        "channels": header.channels,
        "bits": header.bits,
        "verdicts": [
            {"severity": verdict.severity.value, "sentence": verdict.sentence.said(language)}
            for verdict in report.verdicts
        ],
    }
