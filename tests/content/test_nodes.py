"""YAML as people write it: every value its own text, every mistake with its line, no file that could do harm."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_files import read_text

from broadcaster.content.nodes import Mapping, Node, Scalar, Sequence, parse


def parsed(source: str | bytes) -> tuple[object, list[str]]:
    """Return the file as plain lists and dicts of what was written, and what was told."""
    node, problems = read_text(lambda text, gather: parse(text, "file", gather), source)
    return plain(node), problems


def plain(node: Node | None) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    if isinstance(node, Mapping):
        return {pair.key: plain(pair.value) for pair in node.pairs}
    return None


NOT_TEXT = "this is not readable text; save the file again as text with UTF-8 encoding"
NO_REFERENCES = "references (& and *) are not used in these files; write the value out"
NO_TAGS = "tags (!…) are not used in these files; write the value without it"
LOOK_AT = "look at the colons, the spaces in front of the line and the quotation marks"


@pytest.mark.parametrize(
    "written",
    ["17:30", "5:30:00", "no", "off", "1_000", "0o17", "012", "1e3", "~", "null", "2026-05-13", "=", ".inf", "0x1F"],
)
def test_every_value_stays_as_it_was_written(written: str) -> None:
    assert parsed(f"a: {written}\nb: [{written}]") == ({"a": written, "b": [written]}, [])


def test_a_span_of_hours_needs_no_quotation_marks() -> None:
    assert parsed("hours: {quiet: 21:00-05:00, at: 05:30}") == ({"hours": {"quiet": "21:00-05:00", "at": "05:30"}}, [])


def test_every_value_knows_its_line() -> None:
    source = "# the station\ntitle: một\n\nitems:\n  - jingle: nhac-hieu\n  - column: ban-tin\n"
    node, _ = read_text(lambda text, gather: parse(text, "playlists/sang.yaml", gather, first_line=11), source)
    assert isinstance(node, Mapping)
    assert [(pair.key, str(pair.place)) for pair in node.pairs] == [
        ("title", "playlists/sang.yaml:12"),
        ("items", "playlists/sang.yaml:14"),
    ]
    items = node.get("items")
    assert isinstance(items, Sequence)
    assert [item.place.line for item in items] == [15, 16]


def test_lines_count_alike_however_they_end() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert parsed(end.join(["a: 1", "", "a: 2"])) == (
            {"a": "1"},
            ["file:3: “a” is written twice, first on line 1; keep one of them"],
        )


@pytest.mark.parametrize("source", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff", "\ufeff# comment"])
def test_a_file_with_nothing_in_it_is_empty_and_no_mistake(source: str) -> None:
    root, problems = parsed(source)
    assert root in ({}, "")
    assert problems == []


def test_a_byte_order_mark_of_notepads_is_dropped() -> None:
    assert parsed("\ufefftitle: Sáng") == ({"title": "Sáng"}, [])


def test_letters_and_their_marks_are_one_however_the_machine_stored_them() -> None:
    taken_apart = "tie\u0302\u0301ng: Vie\u0323\u0302t"
    assert parsed(taken_apart) == ({"tiếng": "Việt"}, [])


# -- files that are no text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("title: Sáng".encode("utf-16"), 1),
        ("title: Sáng".encode("utf-16-le"), 1),
        ("a: 1\nb: Sáng".encode("cp1258"), 2),
        (b"a: 1\nb: 2\nc: \x00", 3),
        (b"a: 1\nb: \x07", 2),
        (b"\xff\xfe\xfd", 1),
        (b"a: 1\n\xed\xa0\x80", 2),
    ],
)
def test_what_is_no_text_is_told_with_its_line(raw: bytes, line: int) -> None:
    assert parsed(raw) == (None, [f"file:{line}: {NOT_TEXT}"])


def test_a_file_of_three_megabytes_is_no_text_of_a_station() -> None:
    problem = "file: this file has more than 2000000 bytes; a text file for the station is far smaller"
    assert parsed(b"# " + b"x" * 3_000_000) == (None, [problem])


def test_a_sign_that_yaml_refuses_is_told_on_its_own_line() -> None:
    detail = "a sign that can't be seen stands here; delete it and type the line anew"
    assert parsed("a: 1\n\nb: \x7f") == (None, [f"file:3: this is not valid YAML ({detail}); {LOOK_AT}"])


def test_a_tab_in_front_of_a_line_is_told_on_its_line() -> None:
    root, (problem,) = parsed("slot:\n\tat: 05:30")
    assert root is None
    assert problem.startswith("file:2: this is not valid YAML (a tab stands here; write spaces instead)")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3", 2),
        ("a: 1\nb: 'open\n", 2),
        ("a: 1\n b: 2", 2),
        ("a: b: c", 1),
        ("a: 1\n---\nb: 2", 2),
        ("a: 1\nb: *unknown", 2),
        ("a: 1\nb: @home", 2),
        ('a: "C:\\Users"', 1),
    ],
)
def test_broken_yaml_is_told_on_its_line(source: str, line: int) -> None:
    root, (problem,) = parsed(source)
    assert root is None
    assert problem.startswith(f"file:{line}: this is not valid YAML (")


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        ("outputs:\n  - icecast: {host: a.vn, mount: /xa.mp3\nzones:\n  bac: 1\n", 2, "a curly bracket is opened"),
        ("clients: [loa-1, loa-2\nvolume: 3", 1, "a square bracket is opened"),
        ('title: "Thôn Bắc\nvolume: 3', 1, "a quotation mark is not closed"),
        ("outputs:\n  - icecast: 1\n - wav_file: 2", 3, "this line stands further in or out than it should"),
        ("host: @home", 1, "what begins with such a sign goes between quotation marks"),
        ('path: "C:\\Users"', 1, "a backslash does not go between these quotation marks"),
    ],
)
def test_what_the_parser_says_is_told_in_peoples_words_where_they_have_to_look(
    source: str, line: int, told: str
) -> None:
    root, (problem,) = parsed(source)
    assert root is None
    assert problem.startswith(f"file:{line}: this is not valid YAML ({told}")


# -- files that could do harm ------------------------------------------------------------------------------------------


def test_a_billion_laughs_are_refused_and_not_laughed() -> None:
    laughs = ['a: &a ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]']
    laughs += [f"{b}: &{b} [{','.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    root, problems = parsed("\n".join(laughs))
    assert len(str(root)) < 1000
    assert set(problems) == {f"file:{line}: {NO_REFERENCES}" for line in range(1, 9)}  # told where each “&” stands


def test_a_list_that_holds_itself_is_refused() -> None:
    assert parsed("a: &a [1, *a]") == ({"a": ["1"]}, [f"file:1: {NO_REFERENCES}"])


def test_merge_keys_are_no_way_round() -> None:
    source = "a: &a {x: 1}\nb:\n  <<: *a\n"
    assert parsed(source) == ({"a": {"x": "1"}, "b": {}}, [f"file:1: {NO_REFERENCES}"])


@pytest.mark.parametrize(
    "tagged",
    ["!!python/object/apply:os.system [echo]", "!!python/name:os.system", "!secret x", "!!binary YQ==", "!x {}"],
)
def test_a_tag_is_refused_and_the_other_values_are_read(tagged: str) -> None:
    assert parsed(f"a: 1\nb: {tagged}\nc: 3") == ({"a": "1", "c": "3"}, [f"file:2: {NO_TAGS}"])


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- ", "? "])
def test_ten_thousand_brackets_are_told_and_not_followed(bracket: str) -> None:
    root, problems = parsed(bracket * 10_000)
    assert root is None
    assert len(problems) == 1


def test_lists_inside_lists_go_forty_deep_and_no_deeper() -> None:
    assert parsed("[" * 40 + "x" + "]" * 40)[1] == []
    assert parsed("[" * 42 + "x" + "]" * 42)[1] == ["file:1: lists inside lists go too deep here; write it flatter"]


@pytest.mark.parametrize("escape", [r"\UFFFFFFFF", r"\U00110000"])
def test_an_escape_for_no_character_at_all_is_told(escape: str) -> None:
    root, (problem,) = parsed(f'a: "{escape}"')
    assert root is None
    assert problem.startswith("file:1: this is not valid YAML (")


@pytest.mark.parametrize("escape", [r"\0", r"\a", r"\e", r"\x7f", r"\N", r"\ud83d\ude00", r"\udc00"])
def test_an_escape_for_what_can_not_be_written_is_told(escape: str) -> None:
    root, problems = parsed(f'a: "{escape}"\nb: 2')
    assert root == {"b": "2"}
    assert problems == ["file:1: this value holds a character that can't be written; write it without “\\”"]


def test_a_directive_with_a_version_of_five_thousand_digits_is_told() -> None:
    root, (problem,) = parsed("%YAML 1." + "1" * 5000 + "\n--- a")
    assert root is None
    assert problem.startswith("file:1: this is not valid YAML (")


@pytest.mark.parametrize("source", ["? [a]\n: b", "? {a: 1}\n: b", '"": b', "' ': b"])
def test_a_name_is_expected_in_front_of_a_colon(source: str) -> None:
    assert parsed(source) == ({}, ["file:1: a name is expected in front of the colon here"])


YAML_SIGNS = st.text("ab:-?[]{}&*!|>'\"%@`#,\\ \n\t0~<=.xUu", max_size=60)


@given(YAML_SIGNS | st.text(max_size=60))
@settings(max_examples=400)
def test_whatever_a_file_holds_it_is_read_or_told(source: str) -> None:
    root, problems = parsed(source)
    assert root is not None or problems


@given(st.binary(max_size=80))
def test_whatever_bytes_a_file_holds_they_are_read_or_told(raw: bytes) -> None:
    root, problems = parsed(raw)
    assert root is not None or problems


KEYS = st.text("abcđêư-_0", min_size=1, max_size=8)
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="'"), min_size=1, max_size=12)


@given(st.dictionaries(KEYS, WORDS, min_size=1, max_size=6))
def test_whatever_is_put_in_quotation_marks_reads_back_the_same(values: dict[str, str]) -> None:
    source = "\n".join(f"'{key}': '{value}'" for key, value in values.items())
    root, problems = parsed(source)
    composed = {unicodedata.normalize("NFC", k): unicodedata.normalize("NFC", v) for k, v in values.items()}
    assert (root, problems) == (composed, [])
