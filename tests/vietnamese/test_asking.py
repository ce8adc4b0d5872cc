"""Who is asked about a piece: fewer than everybody, and still nobody who would have had something to say."""

from pathlib import Path

import pytest
from vietnamese.test_fuzz_corpus import MENDED, REACHING

from broadcaster.vietnamese import normalise, reader
from broadcaster.vietnamese.candidates import Priority
from broadcaster.vietnamese.classes import PROPOSERS, Asked

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.tsv"))


def everybody(sort, _text, _line, _end):
    """Stand in for `questions_about`: ask all proposers at once, before any priority has taken its place."""
    table = PROPOSERS["figures" if sort == "tied" else sort]
    proposers = dict.fromkeys(asked.propose for asked in table)
    return ((max(Priority), tuple(enumerate(proposers))),)


@pytest.fixture
def ask_everybody(monkeypatch):
    def ask():
        monkeypatch.setattr(reader, "questions_about", everybody)
        reader._parts_of.cache_clear()

    yield ask
    reader._parts_of.cache_clear()


@pytest.mark.parametrize(
    "lines",
    [path.read_text(encoding="utf-8").replace("\t", "\n").splitlines() for path in GOLDEN] + [MENDED + REACHING],
    ids=[path.stem for path in GOLDEN] + ["found by fuzzing"],
)
def test_asking_whom_a_piece_concerns_reads_as_asking_everybody(ask_everybody, lines):
    by_the_table = [normalise(line) for line in lines]
    ask_everybody()
    by_everybody = [normalise(line) for line in lines]
    differing = [
        f"{line}: a proposer is not asked, or at too low a priority"
        for line, found, wanted in zip(lines, by_the_table, by_everybody, strict=True)
        if found != wanted
    ]
    assert not differing, "\n".join(differing)


def test_a_proposer_is_asked_when_all_that_it_needs_is_there():
    asked = Asked(lambda _line, _piece: None, Priority.DATE, begins="12", touching="h", before="/-", longest=2)
    assert asked.concerns("18", "/")
    assert asked.concerns("18", " /")
    assert asked.concerns("2", "h")
    assert not asked.concerns("2", " h")
    assert not asked.concerns("180", "/")
    assert not asked.concerns("30", "/")
    assert not asked.concerns("18", "")
