"""What things are called in addresses and file names: lower-case letters, figures and hyphens. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

_LONGEST = 80


def plain_name(text: str) -> str:
    """Return `text` without accents, as every telephone, messenger and web server takes it."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")


def plain_names(ids: Iterable[str]) -> Mapping[str, str]:
    """Return a plain name for each of `ids`, no two the same, each independent of what others there come to be.

    Ids that are plain keep their names; one that is not carries a few digits of its own.
    """
    return {one: one if plain_name(one) == one else f"{plain_name(one)}-{_digits(one)}".lstrip("-") for one in ids}


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]
