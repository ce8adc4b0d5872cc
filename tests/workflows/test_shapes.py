"""What machines read: the fixed names of each ``--json``, and a rundown that survives the way through its JSON."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from workflows.stations import AFTER, FIRST, ask, rewrite

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import AiringState, AsRunEntry, Outcome
from broadcaster.workflows.shapes import airing_json, rundown_from_json


def test_plan_tells_each_airing_s_usual_and_planned_length(built_station: Path) -> None:
    plan = ask(built_station, "plan", "--from", FIRST, "--to", AFTER, "--json").json
    assert set(plan) == {"days", "problems", "campaigns", "behind"}
    assert plan["problems"] == []
    told = [
        (day["day"], a["slot"], a["starts_at"][11:], a["ends_at"][11:19], a["usual_ms"], a["planned_ms"])
        for day in plan["days"]
        for a in day["airings"]
    ]
    assert told == [
        ("2026-05-13", "sang", "05:30:00+07:00", "05:31:30", 60_000, 90_000),
        ("2026-05-13", "trua", "11:00:00+07:00", "11:00:30", 0, 30_000),
        ("2026-05-14", "sang", "05:30:00+07:00", "05:31:30", 60_000, 90_000),
        ("2026-05-14", "trua", "11:00:00+07:00", "11:00:30", 0, 30_000),
        ("2026-05-15", "sang", "05:30:00+07:00", "05:31:00", 60_000, 60_000),
    ]
    campaigns = [airing["campaigns"] for day in plan["days"] for airing in day["airings"]]
    assert campaigns == [["ngay-hoi"]] * 4 + [[]]


def test_plan_s_cues_follow_each_other_without_a_gap_from_the_first_moment_to_the_last(built_station: Path) -> None:
    (day,) = ask(built_station, "plan", FIRST, "--json").json["days"]
    for airing in day["airings"]:
        assert set(airing) >= {"title", "programme"}
        moment = datetime.fromisoformat(airing["starts_at"])
        for cue in airing["cues"]:
            assert set(cue) >= {"starts_at", "duration_ms", "kind", "source", "title", "column"}
            assert datetime.fromisoformat(cue["starts_at"]) == moment
            moment += timedelta(milliseconds=cue["duration_ms"])
        assert moment == datetime.fromisoformat(airing["ends_at"])


def test_plan_names_a_programme_only_when_it_is_made(draft_station: Path) -> None:
    (day,) = ask(draft_station, "plan", AFTER, "--json").json["days"]
    assert [airing["programme"] for airing in day["airings"]] == [None]


def test_check_tells_each_problem_s_file_line_severity_and_message(draft_station: Path) -> None:
    rewrite(draft_station / "playlists/sang.yaml", "jingle: nhac-hieu", "jingle: nhac-hiu")
    checked = ask(draft_station, "check", "--json")
    assert checked.code == 2
    problems = checked.json["problems"]
    assert [(problem["file"], problem["line"], problem["severity"]) for problem in problems] == [
        ("playlists/sang.yaml", 4, "error"),
        ("scripts/ngay-hoi-1.md", 1, "error"),
        ("scripts/tin-1.md", 1, "error"),
    ]
    assert problems[0]["message"] == "there is no sound “nhac-hiu” in audio/jingles; there are: nhac-hieu"
    assert checked.err == ""


def test_check_of_a_station_without_mistakes_gives_an_empty_list(built_station: Path) -> None:
    checked = ask(built_station, "check", "--json")
    assert (checked.code, checked.json) == (0, {"problems": []})


def here_and_now() -> datetime:
    return datetime.now(UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))


def test_ready_says_what_is_missing_then_that_nothing_is_then_what_was_damaged(station: Path) -> None:
    first, last = (
        here_and_now().date(),
        here_and_now().date() + timedelta(days=2),
    )  # also when midnight passes meanwhile
    unready = ask(station, "ready", "--json")
    assert unready.code == 1
    assert set(unready.json) == {"ready", "airings", "problems", "behind"}
    assert unready.json["ready"] is False
    (airing,) = unready.json["airings"]
    assert (airing["slot"], airing["ready"], airing["programme"]) == ("sang", False, None)
    day = airing["starts_at"][:10]  # the next day's too is built by what is told
    assert airing["why_not"] == f"not built yet, or damaged; build it: broadcaster build {day}"

    assert ask(station, "build", "--from", first.isoformat(), "--to", last.isoformat()).code == 0
    ready = ask(station, "ready", "--json")
    assert (ready.code, ready.json["ready"], ready.json["problems"]) == (0, True, [])
    (airing,) = ready.json["airings"]
    assert airing["programme"] == f"audio/programmes/{airing['starts_at'][:10]}/0530-sang.mp3"

    programme = station / airing["programme"]
    whole = programme.read_bytes()
    programme.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])  # one bit
    damaged = ask(station, "ready", "--json")
    assert (damaged.code, damaged.json["ready"]) == (1, False)
    assert "damaged" in damaged.json["airings"][0]["why_not"]
    mended = ask(station, "build", "--from", first.isoformat(), "--to", last.isoformat())
    assert "made: 1 programmes" in mended.out
    assert ask(station, "ready").code == 0


def test_status_of_a_station_that_does_not_run_tells_what_comes_next_by_plan(built_station: Path) -> None:
    told = ask(built_station, "status", "--json").json
    assert (told["running"], told["on_air"], told["cue"], told["outputs"]) == (False, None, None, [])
    assert datetime.fromisoformat(told["next"]["starts_at"]) > here_and_now()
    assert told["next"]["ready"] is False
    assert ask(built_station, "status").out.startswith("the station is not running; start it with: broadcaster run\n")


def test_a_status_that_is_old_or_garbled_counts_as_none(station: Path) -> None:
    for left_behind in (
        '{"at": "2026-05-13T05:30:00+07:00", "running": true, "on_air": ["sang@2026-05-13T05:30+07:00"]}',
        "{", "[]", "null", '{"at": 5}', '{"at": "2026-05-13T05:30:00", "running": true}', "",
    ):  # fmt: skip
        (station / "var/status.json").write_text(left_behind, encoding="utf-8")
        assert ask(station, "status", "--json").json["running"] is False


def aired(slot: str, source: str, moment: str, outcome: Outcome, ms: int) -> AsRunEntry:
    at = datetime.fromisoformat(moment)
    started = at if ms else None
    return AsRunEntry(
        slot, source, "script", "Tin “nóng”", "ban-tin", at, started, ms, outcome, "espeak:vi", ("tet",), ""
    )


def test_log_shows_what_went_out_all_of_it_or_the_days_asked_for(station: Path) -> None:
    assert ask(station, "log").err == "nothing has gone on air yet\n"
    assert ask(station, "log", "--json").out == ""
    logbook = Logbook(station / "var/logbook.sqlite")
    lines = [
        aired("sang", "tin-1", "2026-05-13T05:30:03.250+07:00", Outcome.AIRED, 60_000),
        aired("sang", "tin-2", "2026-05-13T05:31:03.250+07:00", Outcome.FAILED, 0),
        aired("toi", "tin-1", "2026-05-14T00:00:00+07:00", Outcome.CUT_SHORT, 5_000),
    ]
    logbook.advance("sang@2026-05-13T05:30+07:00", AiringState(), lines)
    logbook.close()
    assert [line["source"] for line in ask(station, "log", "--json").lines] == ["tin-1", "tin-2", "tin-1"]
    assert [line["slot"] for line in ask(station, "log", FIRST, "--json").lines] == ["sang", "sang"]
    assert [line["slot"] for line in ask(station, "log", "--from", "14/5/2026", "--json").lines] == ["toi"]
    first = ask(station, "log", "--json").lines[0]
    assert first == {
        "slot": "sang",
        "source": "tin-1",
        "kind": "script",
        "title": "Tin “nóng”",
        "column": "ban-tin",
        "planned_at": "2026-05-13T05:30:03.250+07:00",
        "started_at": "2026-05-13T05:30:03.250+07:00",
        "duration_ms": 60_000,
        "outcome": "aired",
        "voice": "espeak:vi",
        "campaigns": ["tet"],
        "note": "",
        "fingerprint": "",
        "programme": "",
        "outputs": [],
    }
    assert "05:30:03   1:00  sang     aired                Tin “nóng”" in ask(station, "log").out


def test_a_rundown_comes_back_from_its_json_as_it_was(built_station: Path) -> None:
    shape = json.loads((built_station / f"audio/programmes/{FIRST}/0530-sang.json").read_text(encoding="utf-8"))[
        "airing"
    ]
    rundown = rundown_from_json(shape)
    assert airing_json(rundown, shape["programme"]) == shape
    assert rundown.airtime.id == "sang@2026-05-13T05:30+07:00"


def test_preview_gives_each_piece_of_the_text_with_its_reading(built_station: Path) -> None:
    told = ask(built_station, "preview", "tin-1", "--json").json
    text = "Kính thưa bà con. Hôm nay xã ta có 2 tin vui.\n"
    assert (told["script"], told["approved"], told["problems"]) == ("tin-1", True, [])
    assert "".join(token["written"] for token in told["tokens"]) == text
    assert [(token["written"], token["spoken"].strip()) for token in told["tokens"] if token["kind"] == "number"] == [
        ("2", "hai")
    ]


def test_show_tells_the_settings_in_effect(built_station: Path) -> None:
    told = ask(built_station, "show", "--json").json
    assert (told["name"], told["timezone"], told["slots"]) == ("Đài thử nghiệm", "Asia/Ho_Chi_Minh", ["sang"])
    assert told["hours"] == {"quiet": "21:00-05:00", "sessions_per_day": 3, "minutes_per_session": 45}


def test_preview_writes_the_item_as_it_will_be_heard(station: Path, tmp_path: Path) -> None:
    for name in ("tin.wav", "tin.flac"):
        assert ask(station, "preview", "tin-1", "--to", str(tmp_path / name)).code == 0
        assert (tmp_path / name).stat().st_size > 10_000
    assert ask(station, "preview", "tin-1", "--to", str(tmp_path / "tin.mp3")).code == 2
    shutil.rmtree(station / "var")  # a draft may be listened to as well
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "5 tin vui")
    assert ask(station, "preview", "tin-1", "--to", str(tmp_path / "draft.wav")).code == 0
