"""Figures as words, against a second reader written another way."""

from functools import cache

import pytest

from broadcaster.vietnamese.numerals import say_decimal, say_digits, say_integer

UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def second_reader(number: int) -> str:
    """Read a number from its figures, place by place, the way it is taught at school."""
    figures = str(number)
    figures = figures.zfill((len(figures) + 2) // 3 * 3)
    groups = [figures[at : at + 3] for at in range(0, len(figures), 3)]
    names = ["", " nghìn", " triệu", " tỷ"][: len(groups)][::-1]
    said = [
        place_by_place(group, leading=at == 0) + name
        for at, (group, name) in enumerate(zip(groups, names, strict=True))
        if group != "000"
    ]
    return " ".join(said) or "không"


@cache  # there are two thousand of them, and a million numbers
def place_by_place(group: str, *, leading: bool) -> str:
    hundreds, tens, ones = group
    words = [] if leading and hundreds == "0" else [UNITS[int(hundreds)], "trăm"]
    if tens == "0":
        if ones != "0":
            words += ["linh"] * bool(words) + [UNITS[int(ones)]]
        return " ".join(words)
    words += ["mười"] if tens == "1" else [UNITS[int(tens)], "mươi"]
    special = {"5": "lăm"} if tens == "1" else {"1": "mốt", "4": "tư", "5": "lăm"}
    if ones != "0":
        words.append(special.get(ones, UNITS[int(ones)]))
    return " ".join(words)


def test_every_number_up_to_a_million_is_read_as_the_second_reader_does():
    assert [n for n in range(1_000_001) if say_integer(n) != second_reader(n)] == []


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (12_345_678_900, "mười hai tỷ ba trăm bốn mươi lăm triệu sáu trăm bảy mươi tám nghìn chín trăm"),
        (1_000_000_005, "một tỷ không trăm linh năm"),
        (5 * 10**18, "năm tỷ tỷ"),
    ],
)
def test_thousands_of_millions(number, spoken):
    assert say_integer(number) == spoken


@pytest.mark.parametrize(
    ("whole", "decimals", "spoken"),
    [
        ("3", "25", "ba phẩy hai mươi lăm"),
        ("0", "05", "không phẩy không năm"),
        ("0", "125", "không phẩy một hai năm"),
        ("92", "3", "chín mươi hai phẩy ba"),
    ],
)
def test_decimals(whole, decimals, spoken):
    assert say_decimal(whole, decimals) == spoken


def test_figures_one_by_one():
    assert say_digits("0912.345") == "không chín một hai ba bốn năm"
