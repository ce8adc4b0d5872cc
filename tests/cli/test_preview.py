"""`preview`: what the machine will say, beside what is written, in the terminal, as JSON and from any text."""

import os
import re
from pathlib import Path

import pytest
from workflows.stations import Outcome, ask, rewrite, run, write_tone

from broadcaster.cli.reading_text import columns
from broadcaster.workflows import previewing
from broadcaster.workflows.machine import SoundCard

TEXT = "BCĐVH mời 9 thôn lúc 17h30.\nNgày {VNeID|vê nê ít}.\n\nHôm nay"


@pytest.fixture
def guessing_station(draft_station: Path) -> Path:
    rewrite(draft_station / "scripts/tin-1.md", "Hôm nay", TEXT)
    return draft_station


def shown(station: Path, *words: str, width: int = 100) -> Outcome:
    """Run the command in a terminal of `width` columns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        return ask(station, "preview", *words)


def test_written_stands_beside_spoken_and_a_guess_is_marked_in_both(guessing_station: Path):
    told = shown(guessing_station, "tin-1").out
    assert re.search(
        r"\n {3}5  Kính thưa bà con\. BCĐVH\[\?1\] mời .*  │  Kính thưa bà con\. bê xê đê vê hát\[\?1\]", told
    )
    assert "not approved · about 0:" in told
    assert "guesses to confirm: 1" in told


def test_every_guess_comes_with_its_line_its_rule_and_what_to_do(guessing_station: Path):
    to_look_at = shown(guessing_station, "tin-1").out.split("To look at\n")[1]
    assert re.match(r"  \?1  line 5: BCĐVH → bê xê đê vê hát \[[a-z.]+\]\n", to_look_at)
    assert '\n      broadcaster lexicon add BCĐVH "bê xê đê vê hát"\n' in to_look_at
    assert "VNeID" not in to_look_at, "what the script orders is no guess"


@pytest.mark.parametrize("width", [20, 40, 71, 72, 100, 160, 300])
def test_nothing_is_wider_than_the_terminal_but_what_is_there_to_be_copied(guessing_station: Path, width: int):
    lines = shown(guessing_station, "tin-1", width=width).out.split("the machine will say:\n")[1].splitlines()
    assert all(columns(line) <= width for line in lines if "lexicon add" not in line)
    bars = {line.index("│") for line in lines if "│" in line}
    assert len(bars) == (1 if width >= 72 else 0)


def test_marks_and_emoji_take_the_columns_that_a_terminal_gives_them():
    assert columns("Ế") == columns("E\u0302\u0301") == 1
    assert columns("😀") == 2


def test_a_pipe_gets_no_colour(guessing_station: Path):
    assert "\x1b" not in run(guessing_station, "preview", "tin-1").out


def test_no_sign_of_a_script_steers_the_terminal(draft_station: Path):
    rewrite(draft_station / "scripts/tin-1.md", "Hôm nay", "\x9b31mđỏ \u202eđảo. Hôm nay")
    assert not set("\x9b\u202e") & set(shown(draft_station, "tin-1").out)


def test_json_tells_lines_length_and_what_would_settle_a_guess(guessing_station: Path):
    found = ask(guessing_station, "preview", "tin-1", "--json").json
    [guess] = [token for token in found["tokens"] if not token["certain"]]
    assert (guess["line"], guess["written"]) == (5, "BCĐVH")
    assert guess["settled_by"] == {"written": "BCĐVH", "spoken": "bê xê đê vê hát", "foreign": False}
    assert found["approved"] is False
    assert found["duration_ms"] > 5000


def test_a_guess_is_confirmed_as_it_is_said(guessing_station: Path):
    confirmed = shown(guessing_station, "tin-1", "--confirm", "BCĐVH")
    assert confirmed.code == 0
    assert confirmed.err == "lexicon.yaml:1: “BCĐVH” is read “bê xê đê vê hát”\n"
    assert "nothing was guessed" in confirmed.out


def test_a_guess_is_confirmed_with_another_reading_beside_json(guessing_station: Path):
    confirmed = ask(guessing_station, "preview", "tin-1", "--confirm", "BCĐVH", "ban chỉ đạo văn hóa", "--json")
    assert "ban chỉ đạo văn hóa mời" in confirmed.json["spoken"]


@pytest.mark.parametrize("number", ["2", "?2"])
def test_a_guess_is_confirmed_by_the_number_that_is_shown(guessing_station: Path, number: str):
    rewrite(guessing_station / "scripts/tin-1.md", "VNeID|vê nê ít}.", "VNeID|vê nê ít} và BCĐPCTT.")
    assert "BCĐPCTT[?2]" in shown(guessing_station, "tin-1", width=160).out
    confirmed = shown(guessing_station, "tin-1", "--confirm", number)
    assert confirmed.code == 0
    assert confirmed.err.startswith("lexicon.yaml:1: “BCĐPCTT” is read “")
    assert "guesses to confirm: 1" in confirmed.out


def test_a_guess_is_confirmed_by_its_number_with_another_reading(guessing_station: Path):
    confirmed = ask(guessing_station, "preview", "tin-1", "--confirm", "?1", "ban chỉ đạo văn hóa")
    assert confirmed.err == "lexicon.yaml:1: “BCĐVH” is read “ban chỉ đạo văn hóa”\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--confirm", "UBND"), "“UBND” is no guess in “tin-1” that a lexicon could settle"),
        (("--confirm", "BCDVH", "ban chỉ đạo"), "“BCDVH” is no guess in “tin-1” that a lexicon could settle"),
        (("--confirm", "2"), "there is no guess “2” in “tin-1”; look at the numbers in: broadcaster preview tin-1"),
        (("--confirm", "9", "ban chỉ đạo"), "there is no guess “9” in “tin-1”"),
        (("--confirm", "?7"), "there is no guess “?7” in “tin-1”"),
        (("ban chỉ đạo",), "say which word is read so: --confirm WORD “ban chỉ đạo”"),
        (("--confirm", "BCĐVH", "ban 2"), "nothing was written to lexicon.yaml"),
    ],
)
def test_a_confirmation_that_confirms_nothing_is_refused(guessing_station: Path, words: tuple[str, ...], told: str):
    refused = ask(guessing_station, "preview", "tin-1", *words)
    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert not (guessing_station / "lexicon.yaml").exists()


@pytest.mark.parametrize(("name", "head"), [("thu.txt", ""), ("thu.md", "---\ntitle: x\n---\n")])
def test_a_text_outside_the_scripts_is_read_with_the_station_s_words(draft_station: Path, name: str, head: str):
    (draft_station / "lexicon.yaml").write_text("BCĐVH: ban chỉ đạo\n", encoding="utf-8")
    (draft_station / name).write_text(f"{head}BCĐVH họp lúc 7h.\n", encoding="utf-8")
    found = ask(draft_station, "preview", name, "--json").json
    assert found["spoken"].strip() == "ban chỉ đạo họp lúc bảy giờ."
    assert found["tokens"][0]["line"] == 1 + head.count("\n")


def test_a_text_needs_no_station_but_is_no_script(tmp_path: Path):
    (tmp_path / "thu.txt").write_bytes("\ufeffXin chào 2 bác\r\n".encode())
    told = shown(tmp_path, "thu.txt").out
    assert "Xin chào hai bác" in told
    assert "no script of the station" in told
    for words in (("--listen",), ("--to", "x.wav"), ("--confirm", "A")):
        assert ask(tmp_path, "preview", "thu.txt", *words).code == 2


def test_a_file_that_is_no_text_is_told(tmp_path: Path):
    (tmp_path / "thu.txt").write_bytes(b"\xff\xfe\x00")
    assert "this is not readable text" in ask(tmp_path, "preview", "thu.txt").err


def test_a_script_named_by_its_path_is_a_script(draft_station: Path):
    assert ask(draft_station, "preview", f"scripts{os.sep}tin-1.md", "--json").json["script"] == "tin-1"


def test_a_machine_without_a_sound_card_says_so_and_plays_into_nothing(draft_station: Path, monkeypatch):
    monkeypatch.setattr("broadcaster.workflows.machine.sound_card", lambda _: SoundCard(None, ()))
    monkeypatch.setattr(previewing, "item_of", lambda *_: pytest.fail("nothing has to be made for it"))
    told = ask(draft_station, "preview", "tin-1", "--listen")
    assert told.code == 1
    assert "this machine has no sound card that can be used" in told.err


def test_a_recording_is_named_with_its_own_length_and_how_often_it_is_heard(draft_station: Path):
    write_tone(draft_station / "audio/recordings/tin-1.wav", 6, 330)
    rewrite(draft_station / "scripts/tin-1.md", "column: ban-tin\n", "column: ban-tin\nrepeat: 2\n")
    told = shown(draft_station, "tin-1", width=160).out
    assert "not approved · a human reads it: audio/recordings/tin-1.wav, 0:06 · read 2 times · nothing was" in told
    assert "these words are read by a human:\n" in told
    assert "the machine will say" not in told
    found = ask(draft_station, "preview", "tin-1", "--json").json
    assert found["recording"] == {"file": "audio/recordings/tin-1.wav", "duration_ms": 6000, "why_unusable": None}
    assert (found["duration_ms"], found["readings"]) == (2 * 6000 + 1500, 2)


def test_a_recording_that_can_t_be_used_is_named_beside_the_machine_s_length(draft_station: Path):
    write_tone(draft_station / "audio/recordings/tin-1.wav", 0.5, 330)
    told = shown(draft_station, "tin-1").out
    why = "the sound is too short: 500 ms for 12 syllables"
    assert f"audio/recordings/tin-1.wav can't be used, a machine voice reads: {why} · about 0:0" in told
    assert ask(draft_station, "preview", "tin-1", "--json").json["recording"]["why_unusable"] == why


def test_repetition_and_the_station_s_notice_are_shown_and_reckoned(draft_station: Path):
    once = ask(draft_station, "preview", "tin-1", "--json").json["duration_ms"]
    rewrite(draft_station / "scripts/tin-1.md", "column: ban-tin\n", "column: ban-tin\nrepeat: 2\n")
    rewrite(draft_station / "station.yaml", "language: vi\n", "language: vi\nspeech: {notice: Bài do máy đọc.}\n")
    told = shown(draft_station, "tin-1").out
    assert "· read 2 times · then: “Bài do máy đọc.” · nothing was guessed" in told
    found = ask(draft_station, "preview", "tin-1", "--json").json
    assert found["duration_ms"] > 2 * once + 4 * 310
    assert (found["readings"], found["notice"], found["recording"]) == (2, "Bài do máy đọc.", None)


def test_the_page_says_who_reads(draft_station: Path):
    write_tone(draft_station / "audio/recordings/tin-1.wav", 6, 330)
    ask(draft_station, "preview", "tin-1", "--html", "bai.html")
    page = (draft_station / "bai.html").read_text(encoding="utf-8")
    assert "<li>a human reads it: audio/recordings/tin-1.wav, 0:06</li>" in page
    assert "The machine will say…" not in page


UNHEARD = "no silence is heard at the start or at the end of an item"


def test_a_rest_before_the_first_or_after_the_last_word_is_told_and_not_shown_as_heard(draft_station: Path):
    rewrite(draft_station / "scripts/tin-1.md", "Kính thưa bà con.", "[nghỉ 3s]\nNam: Kính thưa bà con. [nghỉ 2s]")
    rewrite(draft_station / "scripts/tin-1.md", "tin vui.", "tin vui. [nghỉ 4s]")
    words, to_look_at = shown(draft_station, "tin-1", width=200).out.split("To look at\n")
    assert "[2 s of silence]" in words
    assert "[3 s of silence]" not in words
    assert "[4 s of silence]" not in words
    assert [line.split(":")[0].split() for line in to_look_at.splitlines() if "line" in line] == [
        ["!1", "line", "5"], ["!2", "line", "6"]
    ]  # fmt: skip
    assert to_look_at.count(UNHEARD) == 2


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("scripts/tin-1.md", "column: ban-tin\n", "column: ban-tin\nrepeat: 2\n"),
        ("station.yaml", "language: vi\n", "language: vi\nspeech: {notice: Bài do máy đọc.}\n"),
    ],
)
def test_a_rest_at_the_end_is_heard_where_something_follows(draft_station: Path, file: str, old: str, new: str):
    rewrite(draft_station / "scripts/tin-1.md", "tin vui.", "tin vui. [nghỉ 4s]")
    assert UNHEARD in shown(draft_station, "tin-1").out
    rewrite(draft_station / file, old, new)
    told = shown(draft_station, "tin-1", width=200).out
    assert "[4 s of silence]" in told
    assert UNHEARD not in told
