"""Search for a text that breaks what must hold of every reading, guided by the branches that texts reach.

    python benchmarks/fuzz_normalise.py [--all] FOLDER [options of libFuzzer: -max_total_time=600 -seed=1 …]

FOLDER is where texts that reached something new are kept. It stops at the first finding, with its shortest form; with
``--all`` it lists findings and goes on. Once mended, they belong in ``tests/vietnamese/test_fuzz_corpus.py``. It needs
atheris, from the package index, which is no dependency of the project's.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # of the fuzzer's own environment

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

with atheris.instrument_imports(include=["broadcaster.vietnamese"]):
    from broadcaster.vietnamese import normalise

UNSPEAKABLE = re.compile(r"(?![^\W\d_]|[ ,:;….!?\n]).", re.DOTALL)
# What official texts are made of: bytes below 128 stand for these pieces, so that chance soon makes texts like theirs.
_WRITTEN = """
    0 1 2 5 12 24 31 2026 1.250 3,5 18/5 7h30 12'30" 2-1 5-7 0912345678 038085001234 % ‰ m² km/h kg ha đ / UBND VHXXH QR
    5G TBR225 XIV VietGAP zôn wifi Zalo đ/c V/v KT. TP. Q. b) a. - + * # @ & = < > ~ … . , : ; ! ? ( ) " ' _ ./. .....
    ngày tháng năm số từ đến lúc thứ mùng quý thôn gọi mã tỷ thắng hộ đồng triệu người Điều khoản CA CHO BAN AI AM
    { } {5|năm} {1/2:ngày} {24/7:ngày} www.a.vn a@b.vn https:// #Ngày ½ ² Ⅲ ① ５ ℃ → 📢 字 Ж ß x h T5 Số: QĐ- /KH-UBND
"""
PIECES = [*_WRITTEN.split(), "\n", "\t", "\r\n", "\u00a0", "\u200b", "\u00ad", "\u0301", "\u0323", "  ", "<b>", "**"]
_FIRST_OF_OTHERS = 192  # bytes from here on stand, with the two that follow, for any character at all


def text_of(data: bytes) -> str:
    """Return the text that `data` stands for: pieces with spaces between, without, and characters of any kind."""
    parts: list[str] = []
    codes = iter(data)
    for code in codes:
        if code < _FIRST_OF_OTHERS:
            parts.append(PIECES[code % len(PIECES)])
            continue
        if code % 2:
            parts.append(" ")
            continue
        number = next(codes, 0) << 8 | next(codes, 0)
        parts.append(chr(number if number < 0xD800 else number + 0x10000 - 0xD800))
    return "".join(parts)


def fault_of(text: str) -> str:
    """Return what is wrong with the reading of `text`: nothing, one hopes."""
    return next(_faults(text), "")


def _faults(text: str) -> Iterator[str]:
    reading = normalise(text)
    spoken = reading.text
    if "".join(token.written for token in reading.tokens) != text:
        yield "the tokens are not the text"
    left = UNSPEAKABLE.search(spoken)
    if left:
        yield f"{left[0]!r} came out"
    if spoken.count("\n") != text.count("\n"):
        yield "one line in is not one line out"
    if not unicodedata.is_normalized("NFC", spoken):
        yield "letters came out in parts"
    again = normalise(spoken).text
    if again != spoken:
        yield f"reading twice makes {again!r} of {spoken!r}"
    composed, parted = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    if normalise(composed).text != normalise(parted).text:
        yield "composed and parted letters are not read the same"


def shortest(text: str, fault: str) -> str:
    """Return a text with a fault of the same kind from which nothing more can be left out."""
    kind = fault.split(maxsplit=1)[0]
    width = max(1, len(text) // 2)
    while width:
        at = 0
        while at < len(text):
            shorter = text[:at] + text[at + width :]
            if fault_of(shorter).startswith(kind):
                text = shorter
            else:
                at += width
        width //= 2
    return text


def try_one(data: bytes) -> None:
    """Stop the search at a text that is read wrongly."""
    text = text_of(data)
    fault = fault_of(text)
    if fault:
        least = shortest(text, fault)
        raise AssertionError(f"{least!r}: {fault_of(least)}")


def list_one(data: bytes) -> None:
    """Tell of a text that is read wrongly, and go on."""
    try:
        try_one(data)
    except Exception as finding:  # whatever it is, it is a finding
        told = f"{type(finding).__name__}: {finding}"
        if told not in _told:
            _told.add(told)
            sys.stdout.write(f"{told}\n")
            sys.stdout.flush()


_told: set[str] = set()


def main() -> None:
    """Hand over to libFuzzer."""
    arguments = [argument for argument in sys.argv if argument != "--all"]
    atheris.Setup(arguments, try_one if arguments == sys.argv else list_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
