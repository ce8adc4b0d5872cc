"""Simulate: the record of days to come, and their sound, without a trace in the station's own record."""

from collections import defaultdict
from pathlib import Path

import pytest
import soundfile
from workflows.stations import AFTER, FIRST, LAST, RATE, ask, marks, rewrite, run

from broadcaster.logbook.logbook import Logbook
from broadcaster.sound.files import comment_of, read

BEFORE = "2026-05-12"


def test_the_airtime_is_longer_on_just_the_campaign_s_days_to_the_millisecond(station: Path) -> None:
    aired = defaultdict(int)
    for line in ask(station, "simulate", "--from", BEFORE, "--to", AFTER, "--json").lines:
        assert line["outcome"] == "aired"
        aired[line["planned_at"][:10], line["slot"]] += line["duration_ms"]
    assert aired == {
        (BEFORE, "sang"): 60_000,
        (FIRST, "sang"): 90_000,
        (FIRST, "trua"): 30_000,
        (LAST, "sang"): 90_000,
        (LAST, "trua"): 30_000,
        (AFTER, "sang"): 60_000,
    }


def test_every_line_starts_at_the_second_of_its_cue_in_the_plan(station: Path) -> None:
    planned = ask(station, "plan", "--from", FIRST, "--to", AFTER, "--json").json["days"]
    cues = [cue for day in planned for airing in day["airings"] for cue in airing["cues"]]
    lines = ask(station, "simulate", "--from", FIRST, "--to", AFTER, "--json").lines
    told = [(line["started_at"], line["duration_ms"], line["kind"], line["source"], line["column"]) for line in lines]
    assert told == [(cue["starts_at"], cue["duration_ms"], cue["kind"], cue["source"], cue["column"]) for cue in cues]


@pytest.mark.parametrize("ending", [".wav", ".flac"])
def test_the_tape_is_the_sound_of_the_programmes_one_after_another(
    built_station: Path, tmp_path: Path, ending: str
) -> None:
    tape = tmp_path / f"off-air{ending}"
    simulated = ask(built_station, "simulate", FIRST, "--off-air", str(tape), "--json")
    assert comment_of(tape) == "synthetic-speech=true; voice=espeak:vi"
    aired_ms = sum(line["duration_ms"] for line in simulated.lines)
    assert soundfile.info(tape).frames == aired_ms * RATE // 1000 == 120 * RATE
    programmes = [read(path).samples for path in sorted((built_station / "audio/programmes" / FIRST).glob("*.mp3"))]
    assert read(tape).samples.tolist() == [sample for samples in programmes for sample in samples.tolist()]


def test_a_tape_of_days_that_were_not_built_leaves_the_station_as_it_was(station: Path, tmp_path: Path) -> None:
    before = marks(station, "audio/programmes/**/*", "playlists/**/*")
    tape = tmp_path / "off-air.wav"
    assert ask(station, "simulate", BEFORE, "--off-air", str(tape), "--brief").code == 0
    assert soundfile.info(tape).frames == 60 * RATE
    assert marks(station, "audio/programmes/**/*", "playlists/**/*") == before


def test_a_tape_needs_a_name_that_tells_its_kind(built_station: Path, tmp_path: Path) -> None:
    refused = ask(built_station, "simulate", FIRST, "--off-air", str(tmp_path / "off-air.mp3"))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "off-air.mp3: a name that ends in .wav or .flac is needed\n"
    assert list(tmp_path.iterdir()) == []


def test_a_script_with_a_letter_changed_is_not_on_the_tape_but_music_instead(station: Path, tmp_path: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "bà con. Hôm", "bà cọn. Hôm")
    simulated = ask(station, "simulate", AFTER, "--off-air", str(tmp_path / "off-air.wav"), "--json")
    assert {line["source"] for line in simulated.lines} == {"nhac-hieu", "dan-bau"}
    assert soundfile.info(tmp_path / "off-air.wav").frames == 60 * RATE


def test_no_record_is_begun_by_a_simulation(station: Path) -> None:
    for file in (station / "var").glob("logbook*"):  # of the approvals
        file.unlink()
    assert ask(station, "simulate", "--from", FIRST, "--to", AFTER).code == 0
    assert not list((station / "var").glob("logbook*"))


def test_a_record_that_is_there_is_left_as_it_is(station: Path) -> None:
    path = station / "var/logbook.sqlite"
    logbook = Logbook(path)
    logbook.claim("sang@2026-05-13T05:30+07:00")  # aired already, by the real clock
    logbook.close()
    before = path.read_bytes()
    lines = ask(station, "simulate", FIRST, "--json").lines
    assert [line["outcome"] for line in lines if line["slot"] == "sang"] == ["aired"] * 5
    assert path.read_bytes() == before


def test_what_was_heard_before_is_heard_again_last(station: Path) -> None:
    news = (station / "scripts/tin-1.md").read_text(encoding="utf-8").replace("2 tin vui", "3 tin vui")
    (station / "scripts/tin-2.md").write_text(news, encoding="utf-8")
    assert ask(station, "approve", "tin-2", "--by", "Trưởng đài").code == 0
    lines = ask(station, "simulate", "--from", FIRST, "--to", AFTER, "--json").lines
    assert [line["source"] for line in lines if line["column"] == "ban-tin"] == ["tin-1", "tin-2", "tin-1"]


def test_machines_get_nothing_but_lines_of_json_whatever_there_is_to_complain_of(station: Path) -> None:
    rewrite(station / "station.yaml", "language: vi", "language: vi\nhour: {quiet: none}")
    (station / "audio/jingles/nhac-hieu.wav").unlink()
    simulated = run(station, "simulate", AFTER, "--json")
    assert simulated.code == 2
    assert [set(line) >= KEYS for line in simulated.lines] == [True] * len(simulated.lines)
    assert "station.yaml:3: “hour” is not known here; did you mean “hours”?" in simulated.err
    assert "playlists/sang.yaml:4: " in simulated.err


KEYS = {
    "slot", "source", "kind", "title", "column", "planned_at", "started_at",
    "duration_ms", "outcome", "voice", "campaigns",
}  # fmt: skip


def test_a_line_for_machines_has_the_fixed_names(built_station: Path) -> None:
    first, second, *_ = ask(built_station, "simulate", FIRST, "--json").lines
    assert set(first) >= KEYS
    evidence = {name: second[name] for name in ("note", "fingerprint", "programme", "outputs")}
    assert second == evidence | {
        "slot": "sang",
        "source": "tin-1",
        "kind": "script",
        "title": "Tin buổi sáng",
        "column": "ban-tin",
        "planned_at": "2026-05-13T05:30:03.000+07:00",
        "started_at": "2026-05-13T05:30:03.000+07:00",
        "duration_ms": second["duration_ms"],
        "outcome": "aired",
        "voice": "espeak:vi",
        "campaigns": ["ngay-hoi"],
    }
    assert len(second["fingerprint"]) == 32
    assert second["outputs"] == ["off_air"]


def test_without_music_a_programme_is_as_long_as_what_there_is_and_the_rest_is_told(station: Path) -> None:
    (station / "audio/music/dan-bau.wav").unlink()
    built = ask(station, "build", AFTER)
    assert "Chương trình buổi sáng on 15/05/2026 is 52.0 s short; add scripts, or music to audio/music" in built.err
    ((airing,),) = [day["airings"] for day in ask(station, "plan", AFTER, "--json").json["days"]]
    lines = ask(station, "simulate", AFTER, "--json").lines
    assert [line["source"] for line in lines] == ["nhac-hieu", "tin-1"]
    heard_ms = sum(line["duration_ms"] for line in lines)
    assert heard_ms + airing["shortfall_ms"] == airing["planned_ms"] == 60_000
    assert len(read(station / airing["programme"]).samples) == heard_ms * RATE // 1000


def test_an_airing_with_nothing_to_air_stops_neither_the_build_nor_the_day(draft_station: Path) -> None:
    for sound in ("audio/music/dan-bau.wav", "audio/jingles/nhac-hieu.wav"):
        (draft_station / sound).unlink()
    built = ask(draft_station, "build", "--from", FIRST, "--to", AFTER)
    simulated = ask(draft_station, "simulate", "--from", FIRST, "--to", AFTER, "--json")
    assert (built.code, simulated.code, simulated.out) == (2, 2, "")  # the missing jingle is told, and that is all


def test_an_airing_in_the_quiet_hours_is_told_by_check_and_blocked_by_the_daemon(station: Path) -> None:
    rewrite(station / "playlists/sang.yaml", "5h30", "21h30")
    checked = ask(station, "check")
    assert checked.code == 2
    assert "playlists/sang.yaml:2: “sang” airs from 21:30 to 21:31, in the quiet hours 21:00–05:00" in checked.err
    lines = ask(station, "simulate", AFTER, "--json").lines
    assert {(line["outcome"], line["started_at"], line["duration_ms"]) for line in lines} == {("blocked", None, 0)}
    assert {line["note"] for line in lines} == {"quiet hours"}


def test_an_airing_across_midnight_is_simulated_to_its_end(station: Path) -> None:
    rewrite(station / "playlists/sang.yaml", "5h30", "23:59")
    rewrite(station / "playlists/sang.yaml", "airtime: 1m", "airtime: 2m")
    rewrite(station / "station.yaml", "outputs:", "hours: {quiet: none}\noutputs:")
    lines = ask(station, "simulate", AFTER, "--json").lines
    assert sum(line["duration_ms"] for line in lines) == 120_000
    assert {line["outcome"] for line in lines} == {"aired"}
    assert lines[-1]["planned_at"].startswith("2026-05-16T00:00:")
