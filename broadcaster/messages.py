"""Sentences for people: written once in English, said in the operator's language at the door.

A room never translates. It marks a sentence with ``N_`` and hands over the *template* and its values; the door
(the command line, the page) calls ``say``. The English template is the key of the catalogue in ``locale/``.
"""

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")
DECIMAL_MARKS = {"vi": ","}


def N_(template: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark `template` as a sentence for people, to be translated at the door."""
    return template


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("broadcaster", CATALOGUES, languages=[language], fallback=True)


def say(template: str, values: Mapping[str, object], language: str) -> str:
    """Return `template` in `language` with its ``{placeholders}`` filled from `values`.

    A value that is itself a ``Sentence`` is said in the same language first; a ``float`` with one decimal, behind a
    comma where the language writes one.
    """
    filled = {name: _value_said(value, language) for name, value in values.items()}
    text = _catalogue(language).gettext(template) if template else ""
    return text.format(**filled) if filled else text


def _value_said(value: object, language: str) -> object:
    match value:
        case Sentence():
            return value.said(language)
        case float():
            return f"{value:.1f}".replace(".", DECIMAL_MARKS.get(language, "."))
        case _:
            return value


class Sentence:
    """A marked template with its values: something to be said, in a language still to be chosen."""

    __slots__ = ("template", "values")

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values

    def said(self, language: str) -> str:
        """Return the sentence in `language`."""
        return say(self.template, self.values, language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted((k, str(v)) for k, v in self.values.items()))))

    def __repr__(self) -> str:
        return f"Sentence({self.said('en')!r})"
