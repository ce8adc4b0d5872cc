"""`lexicon`: a clerk says how a word is read, sees what is in effect, and settles what the machine guesses."""

from pathlib import Path

import pytest
from workflows.stations import ask, rewrite

from broadcaster.cli.settling import command_for
from broadcaster.model.lexicon import LexiconEntry


@pytest.fixture
def guessing_station(draft_station: Path) -> Path:
    """A station with a guess in one of its two approved scripts."""
    rewrite(draft_station / "scripts/tin-1.md", "Hôm nay", "BCĐVH mời bà con. BCĐVH chào. Hôm nay")
    approved = ask(draft_station, "approve", "tin-1", "ngay-hoi-1", "--by", "Trưởng đài")
    assert approved.code == 0
    return draft_station


def test_a_word_is_added_and_the_scripts_it_changes_are_named(guessing_station: Path):
    added = ask(guessing_station, "lexicon", "add", "BCĐVH", "ban chỉ đạo văn hóa")
    assert (added.code, added.err) == (0, "")
    assert added.out.splitlines() == [
        "lexicon.yaml:1: “BCĐVH” is read “ban chỉ đạo văn hóa”",
        "“tin-1” is heard otherwise now, and will not be aired before it is approved again: "
        "broadcaster approve tin-1 --by NAME",
    ]
    assert (guessing_station / "lexicon.yaml").read_text("utf-8") == "BCĐVH: ban chỉ đạo văn hóa\n"
    assert "mời bà con" in ask(guessing_station, "preview", "tin-1", "--json").json["spoken"]


def test_confirming_what_is_said_anyway_asks_nobody_to_approve_again(guessing_station: Path):
    added = ask(guessing_station, "lexicon", "add", "BCĐVH", "bê xê đê vê hát")
    assert added.out == "lexicon.yaml:1: “BCĐVH” is read “bê xê đê vê hát”\n"


def test_adding_a_word_twice_changes_nothing_the_second_time(draft_station: Path):
    lexicon = draft_station / "lexicon.yaml"
    ask(draft_station, "lexicon", "add", "NTM", "nông thôn mới")
    before = lexicon.stat().st_mtime_ns
    again = ask(draft_station, "lexicon", "add", "NTM", "nông thôn  mới ")
    assert again.out == "lexicon.yaml:1: “NTM” is read “nông thôn mới” already; nothing was changed\n"
    assert lexicon.stat().st_mtime_ns == before


def test_what_was_written_before_is_told_and_kept(draft_station: Path):
    (draft_station / "lexicon.yaml").write_bytes("# xã\r\nNTM: nông thôn # cũ\r\n".encode())
    added = ask(draft_station, "lexicon", "add", "NTM", "nông thôn mới")
    assert added.out.splitlines()[1] == "before, it was read “nông thôn”; that stands above it as a comment"
    assert (draft_station / "lexicon.yaml").read_bytes().decode() == (
        "# xã\r\n# NTM: nông thôn # cũ\r\nNTM: nông thôn mới\r\n"
    )


def test_conditions_an_example_and_a_foreign_reading_are_written_too(draft_station: Path):
    words = ["lexicon", "add", "CP", "si pi", "--foreign", "--left", "gói", "--left", "bộ", "--right", "mới"]
    added = ask(draft_station, *words, "--example", "Mở gói CP mới")
    assert (added.code, added.err) == (0, "")
    assert (draft_station / "lexicon.yaml").read_text("utf-8") == (
        "CP: {read: si pi, left: [gói, bộ], right: [mới], example: Mở gói CP mới, foreign: true}\n"
    )


@pytest.mark.parametrize("word", ["on", "no", "1:2", "#", 'a"b', "a: b", "😀"])
def test_any_word_can_be_added_and_is_read_so(draft_station: Path, word: str):
    assert ask(draft_station, "lexicon", "add", word, "thử xem").code == 0
    assert ask(draft_station, "normalise", given=f"Kìa {word} kìa\n".encode()).out == "Kìa thử xem kìa\n"
    listed = ask(draft_station, "lexicon", "list", word, "--json").json["entries"]
    assert [(row["written"], row["spoken"], row["from"]) for row in listed] == [(word, "thử xem", "commune")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("NTM", "nông thôn 3"), "only words can be said: write figures and signs in words"),
        (("NTM", "nong thonn"), "mend it, or mark the entry as foreign"),
        (("NTM", ""), "needs both sides"),
        (("NTM", "nông thôn mới", "--example", "xã ta"), "mend the example or the conditions"),
    ],
)
def test_a_mistake_is_told_and_the_file_untouched(draft_station: Path, words: tuple[str, ...], told: str):
    (draft_station / "lexicon.yaml").write_text("A: a\n", encoding="utf-8")
    refused = ask(draft_station, "lexicon", "add", *words)
    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert "nothing was written to lexicon.yaml" in refused.err
    assert (draft_station / "lexicon.yaml").read_text("utf-8") == "A: a\n"


def test_a_broken_lexicon_is_left_alone_and_its_mistake_told(draft_station: Path):
    (draft_station / "lexicon.yaml").write_text("A: [\n", encoding="utf-8")
    refused = ask(draft_station, "lexicon", "add", "NTM", "nông thôn mới")
    assert refused.code == 2
    assert "lexicon.yaml:2: this is not valid YAML" in refused.err
    assert "write this line into it by hand: NTM: nông thôn mới" in refused.err


def test_the_words_of_the_commune_are_listed_with_their_place(draft_station: Path):
    assert ask(draft_station, "lexicon", "list").out == "the commune has no words of its own\n"
    text = "NTM: nông thôn mới\nCT:\n  - {doc: chủ tịch, khi: {trai: Phó}}\n"
    (draft_station / "lexicon.yaml").write_text(text, encoding="utf-8")
    assert ask(draft_station, "lexicon", "list").out.splitlines() == [
        "NTM  nông thôn mới  (the commune's, lexicon.yaml:1)",
        "CT   chủ tịch  (the commune's, left: Phó, lexicon.yaml:3)",
    ]


def test_one_word_is_shown_as_it_is_read_wherever_that_comes_from(draft_station: Path):
    assert ask(draft_station, "lexicon", "list", "UBND").out == "UBND  Ủy ban nhân dân  (built in)\n"
    assert ask(draft_station, "lexicon", "list", "BCĐVH").out == "BCĐVH  bê xê đê vê hát  (a guess)\n"
    assert ask(draft_station, "lexicon", "list", "17h").out == "17h  mười bảy giờ  (by rule)\n"


def test_what_the_scripts_use_is_listed_with_counts(draft_station: Path):
    assert ask(draft_station, "lexicon", "list", "--used").out == "no script uses a word of the lexicon\n"
    rewrite(draft_station / "scripts/tin-1.md", "Hôm nay", "UBND mời. UBND chào. Hôm nay")
    assert ask(draft_station, "lexicon", "list", "--used").out == (
        "UBND  Ủy ban nhân dân  (built in, 2 times, scripts/tin-1.md:5)\n"
    )


def test_guesses_come_with_the_command_that_settles_them(guessing_station: Path):
    listed = ask(guessing_station, "lexicon", "guesses")
    assert listed.out.splitlines() == [
        "BCĐVH  →  bê xê đê vê hát  (2 times, scripts/tin-1.md:6)",
        '    broadcaster lexicon add BCĐVH "bê xê đê vê hát"',
        "if a word is read wrongly, change what stands between the quotation marks",
    ]
    [guess] = ask(guessing_station, "lexicon", "guesses", "--json").json["guesses"]
    assert (guess["count"], guess["file"], guess["settled_by"]["spoken"]) == (2, "scripts/tin-1.md", "bê xê đê vê hát")
    ask(guessing_station, "lexicon", "add", "BCĐVH", "bê xê đê vê hát")
    assert ask(guessing_station, "lexicon", "guesses").out == "nothing was guessed\n"


def test_no_word_of_a_script_becomes_a_command_of_the_shell():
    for evil in ("$(rm -rf ~)", "`id`", 'x" & del *', "%PATH%", "!!", "-rf", "a\\b", "a;b|c"):
        command = command_for(LexiconEntry(evil, "thử"))
        assert command.startswith("lexicon.yaml: ") or command == f'broadcaster lexicon add "{evil}" "thử"'
        assert not command.startswith("broadcaster") or not set(evil) & set('$`"%!\\&|')
