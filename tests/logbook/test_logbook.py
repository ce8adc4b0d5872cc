"""The record: claimed once, kept through kills and full disks, told in sentences when it can't be kept."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.errors import LogbookError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import AiringState, AsRunEntry, Hearing, Outcome, Span

HALF_PAST_FIVE = datetime.fromisoformat("2026-05-13T05:30:00+07:00")
MORNING = "sang@2026-05-13T05:30+07:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "logbook.sqlite"


def line(source: str = "tin-1", minute: int = 0, ms: int = 60_000, outcome: Outcome = Outcome.AIRED) -> AsRunEntry:
    at = HALF_PAST_FIVE + timedelta(minutes=minute)
    return AsRunEntry(
        slot="sang",
        source=source,
        kind="script",
        title="Tin “nóng”; it's; \\ 100 %",
        column="ban-tin",
        planned_at=at,
        started_at=at if ms else None,
        duration_ms=ms,
        outcome=outcome,
        voice="espeak:vi",
        campaigns=("ngay-khoa-hoc", "tet"),
        note="",
    )


def test_an_airing_is_claimed_once_and_for_all(path: Path) -> None:
    first, second = Logbook(path), Logbook(path)
    assert first.claim(MORNING)
    assert not first.claim(MORNING)
    assert not second.claim(MORNING)
    assert second.claim("chieu@2026-05-13T17:00+07:00")
    first.close()
    assert not Logbook(path).claim(MORNING)


CLAIMS_FIFTY = """
import sys
from pathlib import Path
from broadcaster.logbook.logbook import Logbook

logbook = Logbook(Path(sys.argv[1]))
sys.stdin.read(1)  # all start together
print(*(number for number in range(50) if logbook.claim(f"slot-{number}")))
"""


def test_four_processes_race_for_fifty_airings_and_each_airing_is_one_process_s(path: Path) -> None:
    racers = [start(CLAIMS_FIFTY, path) for _ in range(4)]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("!")
        racer.stdin.flush()
    won = [[int(number) for number in racer.communicate(timeout=60)[0].split()] for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0, 0, 0]
    assert sorted(number for numbers in won for number in numbers) == list(range(50))


def start(program: str, path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", program, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_state_and_lines_survive_a_reopening_to_the_letter(path: Path) -> None:
    span = Span(
        HALF_PAST_FIVE + timedelta(milliseconds=123), from_ms=60_000, heard_ms=1_234, relayed=((60_500, 61_000),)
    )
    lines = [line("tin-1"), line("tin-2", minute=1, ms=0, outcome=Outcome.FAILED)]
    logbook = Logbook(path)
    logbook.claim(MORNING)
    logbook.advance(MORNING, AiringState(over=False, next_cue=2, span=span), lines)
    logbook.close()
    again = Logbook(path)
    assert again.state(MORNING) == AiringState(over=False, next_cue=2, span=span)
    assert list(again.aired()) == lines


def test_a_record_knows_for_ever_when_it_was_begun(path: Path) -> None:
    logbook = Logbook(path)
    assert logbook.begun_at(HALF_PAST_FIVE) == HALF_PAST_FIVE
    logbook.close()
    assert Logbook(path).begun_at(HALF_PAST_FIVE + timedelta(days=300)) == HALF_PAST_FIVE


def test_an_airing_that_nobody_claimed_has_no_state(path: Path) -> None:
    assert Logbook(path).state(MORNING) is None


def test_a_line_that_can_t_be_written_takes_the_advance_of_its_airing_with_it(path: Path) -> None:
    logbook = Logbook(path)
    logbook.claim(MORNING)
    logbook.advance(MORNING, AiringState(next_cue=1), [line("tin-1")])
    unwritable = line("\udcff")  # no UTF-8
    with pytest.raises((LogbookError, UnicodeError)):
        logbook.advance(MORNING, AiringState(over=True, next_cue=3), [line("tin-2"), unwritable])
    assert logbook.state(MORNING) == AiringState(next_cue=1)
    assert [entry.source for entry in logbook.aired()] == ["tin-1"]
    logbook.advance(MORNING, AiringState(next_cue=2), [line("tin-2")])  # and it goes on
    assert [entry.source for entry in logbook.aired()] == ["tin-1", "tin-2"]


def test_tail_gives_what_was_written_since_then_only(path: Path) -> None:
    logbook = Logbook(path)
    logbook.claim(MORNING)
    assert logbook.tail(0) == []
    logbook.advance(MORNING, AiringState(next_cue=2), [line("tin-1"), line("tin-2", minute=1)])
    (_, first), (seen, second) = logbook.tail(0)
    assert [first.source, second.source] == ["tin-1", "tin-2"]
    assert logbook.tail(seen) == []
    logbook.advance(MORNING, AiringState(next_cue=3), [line("tin-3", minute=2)])
    assert [entry.source for _, entry in logbook.tail(seen)] == ["tin-3"]


def test_aired_counts_the_first_moment_in_and_the_last_one_out(path: Path) -> None:
    logbook = Logbook(path)
    logbook.advance(MORNING, AiringState(), [line("a", minute=0), line("b", minute=1), line("c", minute=2)])
    since, until = HALF_PAST_FIVE + timedelta(minutes=1), HALF_PAST_FIVE + timedelta(minutes=2)
    assert [entry.source for entry in logbook.aired(since, until)] == ["b"]
    assert [entry.source for entry in logbook.aired(since)] == ["b", "c"]
    assert [entry.source for entry in logbook.aired(until=until)] == ["a", "b"]


def test_last_heard_is_the_latest_moment_that_something_really_sounded(path: Path) -> None:
    logbook = Logbook(path)
    logbook.advance(
        MORNING,
        AiringState(),
        [
            line("often", minute=0),
            line("often", minute=9),
            line("failed since", minute=1),
            line("failed since", minute=8, ms=0, outcome=Outcome.FAILED),
            line("never", minute=2, ms=0, outcome=Outcome.SKIPPED),
            line("too late", minute=10),
        ],
    )
    assert logbook.last_heard(HALF_PAST_FIVE + timedelta(minutes=10)) == {
        "often": HALF_PAST_FIVE + timedelta(minutes=9),
        "failed since": HALF_PAST_FIVE + timedelta(minutes=1),
    }


def test_last_heard_compares_moments_and_not_how_they_are_written(path: Path) -> None:
    early_in_hanoi = datetime.fromisoformat("2026-05-13T05:30:00+07:00")  # 22:30 of the day before in London
    late_in_london = datetime.fromisoformat("2026-05-12T23:30:00+00:00")
    logbook = Logbook(path)
    for moment in (late_in_london, early_in_hanoi):
        entry = line("tin-1")
        logbook.advance(MORNING, AiringState(), [AsRunEntry(**{**vars(entry), "started_at": moment})])
    assert logbook.last_heard(HALF_PAST_FIVE + timedelta(days=1)) == {"tin-1": late_in_london}


def test_hearings_add_up_each_content_of_each_script_over_all_that_was_ever_heard(path: Path) -> None:
    logbook = Logbook(path)
    begun = line("tin-1", ms=20_000, outcome=Outcome.CUT_SHORT)
    went_on = replace(begun, started_at=HALF_PAST_FIVE + timedelta(seconds=50), duration_ms=40_000)
    edited = replace(line("tin-1", minute=9), fingerprint="cd34")
    others = [
        line("tin-1", minute=5, ms=0, outcome=Outcome.SKIPPED),  # not heard
        replace(line("tin-1", minute=6), kind="music"),  # a sound of the same name
        line("tin-3", minute=7),  # not asked for
    ]
    logbook.advance(MORNING, AiringState(), [begun, went_on, line("tin-1", minute=3), edited, *others])
    later = HALF_PAST_FIVE + timedelta(minutes=3)
    again = HALF_PAST_FIVE + timedelta(minutes=9)
    assert sorted(logbook.hearings(["tin-1", "tin-2"]), key=lambda one: one.fingerprint) == [
        Hearing("tin-1", "", 2, 120_000, HALF_PAST_FIVE, later),  # what was interrupted and went on was heard once
        Hearing("tin-1", "cd34", 1, 60_000, again, again),
    ]


APPENDS_FOR_EVER = """
import sys
from datetime import datetime
from pathlib import Path
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import AiringState, AsRunEntry, Outcome

at = datetime.fromisoformat("2026-05-13T05:30:00+07:00")
logbook = Logbook(Path(sys.argv[1]))
logbook.claim("sang")
number = 0
while True:
    entry = AsRunEntry("sang", str(number), "script", "x" * 5000, "ban-tin", at, at, 1000, Outcome.AIRED)
    number += 1
    logbook.advance("sang", AiringState(next_cue=number), [entry])
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


@pytest.mark.parametrize("kill_after", [1, 7, 60])
def test_a_kill_in_the_middle_loses_nothing_that_was_acknowledged(path: Path, kill_after: int) -> None:
    child = start(APPENDS_FOR_EVER, path)
    assert child.stdout
    for _ in range(kill_after):
        child.stdout.readline()
    child.kill()
    acknowledged = max([kill_after, *(int(told) for told in child.stdout.read().split("\n")[:-1])])
    child.communicate()
    logbook = Logbook(path)
    kept = [entry.source for entry in logbook.aired()]
    assert kept == [str(number) for number in range(len(kept))]
    assert len(kept) in (acknowledged, acknowledged + 1)  # one more may be written and not acknowledged any more
    assert logbook.state("sang") == AiringState(next_cue=len(kept))
    assert not logbook.claim("sang")


FILLS_THE_DISK = """
import resource, sys
from datetime import datetime
from pathlib import Path
from broadcaster.errors import LogbookError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import AiringState, AsRunEntry, Outcome

path = Path(sys.argv[1])
at = datetime.fromisoformat("2026-05-13T05:30:00+07:00")
logbook = Logbook(path)
logbook.claim("sang")
written = refused = 0

def append():
    entry = AsRunEntry("sang", str(written), "script", "x" * 5000, "ban-tin", at, at, 1000, Outcome.AIRED)
    logbook.advance("sang", AiringState(next_cue=written + 1), [entry])

resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
while refused < 3:
    try:
        append()
        written += 1
    except LogbookError:
        refused += 1
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
append()
print(written + 1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a file's size stands for a full disk")
def test_a_full_disk_is_told_each_time_and_writing_goes_on_when_there_is_room_again(path: Path) -> None:
    told, _ = (child := start(FILLS_THE_DISK, path)).communicate(timeout=60)
    assert child.returncode == 0
    logbook = Logbook(path)
    assert [entry.source for entry in logbook.aired()] == [str(number) for number in range(int(told))]
    assert logbook.state("sang") == AiringState(next_cue=int(told))


def a_file_in_place_of_the_folder(path: Path) -> None:
    path.parent.write_text("a file")


def a_folder_in_place_of_the_file(path: Path) -> None:
    path.mkdir(parents=True)


def no_database(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes("đây là một bài viết, không phải nhật ký\n".encode() * 200)


def somebody_else_s_database(path: Path) -> None:
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.execute("create table as_run(id integer primary key)")
    db.close()


@pytest.mark.parametrize(
    "spoil",
    [a_file_in_place_of_the_folder, a_folder_in_place_of_the_file, no_database, somebody_else_s_database],
)
def test_a_logbook_that_can_t_be_opened_is_told_in_a_sentence_with_its_name(
    path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(path)
    for _ in range(2):  # also when asked again
        with pytest.raises(LogbookError) as told:
            Logbook(path)
        assert "logbook.sqlite" in told.value.sentence.said("en")
        assert "unable to open" not in told.value.sentence.said("vi")  # which is SQLite's English


def test_a_logbook_of_which_half_is_gone_is_told_in_a_sentence(path: Path) -> None:
    logbook = Logbook(path)
    logbook.advance(MORNING, AiringState(), [line(str(number)) for number in range(500)])
    logbook.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LogbookError):
        list(Logbook(path).aired())


def test_a_logbook_that_is_held_by_another_is_told_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadcaster.logbook.logbook.BUSY_S", 0.05)
    logbook = Logbook(path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("begin immediate")
    with pytest.raises(LogbookError, match="another program holds it"):
        logbook.claim(MORNING)
    holder.execute("rollback")
    assert logbook.claim(MORNING)


def test_a_logbook_in_memory_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    logbook = Logbook(None)
    assert logbook.claim(MORNING)
    logbook.close()
    assert list(tmp_path.iterdir()) == []
    assert Logbook(None).claim(MORNING)
