"""What is said to people is said in Vietnamese, all of it, and as the operator's language asks."""

import ast
import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.nodes import Call, Name

from broadcaster import messages
from broadcaster.messages import CATALOGUES, Sentence, say

SOURCE = Path(messages.__file__).parent
PO = CATALOGUES / "vi" / "LC_MESSAGES" / "broadcaster.po"
CLICK_WORDS = CATALOGUES / "click.words"
ENGLISH_OF_CLICK = {"number_type"}  # "integer range": what click fills in itself, so that no translation can hold it
HINT = "broadcaster.po tells at its top how to renew it; before Python 3.12 no tool sees an N_ inside an f-string"

Key = tuple[str, ...]  # a sentence, or its singular and its plural


@cache
def calls(file: Path) -> tuple[tuple[str, ast.Call], ...]:
    """Every call of a plain name in a module, with that name."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return tuple(
        (node.func.id, node) for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


def marked_calls(file: Path, *markers: str) -> Iterator[ast.Call]:
    return (call for name, call in calls(file) if name in markers)


def constants(call: ast.Call) -> Key:
    return tuple(arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def marked_sentences() -> dict[str, str]:
    """Every sentence that the source marks, with a place where it stands."""
    return template_sentences() | {
        constants(call)[0]: f"{file.relative_to(SOURCE.parent).as_posix()}:{call.lineno}"
        for file in sorted(SOURCE.rglob("*.py"))
        for call in marked_calls(file, "N_")
        if constants(call)
    }


def template_calls(file: Path) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Every call of ``_`` in one of the console's templates: its line, and what it is called with."""
    for node in Environment().parse(file.read_text(encoding="utf-8")).find_all(Call):
        if isinstance(node.node, Name) and node.node.name == "_":
            yield node.lineno, tuple(argument.as_const() for argument in node.args)


def template_sentences() -> dict[str, str]:
    """Every sentence that a template says, with a place where it stands."""
    return {
        str(said[0]): f"{file.relative_to(SOURCE.parent).as_posix()}:{line}"
        for file in sorted(SOURCE.rglob("templates/**/*.html"))
        for line, said in template_calls(file)
    }


def words_of_click(*files: Path) -> set[Key]:
    return {constants(call) for file in files for call in marked_calls(file, "_", "ngettext")}


def read_catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="vi")


CATALOGUE = read_catalogue()
ENTRIES = [message for message in CATALOGUE if message.id]


def key_of(message: Message) -> Key:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations_of(message: Message) -> Key:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(template: str) -> set[str]:
    """Return what is filled in: ``{name}`` or ``{name!r}`` in our way, ``%(name)s`` in click's."""
    braced = {
        f"{name}!{conversion}" if conversion else name
        for _, name, _, conversion in Formatter().parse(template)
        if name is not None
    }
    return braced | set(re.findall(r"%\(\w+\)\w", template))


def test_every_marked_sentence_is_one_plain_string():
    odd = [
        f"{file.relative_to(SOURCE.parent)}:{call.lineno}"
        for file in sorted(SOURCE.rglob("*.py"))
        for call in marked_calls(file, "N_")
        if len(call.args) != 1 or not constants(call)
    ]
    assert not odd, "gettext's tools cannot see these sentences"


def test_every_sentence_of_a_template_is_one_plain_string():
    for file in sorted(SOURCE.rglob("templates/**/*.html")):
        for line, said in template_calls(file):
            assert len(said) == 1, f"{file.name}:{line}"
            assert isinstance(said[0], str), f"{file.name}:{line}"


def test_every_marked_sentence_has_a_translation():
    translated = {key_of(message)[0] for message in ENTRIES if all(translations_of(message))}
    missing = {sentence: place for sentence, place in marked_sentences().items() if sentence not in translated}
    assert not missing, HINT


def test_the_list_of_clicks_words_is_what_click_says():
    listed = words_of_click(CLICK_WORDS)
    assert listed == words_of_click(*Path(click.__file__).parent.glob("*.py"))


def test_every_word_of_click_has_a_translation():
    translated = {key_of(message) for message in ENTRIES if all(translations_of(message))}
    assert not words_of_click(CLICK_WORDS) - translated, HINT


def test_no_entry_is_a_guess_or_left_over():
    assert not [message.id for message in ENTRIES if message.fuzzy]
    assert not CATALOGUE.obsolete, HINT


def test_key_and_translation_have_the_same_placeholders():
    wrong = [
        (message.id, text)
        for message in ENTRIES
        for text in translations_of(message)
        if text and placeholders(text) not in [placeholders(form) - ENGLISH_OF_CLICK for form in key_of(message)]
    ]
    assert not wrong


def test_braces_are_written_twice_only_where_something_is_filled_in():
    """`say` fills nothing in when there is nothing to fill, and then ``{{`` would be shown as it is."""
    wrong = [sentence for sentence in marked_sentences() if not placeholders(sentence) and set("{}") & set(sentence)]
    assert not wrong


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_sentence_can_be_said(language):
    for sentence in marked_sentences():
        values = dict.fromkeys((name.partition("!")[0] for name in placeholders(sentence)), "↦")
        said = say(sentence, values, language)
        assert said.count("↦") >= len(values), sentence


def test_translations_are_composed_and_blanks_stay_where_they_are():
    for message in ENTRIES:
        for text in translations_of(message):
            assert unicodedata.is_normalized("NFC", text), text
            assert "  " not in text.strip(), text
            english = key_of(message)[0]
            assert text[: len(text) - len(text.lstrip())] == english[: len(english) - len(english.lstrip())], text
            assert text == text.rstrip(), text


def test_the_compiled_catalogue_is_up_to_date():
    compiled = io.BytesIO()
    write_mo(compiled, CATALOGUE)
    compiled.seek(0)
    with PO.with_suffix(".mo").open("rb") as file:
        shipped = {key_of(message): translations_of(message) for message in read_mo(file) if message.id}
    assert shipped == {key_of(message): translations_of(message) for message in read_mo(compiled) if message.id}, HINT


SAMPLES = [
    ("on air: {title}", {"title": "Bản tin sáng"}, "đang phát: Bản tin sáng", "on air: Bản tin sáng"),
    ("joined late", {}, "phát nối giữa chừng", "joined late"),
    (
        "“{written}” is no time of day; write 05:30, 5h30 or 5 giờ 30",
        {"written": "25:00"},
        "“25:00” không phải là giờ; hãy viết 05:30, 5h30 hoặc 5 giờ 30",
        "“25:00” is no time of day; write 05:30, 5h30 or 5 giờ 30",
    ),
    (
        "“{written}” is not Vietnamese and left as it is: write {{{written}|…}} with what shall be said",
        {"written": "Facebook"},
        "“Facebook” không phải tiếng Việt nên được giữ nguyên: hãy viết {Facebook|…}, thay … bằng cách đọc",
        "“Facebook” is not Vietnamese and left as it is: write {Facebook|…} with what shall be said",
    ),
    (
        "no voice could read this: {reasons}",
        {"reasons": Sentence("{voice}: {reason}", voice="gtts", reason=Sentence("gTTS is not installed"))},
        "không giọng đọc nào đọc được bài này: gtts: chưa cài gTTS",
        "no voice could read this: gtts: gTTS is not installed",
    ),
]


@pytest.mark.parametrize(("template", "values", "vietnamese", "english"), SAMPLES)
def test_sentences_are_said_in_both_languages(template, values, vietnamese, english):
    assert say(template, values, "vi") == vietnamese
    assert say(template, values, "en") == english


def broadcaster(language: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "broadcaster", *words],
        env={**os.environ, "BROADCASTER_LANGUAGE": language},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_help_is_vietnamese_in_our_words_and_in_clicks(tmp_path):
    shown = broadcaster("vi", tmp_path, "--help")
    assert shown.returncode == 0
    for words in ("Cách dùng: broadcaster", "Tùy chọn:", "Các lệnh:", "Hiện phần trợ giúp này rồi thoát."):
        assert words in shown.stdout
    assert "tìm mọi lỗi trong mọi tệp" in shown.stdout
    assert "Usage:" not in shown.stdout


def test_help_is_english_where_english_is_asked_for(tmp_path):
    shown = broadcaster("en", tmp_path, "--help")
    assert shown.returncode == 0
    for words in ("Usage: broadcaster", "Options:", "Commands:", "Show this message and exit."):
        assert words in shown.stdout
    assert "find every mistake in every file" in shown.stdout
    assert "Cách dùng" not in shown.stdout


def test_an_unknown_command_is_refused_in_vietnamese(tmp_path):
    refused = broadcaster("vi", tmp_path, "nope")
    assert refused.returncode == 2
    assert "Lỗi: Không có lệnh 'nope'." in refused.stderr
    assert "Xem trợ giúp bằng lệnh: broadcaster" in refused.stderr
    assert not refused.stdout


def test_a_word_that_is_no_day_is_refused_in_vietnamese(tmp_path):
    refused = broadcaster("vi", tmp_path, "plan", "31/2/2026")
    assert refused.returncode == 2
    assert "Giá trị không đúng cho '[DAY]': trong lịch không có ngày 31/2/2026" in refused.stderr


def test_what_is_missing_is_told_in_vietnamese(tmp_path):
    refused = broadcaster("vi", tmp_path, "approve", "loi-xuong")
    assert refused.returncode == 2
    assert "Còn thiếu tùy chọn '--by'." in refused.stderr


def test_decimals_stand_behind_a_comma_in_vietnamese() -> None:
    assert say("{length} s", {"length": 0.5}, "vi") == "0,5 s"
    assert say("{length} s", {"length": 0.5}, "en") == "0.5 s"
    assert say("{count} s", {"count": 12}, "vi") == "12 s"
