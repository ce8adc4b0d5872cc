"""The glossary's words are those that the code and the screen really use."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

HERE = Path(__file__).parents[1]
GLOSSARY = (HERE / "docs/glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| (.+) \|$", GLOSSARY, re.MULTILINE)[1:]
NAMES = re.compile(r"[A-Z]?[a-z]+")


@pytest.fixture(scope="module")
def words_of_the_code() -> str:
    """All words that names in the code are made of, in their order."""
    sources = sorted((HERE / "broadcaster").rglob("*.py"))
    return " ".join(NAMES.findall(" ".join(path.read_text(encoding="utf-8") for path in sources))).casefold()


@pytest.fixture(scope="module")
def said_in_vietnamese() -> str:
    with (HERE / "broadcaster/locale/vi/LC_MESSAGES/broadcaster.po").open("rb") as file:
        catalogue = read_po(file, locale="vi")
    return "\n".join(str(message.string) for message in catalogue if message.id).casefold()


def test_there_are_words_and_each_stands_there_once() -> None:
    assert len(ROWS) > 35
    assert len({term for term, _, _ in ROWS}) == len(ROWS)
    assert all(meaning.endswith(".") for _, _, meaning in ROWS)


@pytest.mark.parametrize("term", [term for term, _, _ in ROWS])
def test_each_term_is_one_of_the_code(term: str, words_of_the_code: str) -> None:
    assert re.search(rf"\b{term}\b", words_of_the_code)


@pytest.mark.parametrize("word", [word for _, words, _ in ROWS for word in words.split("; ")])
def test_each_vietnamese_word_is_said_on_the_screen(word: str, said_in_vietnamese: str) -> None:
    assert re.search(rf"\b{word}\b", said_in_vietnamese)
