"""The way from written to spoken text."""

import re
import unicodedata

from broadcaster.model.lexicon import EMPTY, Lexicon
from broadcaster.model.reading import Kind, Reading, Token
from broadcaster.vietnamese.numerals import say_digits, say_integer


def normalise(text: str, lexicon: Lexicon = EMPTY) -> Reading:  # noqa: ARG001 - the next slice reads it
    """Return `text` as it is to be said: one line for each line, words and sentence punctuation only."""
    words = unicodedata.normalize("NFC", text)
    words = re.sub(r"\d+", lambda m: f" {say_integer(int(m[0])) if len(m[0]) < 7 else say_digits(m[0])} ", words)
    words = re.sub(r"[^\w\s.,;:?!…]|_", " ", words)
    spoken = "\n".join(re.sub(r" +([.,;:?!…])", r"\1", " ".join(line.split())) for line in words.split("\n"))
    return Reading(spoken, (Token(0, len(text), text, Kind.PLAIN, spoken),) if text else (), ())
