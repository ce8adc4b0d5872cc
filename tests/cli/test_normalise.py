"""Normalise: one line out for each line in, whatever is in it."""

from pathlib import Path

import pytest
from workflows.stations import ask, run


def spoken(folder: Path, given: bytes) -> list[str]:
    outcome = ask(folder, "normalise", given=given)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "" or outcome.out.endswith("\n")
    return outcome.out.split("\n")[:-1]


def test_each_line_is_read_for_itself(tmp_path: Path) -> None:
    assert spoken(tmp_path, "Kính thưa bà con\nCó 2 tin\n".encode()) == ["Kính thưa bà con", "Có hai tin"]


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (b"", 0),
        (b"\n", 1),
        (b"\n\n\n", 3),
        (b"a\n\nb\n", 3),
        (b"a\n\nb", 3),
        (b"a\r\n\r\nb\r\n", 3),
        (b"   \n\t\n", 2),
        (b"---\n***\n# a\n| a | b |\n", 4),
        (b"\xff\xfe\n\x00\x1b[31m\n", 2),
        ("một\u2028hai\u2029ba\x85bốn\x0bnăm\x0csáu\n".encode(), 1),
        (b"a\rb\n", 1),
        (b"1. a\n2. b\n- c\n", 3),
        ("{5|năm\n}sáu\n".encode(), 2),
        (b"a " * 2_000 + b"\n", 1),
    ],
    ids=[
        "nothing", "one empty", "three empty", "empty between", "no end", "windows", "blank", "marks", "no text",
        "odd ends", "lone return", "lists", "torn braces", "long",
    ],
)  # fmt: skip
def test_there_are_as_many_lines_out_as_in(tmp_path: Path, given: bytes, lines: int) -> None:
    assert len(spoken(tmp_path, given)) == lines


def test_an_empty_line_stays_empty(tmp_path: Path) -> None:
    assert spoken(tmp_path, b"a\n\n \nb")[1:3] == ["", ""]


def test_the_station_s_lexicon_counts(draft_station: Path) -> None:
    (draft_station / "lexicon.yaml").write_text("CĐS: chuyển đổi số\n", encoding="utf-8")
    assert spoken(draft_station, "Tổ CĐS xã\n".encode()) == ["Tổ chuyển đổi số xã"]


def test_through_a_real_pipe_vietnamese_comes_out_as_it_went_in(tmp_path: Path) -> None:
    text = "Nghiêng ngả, khuỷu tay, ưỡn ẹo\n"
    assert run(tmp_path, "normalise", given=text.encode()).out == text
