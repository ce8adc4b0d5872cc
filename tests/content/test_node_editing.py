"""One value of a YAML file is changed, and every other byte of it stays."""

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadcaster.content.node_editing import Flow, NotEditableError, with_value, without_value

SLOT = """\
# Buổi sáng: mở đầu ngày
title:   Chương trình "sáng"   # tên
slot: {at: 05:30, days: 'mon-sun',  airtime: 30m}  # giờ
items:
  - jingle: nhac-hieu   # mở
  - column: ban-tin

# cuối
fill: [music]
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("title",), "Sáng", 'Chương trình "sáng"', "Sáng"),
        (("title",), "Sáng: mới # 1", 'Chương trình "sáng"', '"Sáng: mới # 1"'),
        (("slot", "at"), "5h45", "05:30", "5h45"),
        (("slot", "at"), Flow("[5h30, 17h]"), "05:30", "[5h30, 17h]"),
        (("slot", "days"), "T2-T6", "'mon-sun'", "'T2-T6'"),  # quoted as before
        (("slot", "airtime"), "45m", "30m", "45m"),
        (("slot", "from"), "2026-01-05", "30m}", "30m, from: 2026-01-05}"),
        (("fill",), Flow("[spots, music]"), "[music]", "[spots, music]"),
        (("items",), Flow("[jingle: a]"), "\n  - jingle: nhac-hieu   # mở\n  - column: ban-tin", " [jingle: a]"),
    ],
)
def test_just_the_value_s_own_span_changes(path: tuple[str, ...], value: str | Flow, old: str, new: str) -> None:
    assert SLOT.count(old) == 1
    assert with_value(SLOT, path, value) == SLOT.replace(old, new)
    windows = SLOT.replace("\n", "\r\n")
    assert with_value(windows, path, value) == windows.replace(old.replace("\n", "\r\n"), new)


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("a: 1\nb: 2  # two\n# end\n", ("c",), "a: 1\nb: 2  # two\nc: x\n# end\n"),
        ("a:\n  b: 1\n\nd: 2\n", ("a", "c"), "a:\n  b: 1\n  c: x\n\nd: 2\n"),
        ("a: {}\n", ("a", "b"), "a: {b: x}\n"),
        ("a:\nd: 2\n", ("a",), "a: x\nd: 2\n"),
        ("a:\nd: 2\n", ("a", "b"), "a: {b: x}\nd: 2\n"),
        ("a: 1", ("b",), "a: 1\nb: x\n"),
        ("", ("a",), "a: x\n"),
        ("# nothing yet\n", ("a",), "# nothing yet\na: x\n"),
        ("a: >\n  long\n  text\n\n# end\nb: 1\n", ("a",), "a: x\n\n# end\nb: 1\n"),
        ("a: long\n  text\nb: 1\n", ("a",), "a: x\nb: 1\n"),
        ("a: 1\n", ("b", "c"), "a: 1\nb: {c: x}\n"),
    ],
)
def test_what_is_not_there_yet_finds_its_place(before: str, path: tuple[str, ...], after: str) -> None:
    assert with_value(before, path, "x") == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("a: 1\nb: 2  # two\n# end\n", ("b",), "a: 1\n# end\n"),
        ("a:\n  - 1\n  - 2\n# end\nb: 2\n", ("a",), "# end\nb: 2\n"),
        ("a: {b: 1, c: 2, d: 3}\n", ("a", "c"), "a: {b: 1, d: 3}\n"),
        ("a: {b: 1, c: 2}\n", ("a", "b"), "a: {c: 2}\n"),
        ("a: {b: 1}\n", ("a", "b"), "a: {}\n"),
        ("a: 1\n", ("b",), "a: 1\n"),
    ],
)
def test_what_is_taken_out_leaves_the_rest(before: str, path: tuple[str, ...], after: str) -> None:
    assert without_value(before, path) == after


@pytest.mark.parametrize("source", ["a: [", "- a\n- b\n", "a: 1\nb"])
def test_what_has_no_place_for_a_value_is_refused(source: str) -> None:
    with pytest.raises(NotEditableError):
        with_value(source, ("slot", "at"), "x")


@example("-")
@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")))
def test_whatever_is_typed_is_read_back_as_it_was_typed(typed: str) -> None:
    for path in (("title",), ("slot", "at"), ("slot", "days"), ("slot", "new"), ("new",)):
        read = yaml.compose(with_value(SLOT, path, typed), Loader=yaml.SafeLoader)
        for name in path:
            read = next(value for key, value in read.value if key.value == name)
        assert read.value == typed
