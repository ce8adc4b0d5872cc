"""Whatever is wrong, the operator is told what and where, in a sentence, with the right exit code."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from workflows.stations import AFTER, ask, environment, rewrite, run

from broadcaster.cli.main import COMMANDS

NEEDS_A_STATION = {
    "check": ("check",),
    "check --json": ("check", "--json"),
    "show": ("show",),
    "secret": ("secret", "icecast"),
    "preview": ("preview", "tin-1"),
    "approve": ("approve", "tin-1", "--by", "A"),
    "approve --alert": ("approve", "--alert", "khan-1", "--by", "A"),
    "approvals": ("approvals",),
    "timetable": ("timetable", "sang", "at=6h", "--by", "A"),
    "submit": ("submit", "tin-1", "--by", "A"),
    "lexicon": ("lexicon", "list"),
    "plan": ("plan", AFTER),
    "plan --json": ("plan", AFTER, "--json"),
    "explain": ("explain", "sang", AFTER),
    "decide": ("decide", "tin-1", "ngay-hoi-1", "--by", "A"),
    "build": ("build", AFTER),
    "ready": ("ready",),
    "simulate": ("simulate", AFTER),
    "status": ("status",),
    "alert": ("alert", "Nước lên."),
    "alert --list": ("alert", "--list"),
    "log": ("log",),
    "log --verify": ("log", "--verify"),
    "reconcile": ("reconcile",),
    "explain TIME": ("explain", "17:00"),
    "report": ("report", "--campaign", "ngay-hoi"),
    "export": ("export",),
    "export --send": ("export", "--send"),
    "publish": ("publish", "var/site"),
    "backup": ("backup",),
    "import": ("import", "kế-hoạch.txt"),
    "run": ("run",),
    "service": ("service", "install", "--print"),
    "notices": ("notices", "test"),
    "clock": ("clock",),
    "demo": ("demo", AFTER),
    "say": ("say", "Xin chào."),
    "voices": ("voices",),
    "cache": ("cache",),
    "web": ("web",),
    "user": ("user", "list"),
}


def empty_folder(station: Path) -> None:
    for path in sorted(station.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def spoilt(content: bytes) -> Callable[[Path], None]:
    return lambda station: (station / "station.yaml").write_bytes(content) and None


SPOILT = {
    "empty folder": (empty_folder, "station.yaml: there is no station in this folder"),
    "binary": (spoilt(bytes(range(255, -1, -1)) * 4), "station.yaml:1: this is not readable text"),
    "a folder": (lambda s: [(s / "station.yaml").unlink(), (s / "station.yaml").mkdir()], "station.yaml: there is no"),
    "empty file": (spoilt(b"\n"), "station.yaml:1: “name:” is missing here"),
    "a list": (spoilt(b"- one\n- two\n"), "station.yaml:1: “name: value” lines are expected here"),
    "no YAML": (spoilt(b"name: 'T\nvoices: [gtts\n"), "station.yaml:"),
    "huge": (spoilt(b"# much\n" * 400_000), "station.yaml: this file has more than 2000000 bytes"),
}


# They need no settings that can be read, see below; where there is no such file at all, there is no station for them.
GOES_ON = ("status", "alert", "alert --list", "log", "log --verify", "backup")
NO_FILE = ("empty folder", "a folder")
CASES = [(command, spoil) for command in NEEDS_A_STATION for spoil in SPOILT
         if command not in GOES_ON or spoil in NO_FILE]  # fmt: skip


@pytest.mark.parametrize(("command", "spoil"), CASES)
def test_without_a_usable_station_every_command_says_where_and_why_and_exits_2(
    draft_station: Path, command: str, spoil: str
) -> None:
    make_wrong, told = SPOILT[spoil]
    make_wrong(draft_station)
    before = sorted(draft_station.rglob("*"))
    outcome = ask(draft_station, *NEEDS_A_STATION[command])
    assert outcome.code == 2
    if command == "check --json":
        assert outcome.json["problems"][0]["file"] == "station.yaml"
    else:
        assert told in outcome.err
    assert sorted(draft_station.rglob("*")) == before  # and nothing was made


TYPO = b"name: 'T\nvoices: [gtts\n"


@pytest.mark.parametrize(
    "command", [("status",), ("alert", "Lũ!", "--dry-run"), ("alert", "--list"), ("alert", "--cancel"), ("log",),
                ("backup", "kho.zip")], ids=" ".join,
)  # fmt: skip
def test_a_typo_in_the_station_s_file_silences_no_emergency_and_hides_no_record(
    draft_station: Path, command: tuple[str, ...]
) -> None:
    spoilt(TYPO)(draft_station)
    outcome = ask(draft_station, *command)
    assert outcome.code == 0
    if command[-1] != "--cancel":  # nothing of the station's settings matters there
        assert "station.yaml: this file can't be read and none of its settings are known" in outcome.err


def test_an_emergency_goes_by_the_settings_that_were_last_good(draft_station: Path) -> None:
    rewrite(draft_station / "station.yaml", "language: vi", "language: vi\nalerts: {readings: 3}")
    assert ask(draft_station, "alert", "Lũ!", "--dry-run", "--json").json["readings"] == 3
    spoilt(TYPO)(draft_station)
    asked = ask(draft_station, "alert", "Cháy!", "--dry-run", "--json")
    assert "the settings it had last are gone by" in asked.err
    assert (asked.json["readings"], asked.json["outputs"]) == (3, ["wav_file"])


def test_what_is_no_record_verifies_nothing(draft_station: Path) -> None:
    outcome = ask(draft_station, "log", "--verify")
    assert (outcome.code, outcome.out) == (1, "")
    assert "there is no record here" in outcome.err


def test_of_a_damaged_record_the_backup_keeps_all_that_people_made(draft_station: Path, tmp_path: Path) -> None:
    (draft_station / "var").mkdir(exist_ok=True)
    (draft_station / "var/logbook.sqlite").write_bytes(b"no database" * 1000)
    made = ask(draft_station, "backup", str(tmp_path / "kho.zip"))
    assert made.code == 0
    assert "the record is damaged: the backup holds it as it lay there" in made.err
    restored = ask(draft_station, "restore", str(tmp_path / "kho.zip"), str(tmp_path / "lai"))
    assert restored.code == 0
    assert (tmp_path / "lai/scripts/tin-1.md").read_bytes() == (draft_station / "scripts/tin-1.md").read_bytes()
    assert (tmp_path / "lai/var/logbook-damaged.sqlite").is_file()


@pytest.mark.parametrize("command", ["plan", "build"])
def test_today_is_the_station_s_day_whatever_zone_the_machine_shows(station: Path, command: str) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # 25 hours apart: no day is the same in both
        rewrite(station / "station.yaml", "language: vi", f"language: vi\ntimezone: {zone}")
        day = datetime.now(ZoneInfo(zone)).date()
        told = ask(station, command, "today")
        assert told.code == 0
        shown = f"{day:%d/%m/%Y}" if command == "plan" else f"programmes/{day}"
        assert shown in told.out
        rewrite(station / "station.yaml", f"\ntimezone: {zone}", "")


def test_normalise_and_doctor_work_without_a_station(draft_station: Path) -> None:
    empty_folder(draft_station)
    assert ask(draft_station, "normalise", given=b"5 km\n").code == 0
    doctor = ask(draft_station, "doctor")
    assert doctor.code == 1
    assert "station: 1 mistakes; see broadcaster check" in doctor.out


MISTAKES = {
    "playlists/sang.yaml:4: there is no sound “nhac-hiu” in audio/jingles": (
        "playlists/sang.yaml", "jingle: nhac-hieu", "jingle: nhac-hiu",
    ),
    "playlists/sang.yaml:2: “25h30” is no time of day": ("playlists/sang.yaml", "5h30", "25h30"),
    "playlists/sang.yaml:5: no script has the column “ban-tn”": ("playlists/sang.yaml", "ban-tin", "ban-tn"),
    "playlists/ngay-hoi.yaml:2: there is no day 31/4/2026": ("playlists/ngay-hoi.yaml", "14/5/2026", "31/4/2026"),
    "playlists/ngay-hoi.yaml:2: “2026-05-13 → 2026-05-12” ends before": (
        "playlists/ngay-hoi.yaml", "14/5/2026", "12/5/2026",
    ),
    "playlists/ngay-hoi.yaml:6: there is no slot “sag” to extend": ("playlists/ngay-hoi.yaml", "sang:", "sag:"),
    "station.yaml:3: “espeek” is not known here; did you mean “espeak”": ("station.yaml", "espeak", "espeek"),
    "scripts/tin-1.md:3: “colum” is not known here; did you mean “column”": ("scripts/tin-1.md", "column", "colum"),
    "scripts/ngay-hoi-1.md:4: there is no day 2026-05-32": ("scripts/ngay-hoi-1.md", "..2026-05-14", "..2026-05-32"),
}  # fmt: skip


@pytest.mark.parametrize(("told", "mistake"), MISTAKES.items(), ids=[told.split(" ")[0] for told in MISTAKES])
def test_check_tells_each_mistake_with_its_file_and_line(
    station: Path, told: str, mistake: tuple[str, str, str]
) -> None:
    file, right, wrong = mistake
    rewrite(station / file, right, wrong)
    checked = ask(station, "check")
    assert checked.code == 2
    assert told in checked.err


def test_a_mistake_in_one_file_stops_no_work_on_the_others_but_shows_in_the_exit_code(station: Path) -> None:
    rewrite(station / "playlists/ngay-hoi.yaml", "14/5/2026", "31/4/2026")
    for command in ("plan", "build", "simulate"):
        outcome = ask(station, command, AFTER)
        assert outcome.code == 2
        assert "playlists/ngay-hoi.yaml:2: there is no day 31/4/2026 in the calendar" in outcome.err
        assert "1:00" in outcome.out


def test_a_warning_tone_that_is_not_there_is_told_before_it_is_missed(draft_station: Path) -> None:
    rewrite(draft_station / "station.yaml", "language: vi", "language: vi\nalerts: {tone: coi-hu}")
    told = "station.yaml: there is no audio/jingles/coi-hu, so emergencies would begin without a warning tone"
    assert told in ask(draft_station, "check").err
    shutil.copy(next((draft_station / "audio/jingles").iterdir()), draft_station / "audio/jingles/coi-hu.wav")
    assert "coi-hu" not in ask(draft_station, "check").err


@pytest.mark.parametrize("command", ["plan", "build", "simulate"])
def test_a_missing_jingle_is_told_once_with_file_and_line_and_exits_2_though_the_rest_is_made(
    station: Path, command: str
) -> None:
    rewrite(station / "playlists/sang.yaml", "jingle: nhac-hieu", "jingle: nhac-hiu")
    outcome = ask(station, command, AFTER)
    assert outcome.code == 2
    assert outcome.err.count("playlists/sang.yaml:4:") == 1
    assert "there is no sound “nhac-hiu” in audio/jingles; there are: nhac-hieu" in outcome.err
    assert "1:00" in outcome.out


@pytest.mark.parametrize("command", ["plan", "build", "simulate", "log", "demo"])
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-02-30", "there is no day 2026-02-30 in the calendar"),
        ("32/1/2026", "there is no day 32/1/2026 in the calendar"),
        ("13/5", "“13/5” is no date; write 2026-05-13 or 13/5/2026"),
        ("yesterday", "“yesterday” is no date"),
        ("", "“” is no date"),
        ("9999-12-31", "“9999-12-31” is no date"),
        ("0001-01-01", "“0001-01-01” is no date"),
    ],
)
def test_a_wrong_date_is_told_and_exits_2(built_station: Path, command: str, day: str, told: str) -> None:
    outcome = ask(built_station, command, day)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("plan", "--from", "2026-05-14", "--to", "2026-05-13"),
        ("plan", "2026-05-14", "--to", "2026-05-15"),
        ("simulate", "--from", "2026-05-14", "--to", "2036-05-14"),
        ("ready", "--within", "soon"),
        ("ready", "--within", "-5h"),
        ("approve", "tin-1"),
        ("approve", "--by", "A"),
        ("preview",),
        ("plan", "--jsn"),
        ("pln",),
        ("--station", "station.yaml", "check"),
        ("--station", "nowhere", "check"),
        ("init",),
    ],
    ids=" ".join,
)
def test_a_command_that_means_nothing_is_told_and_exits_2(built_station: Path, wrong: tuple[str, ...]) -> None:
    outcome = ask(built_station, *wrong)
    assert outcome.code == 2
    assert outcome.out + outcome.err


@pytest.mark.parametrize("command", ["log", "plan", "build", "simulate"])  # `run` sets it aside, and airs
def test_a_record_that_is_no_database_is_told_and_exits_1(station: Path, command: str) -> None:
    (station / "var/logbook.sqlite").write_bytes(b"not a database, but long enough to be looked at\n" * 100)
    outcome = ask(station, command)
    assert outcome.code == 1
    assert "logbook.sqlite is damaged and can't be read" in outcome.err
    assert "Traceback" not in outcome.err


def test_what_the_machine_keeps_for_itself_may_be_garbage(station: Path) -> None:
    (station / "var/sounds.json").write_bytes(b"\xff\xfe{")
    for facts in [*station.glob("audio/programmes/*/*.json"), *station.glob("var/items/*/*.json")]:
        facts.write_bytes(b'{"size": []}')
    assert ask(station, "plan", AFTER).code == 0
    assert ask(station, "build", AFTER).code == 0
    assert ask(station, "build", AFTER).out.endswith("nothing to make: all 1 programmes are as they should be\n")


@pytest.mark.parametrize(
    "target", [("plan", AFTER, "--svg"), ("simulate", AFTER, "--off-air"), ("preview", "tin-1", "--to")]
)
def test_a_place_that_can_t_be_written_to_is_told(built_station: Path, tmp_path: Path, target: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("no folder")
    outcome = ask(built_station, *target, str(tmp_path / "file" / "x.wav"))
    assert outcome.code == 1
    assert outcome.err


def test_the_first_line_that_a_reader_wants_is_enough_for_it(built_station: Path) -> None:
    """`broadcaster plan | head -1`"""
    command = [sys.executable, "-m", "broadcaster", "plan", "--from", "2026-01-01", "--to", "2026-12-31"]
    child = subprocess.Popen(
        command, cwd=built_station, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout
    assert child.stderr
    assert child.stdout.readline() == "01/01/2026\n"
    child.stdout.close()
    assert child.stderr.read() == ""
    child.stderr.close()
    child.wait(timeout=60)
    assert not (built_station / "broadcaster-fault.txt").exists()


def test_what_nobody_foresaw_becomes_a_sentence_and_a_file_for_its_makers(draft_station: Path) -> None:
    (draft_station / "sitecustomize.py").write_text(
        "import broadcaster.content.folder as f\n"
        "def read_folder(*_): raise ZeroDivisionError('nobody foresaw this')\n"
        "f.read_folder = read_folder\n"
    )
    boot = "import sitecustomize, sys; from broadcaster.cli.main import main; sys.argv[1:] = ['plan']; main()"
    done = subprocess.run(
        [sys.executable, "-c", boot], cwd=draft_station, env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "please send this file to its makers" in done.stderr
    assert "Traceback" not in done.stderr
    assert "nobody foresaw this" in (draft_station / "broadcaster-fault.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "why"), [(errno.EROFS, "the disk is write-protected"), (errno.ENOSPC, "the disk is full")]
)
def test_a_disk_that_takes_nothing_is_told_wherever_it_is_met(
    draft_station: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "var/run.lock")

    monkeypatch.setattr("broadcaster.workflows.only_one.OnlyOne.__init__", refuse)
    refused = ask(draft_station, "run")
    assert refused.code == 1
    assert refused.err.splitlines()[-1] == f"var/run.lock cannot be written: {why}"


def test_every_command_is_covered_here() -> None:
    assert {words[0] for words in NEEDS_A_STATION.values()} | {
        "init",
        "doctor",
        "normalise",
        "sound",
        "restore",
    } == set(COMMANDS)


def test_the_real_process_of_a_command_without_a_station_shows_no_traceback(tmp_path: Path) -> None:
    outcome = run(tmp_path, "build")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[-1] == "there is no usable station in this folder"
    assert list(tmp_path.iterdir()) == []
