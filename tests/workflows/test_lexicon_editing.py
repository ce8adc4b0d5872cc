"""A word written into people's lexicon: just this word, and not a byte of anything else."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflows.stations import rewrite

from broadcaster.content.lexicon_file import read_lexicon, read_lexicon_of
from broadcaster.content.lexicon_lines import LexiconUneditableError, entry_lines, with_entry
from broadcaster.content.nodes import Gatherer, decode_text
from broadcaster.model.lexicon import Conditions, LexiconEntry
from broadcaster.workflows.approvals import read_script
from broadcaster.workflows.lexicon_editing import EntryRefusedError, add, confirmed, guesses, problems_of, uses
from broadcaster.workflows.station_folder import open_station


def entry(written: str, spoken: str, **conditions: tuple[str, ...]) -> LexiconEntry:
    return LexiconEntry(written, spoken, Conditions(**conditions))


def entries(source: str) -> dict[str, list[str]]:
    """Return the readings of each word, as the station would use them."""
    gather = Gatherer()
    found: dict[str, list[str]] = {}
    for known in read_lexicon(source, "lexicon.yaml", gather).entries:
        found.setdefault(known.written, []).append(known.spoken)
    assert gather.problems == []
    return found


# ---------------------------------------------------------------- the file


def test_a_new_word_goes_to_the_end_and_every_other_byte_stays():
    before = "\ufeff# Của xã\r\nNTM: nông thôn mới  # ghi chú\r\n\r\n# cuối".encode()
    after = with_entry(before, entry("CĐS", "chuyển đổi số"))
    assert after == before + "\r\nCĐS: chuyển đổi số\r\n".encode()


def test_what_a_word_was_read_as_stays_above_it_as_a_comment():
    before = "A: á\r\nNTM: nông thôn  # của anh Ba\r\n\r\n# cho bản tin\r\nB: bê\r\n".encode()
    after = with_entry(before, entry("NTM", "nông thôn mới"))
    assert after.decode() == (
        "A: á\r\n# NTM: nông thôn  # của anh Ba\r\nNTM: nông thôn mới\r\n\r\n# cho bản tin\r\nB: bê\r\n"
    )


def test_a_reading_under_other_conditions_is_added_to_the_ones_there_are():
    before = "CP: chính phủ\nZ: dét\n".encode()
    after = with_entry(before, entry("CP", "cổ phần", left=("Công ty",))).decode()
    assert after == "# CP: chính phủ\nCP:\n  - chính phủ\n  - {read: cổ phần, left: [Công ty]}\nZ: dét\n"
    again = with_entry(after.encode(), entry("CP", "cổ phiếu", left=("Công ty",))).decode()
    assert entries(again) == {"CP": ["chính phủ", "cổ phiếu"], "Z": ["dét"]}
    assert "#   - {read: cổ phần, left: [Công ty]}" in again


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("on", '"on": mở'),
        ("No", '"No": mở'),
        ("y", '"y": mở'),
        ("1:2", '"1:2": mở'),
        ("#", '"#": mở'),
        ("- a", '"- a": mở'),
        ("24/7", '"24/7": mở'),
        ('nói "có": c:\\', '"nói \\"có\\": c:\\\\": mở'),
        ("a # b", '"a # b": mở'),
        ("😀", '"😀": mở'),
        ("KH&CN", '"KH&CN": mở'),
        ("Công ty CP", "Công ty CP: mở"),
    ],
)
def test_words_that_yaml_would_take_for_something_else_are_quoted(word, line):
    assert entry_lines([entry(word, "mở")]) == [line]
    assert entries(with_entry(b"A: a\n", entry(word, "mở")).decode()) == {"A": ["a"], word: ["mở"]}


@pytest.mark.parametrize("raw", [b"{A: a}\n", b"- A\n", b"A: a\n...\n", b"A: [\n", b"\xff\n"])
def test_a_file_that_is_not_made_of_lines_is_left_alone_and_the_line_to_write_is_told(raw):
    with pytest.raises(LexiconUneditableError) as refused:
        with_entry(raw, entry("NTM", "nông thôn mới"))
    assert refused.value.sentence.said("en").endswith("write this line into it by hand: NTM: nông thôn mới")


LINES = st.lists(
    st.sampled_from(["# lời", "", "A: á", "B: {read: bê, left: [ông, bà]}", '"on": mở', "  ", "C:", "  - xê",
                     "  - {đọc: xê, khi: {phải: so}}", "  # giữa", "E: |", "  dài", "F: [ép, ép]"]),
    max_size=8,
)  # fmt: skip
WORDS = st.text(st.sampled_from("aAĐệon:#-'\"{}[],&*!|>%@`\\? 1/😀y~"), min_size=1, max_size=6).map(
    lambda text: " ".join(text.split())
)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), WORDS.filter(bool) | st.sampled_from("ABCEF"))
@settings(deadline=timedelta(seconds=2), max_examples=300)
def test_whatever_stands_in_the_file_stays_in_it(lines, newline, is_ended, word):
    before = (newline.join(lines) + (newline if is_ended else "")).encode()
    try:
        after = with_entry(before, entry(word, "đọc thử", right=("thử: {",)))
    except LexiconUneditableError:
        return
    for line in (line.strip() for line in lines):
        assert line in after.decode(), "nothing that people wrote is lost"
    if newline.encode() in before:
        assert after.count(newline.encode()) == after.count(b"\n"), "the line ends stay"
    text = decode_text(after, "lexicon.yaml", Gatherer())
    assert text is not None
    now = read_lexicon(text, "lexicon.yaml", Gatherer()).entries
    assert entry(word, "đọc thử", right=("thử: {",)) in [LexiconEntry(e.written, e.spoken, e.when) for e in now]
    others = [e.spoken for e in read_lexicon(before.decode(), "", Gatherer()).entries if e.written != word]
    assert [e.spoken for e in now if e.written != word] == others


# ---------------------------------------------------------------- Vietnamese names for the keys


def test_conditions_may_be_written_in_vietnamese_with_or_without_marks_and_nested():
    source = """
CT:
  - {doc: chỉ thị, khi: {trong: so_hieu}}
  - {đọc: chủ tịch, khi: {phai: [UBND, HĐND], trái: [Phó]}, vd: Phó CT UBND xã}
  - {Đọc: chương trình, khi: {phải: so}}
  - {read: công trình, phải: số, dòng bắt đầu: Lưu}
  - {doc: chiến thắng, trước hai chấm: có, đầu dòng: có, sau_so: không}
"""
    gather = Gatherer()
    found = read_lexicon(source, "lexicon.yaml", gather).entries
    assert gather.problems == []
    assert [(e.spoken, e.when) for e in found] == [
        ("chỉ thị", Conditions(in_document_number=True)),
        ("chủ tịch", Conditions(left=("Phó",), right=("UBND", "HĐND"))),
        ("chương trình", Conditions(before_number=True)),
        ("công trình", Conditions(right=("số",), line_begins=("Lưu",))),
        ("chiến thắng", Conditions(before_colon=True, at_line_start=True)),
    ]
    assert found[1].example == "Phó CT UBND xã"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("A: {doc: a, traii: b}", "“traii” is not known here; did you mean “trai”?"),
        ("A: {doc: a, befor_number: true}", "“befor_number” is not known here; did you mean “before_number”?"),
        ("A: {doc: a, đọc: b}", "“đọc” is written twice, first on line 2; keep one of them"),
        ("A: {doc: a, khi: xã}", "“name: value” lines are expected under “khi:”"),
        ("A: {doc: a, before_number: maybe}",
         "“maybe” is not known here; write one of: true, yes, có, false, no, không"),
    ],
)  # fmt: skip
def test_a_mistaken_key_is_told_with_its_line_and_the_mend(line, told):
    gather = Gatherer()
    read_lexicon(f"# của xã\n{line}\n", "lexicon.yaml", gather)
    assert [(str(p.place), p.sentence.said("en")) for p in gather.problems] == [("lexicon.yaml:2", told)]


def test_a_lexicon_that_cannot_be_opened_is_told_and_one_that_is_not_there_is_empty(tmp_path: Path):
    gather = Gatherer()
    assert read_lexicon_of(tmp_path, gather).entries == ()
    assert gather.problems == []
    (tmp_path / "lexicon.yaml").mkdir()
    assert read_lexicon_of(tmp_path, gather).entries == ()
    assert "can't be opened" in gather.problems[0].sentence.said("en")


# ---------------------------------------------------------------- what the scripts use and guess


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (entry("NTM", "nông thôn mới 2"), "write figures and signs in words"),
        (entry("NTM", "nong thonn"), "is not a Vietnamese syllable"),
        (LexiconEntry("NTM", "nông thôn mới", example="xã ta"), "does not show “NTM”"),
        (entry("KH–UB", "kế hoạch"), "is never found in a text"),
        (entry("", "im"), "needs both sides"),
    ],
)
def test_an_entry_with_a_mistake_is_told_and_not_written(draft_station: Path, wrong, told):
    contents, _ = open_station(draft_station)
    with pytest.raises(EntryRefusedError) as refused:
        add(contents, wrong)
    assert told in refused.value.problems[0].sentence.said("en")
    assert not (draft_station / "lexicon.yaml").exists()


def test_every_guess_is_listed_with_the_entry_that_settles_it(draft_station: Path):
    rewrite(draft_station / "scripts/tin-1.md", "Hôm nay", "BCĐVH họp. BCĐVH mời. Số 12/UBND-XYZQ. Hôm nay")
    contents, _ = open_station(draft_station)
    found = guesses(contents)
    assert [(g.token.written, g.count, str(g.place)) for g in found] == [
        ("BCĐVH", 2, "scripts/tin-1.md:5"),
        ("12/UBND-XYZQ", 1, "scripts/tin-1.md:5"),
    ]
    assert [g.settled_by.written for g in found if g.settled_by] == ["BCĐVH", "XYZQ"]
    for guess in found:
        assert guess.settled_by is not None
        contents = add(contents, guess.settled_by).contents
    assert guesses(contents) == ()


def test_a_blank_in_a_form_is_nothing_that_a_lexicon_could_settle(draft_station: Path):
    rewrite(draft_station / "scripts/tin-1.md", "Hôm nay", "Ngày   tháng   năm 2026. Hôm nay")
    contents, _ = open_station(draft_station)
    assert [guess.settled_by for guess in guesses(contents)] == [None]


def test_a_guess_is_confirmed_as_it_is_said_or_as_somebody_says(draft_station: Path):
    rewrite(draft_station / "scripts/tin-1.md", "Hôm nay", "BCĐVH và Wikipedia. Hôm nay")
    contents, _ = open_station(draft_station)
    script = contents.script("tin-1")
    assert script is not None
    read = read_script(script, contents)
    assert confirmed(read, "BCĐVH", None).spoken == "bê xê đê vê hát"
    assert confirmed(read, "Wikipedia", None).foreign
    assert confirmed(read, "BCĐVH", "ban chỉ đạo") == LexiconEntry("BCĐVH", "ban chỉ đạo")
    assert problems_of(confirmed(read, "Wikipedia", None)) == ()


def test_what_the_scripts_use_is_counted_with_its_first_place(draft_station: Path):
    (draft_station / "lexicon.yaml").write_text("NVH: nhà văn hóa thôn\nKD: không dùng\n", encoding="utf-8")
    rewrite(draft_station / "scripts/tin-1.md", "Hôm nay", "UBND mời.\nNVH họp, NVH mở. Hôm nay")
    contents, _ = open_station(draft_station)
    assert [(u.written, u.spoken, u.is_own, u.count, str(u.place)) for u in uses(contents)] == [
        ("NVH", "nhà văn hóa thôn", True, 2, "scripts/tin-1.md:6"),
        ("UBND", "Ủy ban nhân dân", False, 1, "scripts/tin-1.md:5"),
    ]
