"""Silence that is none of the programme's: a table of what is done about it."""

from pathlib import Path

from broadcaster.playout.desk import Level
from broadcaster.playout.silence import Remedy, SilenceWatch

SILENT = Level(-120, -120, 6.0)
LOUD = Level(-18, -3, 0.0)
FILE = Path("sang.mp3")


class OwnLevels:
    """How loud the file is by itself, and how often that was asked."""

    def __init__(self, dbfs: float | None) -> None:
        self.dbfs = dbfs
        self.asked: list[tuple[int, int]] = []

    def __call__(self, path: Path, from_ms: int, ms: int) -> float | None:
        assert path == FILE
        self.asked.append((from_ms, ms))
        return self.dbfs


def test_a_programme_that_is_quiet_itself_is_no_fault_and_looked_into_once() -> None:
    own = OwnLevels(-70)
    watch = SilenceWatch(own)
    assert {watch.look("a#0", FILE, 20_000 + 1000 * s, SILENT, s) for s in range(30)} == {Remedy.NOTHING}
    assert own.asked == [(15_000, 5_000)]


def test_a_programme_that_is_loud_and_not_heard_has_the_sound_opened_anew_and_then_falls_back() -> None:
    watch = SilenceWatch(OwnLevels(-20))
    assert watch.look("a#0", FILE, 20_000, LOUD, 0) is Remedy.NOTHING
    assert watch.look("a#0", FILE, 30_000, SILENT, 10) is Remedy.OPEN_ANEW
    assert watch.look("a#0", FILE, 32_000, SILENT, 12) is Remedy.NOTHING  # it is being opened
    assert watch.look("a#0", FILE, 46_000, SILENT, 26) is Remedy.FALL_BACK


def test_sound_that_is_heard_again_ends_it_and_another_file_begins_afresh() -> None:
    own = OwnLevels(-20)
    watch = SilenceWatch(own)
    assert watch.look("a#0", FILE, 30_000, SILENT, 10) is Remedy.OPEN_ANEW
    assert watch.look("a#0", FILE, 40_000, LOUD, 40) is Remedy.NOTHING
    assert watch.look("b#0", FILE, 9_000, SILENT, 50) is Remedy.OPEN_ANEW


def test_a_file_whose_own_level_can_not_be_told_is_left_alone() -> None:
    watch = SilenceWatch(OwnLevels(None))
    assert watch.look("a#0", FILE, 2_000, SILENT, 10) is Remedy.NOTHING
