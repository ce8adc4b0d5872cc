"""Sentences for people: written once in English, said in the operator's language at the door.

A room never translates. It marks a sentence with ``N_`` and hands over the *template* and its values; the door
(the command line, the page) calls ``say``. The English template is the key of the catalogue in ``locale/``.
"""

import gettext
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

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


def sentence_in(text: str, templates: Iterable[str]) -> Sentence | None:
    """Return the sentence that `text`, kept in English, was said as: its template is one of `templates`; else None."""
    for template in templates:
        pattern = "".join(
            re.escape(literal) + (f"(?P<{name}>.*)" if name else "")
            for literal, name, _, _ in Formatter().parse(template)
        )
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return Sentence(template, **found.groupdict())
    return None


def sentence_json(sentence: Sentence) -> dict[str, Any]:
    """Return a sentence so that it can be kept, and said later in any language."""
    values = {n: sentence_json(v) if isinstance(v, Sentence) else str(v) for n, v in sentence.values.items()}
    return {"template": sentence.template, "values": values}


def sentence_of(said: Mapping[str, Any]) -> Sentence:
    """Return a sentence that was kept. Raises KeyError, TypeError or AttributeError for what is none."""
    values = said["values"].items()
    return Sentence(said["template"], **{n: sentence_of(v) if isinstance(v, Mapping) else v for n, v in values})
