"""The names of letters."""

from broadcaster.vietnamese.numerals import say_digits
from broadcaster.vietnamese.tables import read_readings


def say_letter(letter: str) -> str:
    """Return the name of one letter: B bê, W vê kép; a vowel is its own name."""
    return read_readings("letters.tsv").get(letter.lower(), letter.lower())


def spell(written: str) -> str:
    """Return letters by their names and figures one by one; everything else is passed over."""
    return " ".join(
        say_digits(character) if character.isdecimal() else say_letter(character)
        for character in written
        if character.isalnum()
    )
