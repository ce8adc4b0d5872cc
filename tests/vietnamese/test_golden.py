"""How a commune writes, and how it is read: one line of golden/*.tsv is one example."""

from pathlib import Path

import pytest

from broadcaster.vietnamese import normalise

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.tsv"))


def examples(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_is_written_is_read_as_announcers_do(path):
    wrong = [
        f"{written}\n  read: {normalise(written).text}\n  want: {spoken}"
        for written, spoken in examples(path)
        if normalise(written).text != spoken
    ]
    assert not wrong, "\n".join(wrong)


def test_the_golden_examples_come_from_every_kind_of_written_thing():
    assert len(GOLDEN) == 20
    assert sum(len(examples(path)) for path in GOLDEN) >= 300
