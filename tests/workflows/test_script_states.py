"""From a writer's draft to an approval and back: where a script stands, why, and who did what."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from workflows.stations import AFTER, FIRST, LAST, Outcome, ask, rewrite, write_tone

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Act, Deed
from broadcaster.workflows.approving import revoke
from broadcaster.workflows.heard import fingerprint_of
from broadcaster.workflows.station_folder import open_station


def standing(station: Path, script: str = "tin-1") -> dict[str, object]:
    (found,) = ask(station, "approvals", script, "--json").json["scripts"]
    return found


def approve(station: Path, *more: str) -> Outcome:
    return ask(station, "approve", "tin-1", "--by", "Bà Hoa", *more)


def submit(station: Path, *more: str) -> Outcome:
    return ask(station, "submit", "tin-1", "--by", "Anh Nam", *more)


def test_a_script_s_way(draft_station: Path) -> None:
    states = [standing(draft_station)["state"]]
    for step in (
        lambda: submit(draft_station, "--why", "gấp"),
        lambda: ask(draft_station, "submit", "tin-1", "--back", "--by", "Bà Hoa", "--why", "sai số tin"),
        lambda: rewrite(draft_station / "scripts/tin-1.md", "2 tin", "3 tin"),
        lambda: submit(draft_station),
        lambda: approve(draft_station),
        lambda: approve(draft_station, "--revoke", "--why", "hoãn"),
        lambda: submit(draft_station),
        lambda: approve(draft_station),
    ):
        done = step()
        assert done is None or done.code == 0
        states.append(standing(draft_station)["state"])
    assert states == [
        "draft", "submitted", "sent_back", "sent_back", "submitted", "approved", "void", "submitted", "approved",
    ]  # fmt: skip
    acts = standing(draft_station)["acts"]
    assert [(act["deed"], act["by"], act["note"]) for act in acts][:3] == [
        ("submitted", "Anh Nam", "gấp"), ("sent_back", "Bà Hoa", "sai số tin"), ("submitted", "Anh Nam", ""),
    ]  # fmt: skip
    assert ask(draft_station, "log", "--verify").code == 0


def test_what_was_submitted_and_edited_since_is_not_submitted_any_more(draft_station: Path) -> None:
    submit(draft_station)
    rewrite(draft_station / "scripts/tin-1.md", "2 tin", "3 tin")
    assert standing(draft_station)["state"] == "draft"
    refused = ask(draft_station, "submit", "tin-1", "--back", "--by", "Bà Hoa", "--why", "sai")
    assert (refused.code, "not submitted as it is now" in refused.err) == (2, True)


def test_a_script_is_not_sent_back_without_a_why(draft_station: Path) -> None:
    submit(draft_station)
    assert "its writer has to know" in ask(draft_station, "submit", "tin-1", "--back", "--by", "Bà Hoa").err
    assert standing(draft_station)["state"] == "submitted"


def lexicon(station: Path) -> None:
    (station / "lexicon.yaml").write_text("# của xã\nbà con: bà con cô bác\n", encoding="utf-8")


def column(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "column: ban-tin", "column: ngay-hoi")


CHANGES: dict[str, tuple[Callable[[Path], object], str, str, int | None]] = {
    "text": (lambda s: rewrite(s / "scripts/tin-1.md", "2 tin", "3 tin"), "text", "scripts/tin-1.md", 7),
    "lexicon": (lexicon, "lexicon", "lexicon.yaml", 2),
    "recording": (
        lambda s: write_tone(s / "audio/recordings/tin-1.wav", 4, 330), "recording", "audio/recordings/tin-1.wav", None,
    ),
    "music": (lambda s: write_tone(s / "audio/beds/nen.wav", 9, 99), "dressing", "audio/beds/nen.wav", None),
    "jingle": (
        lambda s: write_tone(s / "audio/jingles/mo-dau.wav", 2, 99), "dressing", "audio/jingles/mo-dau.wav", None,
    ),
    "head": (column, "head", "scripts/tin-1.md", 3),
}  # fmt: skip


@pytest.mark.parametrize(("change", "part", "file", "line"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_since_the_approval_is_told_with_file_and_line(
    draft_station: Path, change: Callable[[Path], object], part: str, file: str, line: int | None
) -> None:
    rewrite(draft_station / "scripts/tin-1.md", "column: ban-tin", "column: ban-tin\nbed: nen")
    write_tone(draft_station / "audio/beds/nen.wav", 8, 99)
    approve(draft_station)
    assert standing(draft_station)["state"] == "approved"
    change(draft_station)
    found = standing(draft_station)
    assert found["state"] == "void"
    assert found["since"]
    (told,) = found["changes"]
    assert (told["part"], told["file"], told["line"]) == (part, file, line)
    assert told["message"] in ask(draft_station, "check").err
    behind = ask(draft_station, "ready", "--json").json["behind"]
    assert part == "head" or any(told["message"] in one["message"] for one in behind)


def test_an_approval_can_be_reckoned_again_from_the_record(draft_station: Path) -> None:
    approve(draft_station)
    (act,) = Logbook(draft_station / "var/logbook.sqlite").acts()
    heard = {key: value for key, value in act.approved.items() if key not in {"written", "spoken"}}
    assert fingerprint_of(heard) == act.fingerprint
    assert act.approved["spoken"] == "Kính thưa bà con. Hôm nay xã ta có hai tin vui.\n"


def test_an_approval_taken_back_stays_so_whatever_is_put_back_into_the_file(station: Path) -> None:
    script = station / "scripts/tin-1.md"
    before = script.read_bytes()
    assert approve(station, "--revoke", "--why", "sai số liệu").code == 0
    assert b"approval" not in script.read_bytes()
    script.write_bytes(before)
    checked = ask(station, "check")
    assert checked.code == 2
    assert "Bà Hoa took the approval of “tin-1” back" in checked.err
    assert "sai số liệu" in checked.err
    assert "sai số liệu" in str(standing(station)["why"])
    assert approve(station).code == 0
    assert ask(station, "check").code == 0


def test_what_holds_it_leaves_the_list_that_any_player_could_play(station: Path) -> None:
    contents, _ = open_station(station)
    script = contents.script("tin-1")
    assert script
    listed = {day: station / f"playlists/built/{day}.m3u8" for day in (FIRST, LAST, AFTER)}
    assert all("0530-sang.mp3" in path.read_text("utf-8") for path in listed.values())
    revoke(contents, script, "Bà Hoa", "sai", date.fromisoformat(LAST))
    assert "0530-sang.mp3" in listed[FIRST].read_text("utf-8")  # that day is past
    assert listed[LAST].read_text("utf-8").splitlines()[2:] == [
        "#EXTINF:30,11:00 Chuyên mục Ngày hội", f"../../audio/programmes/{LAST}/1100-trua.mp3",
    ]  # fmt: skip
    assert "mp3" not in listed[AFTER].read_text("utf-8")
    assert ask(station, "build", AFTER).code == 0
    assert "0530-sang.mp3" in listed[AFTER].read_text("utf-8")  # without the script


def test_there_is_nothing_to_take_back_of_a_draft(draft_station: Path) -> None:
    refused = approve(draft_station, "--revoke")
    assert (refused.code, "has no approval" in refused.err) == (2, True)
    assert "--why belongs to --revoke" in approve(draft_station, "--why", "x").err


def test_a_record_that_can_t_be_read_approves_nothing(station: Path) -> None:
    (station / "var/logbook.sqlite").write_bytes(b"no database" * 1000)
    checked = ask(station, "check")
    assert checked.code == 2
    assert "the record can't be read" in checked.err
    assert ask(station, "preview", "tin-1", "--json").json["approved"] is False


def test_a_script_whose_file_is_gone_keeps_its_history(station: Path) -> None:
    (station / "scripts/tin-1.md").unlink()
    gone = [one for one in ask(station, "approvals", "--json").json["scripts"] if one["state"] == "gone"]
    assert [(one["script"], [act["deed"] for act in one["acts"]]) for one in gone] == [("tin-1", ["approved"])]


@pytest.fixture
def alerted(station: Path) -> Path:
    """A station where an emergency was put on air."""
    record = Logbook(station / "var/logbook.sqlite")
    (approved, *_) = record.acts()
    record.note(
        Act(approved.at, Deed.ALERTED, "Anh Trực", "khan-1", "ab" * 16, "aired first, to be approved after: Lũ về")
    )
    record.close()
    return station


def test_an_emergency_is_aired_first_and_approved_afterwards(alerted: Path) -> None:
    for command in (("status",), ("ready",), ("report", "--from", "2000-01-01", "--to", "2000-01-02")):
        told = ask(alerted, *command)
        assert ("without approval" in told.err) is (command[0] != "report")
    (waiting,) = ask(alerted, "status", "--json").json["alerts_without_approval"]
    assert (waiting["alert"], waiting["by"], waiting["approved_by"]) == ("khan-1", "Anh Trực", None)
    day = waiting["aired_at"][:10]
    assert "without approval" in ask(alerted, "report", "--from", day, "--to", day).err
    assert ask(alerted, "approve", "--alert", "khan-1", "--by", "Chủ tịch").code == 0
    assert ask(alerted, "status", "--json").json["alerts_without_approval"] == []
    (told,) = ask(alerted, "report", "--from", day, "--to", day, "--json").json["emergencies"]
    assert told["approved_by"] == "Chủ tịch"
    assert "khan-1" not in ask(alerted, "approvals").out  # it is no script


@pytest.mark.parametrize(
    "wrong", [("--alert", "khan-2"), ("--alert", "khan-1", "tin-1"), ("--alert", "khan-1", "--revoke")]
)
def test_what_is_no_emergency_is_not_approved_as_one(alerted: Path, wrong: tuple[str, ...]) -> None:
    assert ask(alerted, "approve", "--alert", *wrong, "--by", "Chủ tịch").code == 2


def test_an_emergency_is_approved_once(alerted: Path) -> None:
    codes = [ask(alerted, "approve", "--alert", "khan-1", "--by", "Chủ tịch").code for _ in range(2)]
    assert codes == [0, 2]
