"""`lexicon.yaml`: how the commune wants words read."""

import pytest
from people_files import SAMPLE, read_text

from broadcaster.content.lexicon_file import read_lexicon
from broadcaster.model.lexicon import Conditions, Lexicon, LexiconEntry
from broadcaster.model.problem import Place


def lexicon(source: str) -> tuple[tuple[LexiconEntry, ...], list[str]]:
    found, problems = read_text(lambda text, gather: read_lexicon(text, "lexicon.yaml", gather), source)
    assert isinstance(found, Lexicon)
    return found.entries, problems


def test_the_sample_lexicon_is_read_without_a_word() -> None:
    entries, problems = lexicon((SAMPLE / "lexicon.yaml").read_text("utf-8"))
    assert problems == []
    assert "NTM" in {entry.written for entry in entries}


def test_a_word_may_have_one_reading_or_several_each_under_its_conditions() -> None:
    source = """NTM: nông thôn mới
no: không        # YAML would call this word False
CP:
  - {read: chính phủ, left: [Nghị quyết], example: Nghị quyết của CP}
  - {read: cổ phần, right: Công ty, foreign: không}
"""
    assert lexicon(source) == (
        (
            LexiconEntry("NTM", "nông thôn mới", place=Place("lexicon.yaml", 1)),
            LexiconEntry("no", "không", place=Place("lexicon.yaml", 2)),
            LexiconEntry(
                "CP", "chính phủ", Conditions(left=("Nghị quyết",)), "Nghị quyết của CP", place=Place("lexicon.yaml", 4)
            ),
            LexiconEntry("CP", "cổ phần", Conditions(right=("Công ty",)), place=Place("lexicon.yaml", 5)),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("- NTM", "lexicon.yaml:1: each line of the lexicon is “word: how it is read”"),
        ("NTM", "lexicon.yaml:1: each line of the lexicon is “word: how it is read”"),
        ("NTM:", "lexicon.yaml:1: write after “NTM:” how it is read"),
        ('NTM: {read: ""}', "lexicon.yaml:1: something must be written here"),
        ("NTM: {raed: nông thôn mới}", "lexicon.yaml:1: “raed” is not known here; did you mean “read”?"),
        ('"": im lặng', "lexicon.yaml:1: a name is expected in front of the colon here"),
        ("NTM: [[a]]", "lexicon.yaml:1: “name: value” lines are expected here; the names are: read, left, right, "
         "line_begins, example, foreign"),
    ],
)  # fmt: skip
def test_a_word_without_a_reading_is_told_and_never_read_as_silence(source: str, problem: str) -> None:
    entries, problems = lexicon(source)
    assert entries == ()
    assert problem in problems


def test_one_wrong_line_leaves_the_others_in_force() -> None:
    entries, problems = lexicon("A: a\nB:\nC: {read: xê, foreign: maybe}\nA: á\nD: đê")
    assert [(entry.written, entry.spoken) for entry in entries] == [("A", "a"), ("C", "xê"), ("D", "đê")]
    assert problems == [
        "lexicon.yaml:4: “A” is written twice, first on line 1; keep one of them",
        "lexicon.yaml:2: write after “B:” how it is read",
        "lexicon.yaml:3: “maybe” is not known here; write one of: true, yes, có, false, no, không",
    ]
