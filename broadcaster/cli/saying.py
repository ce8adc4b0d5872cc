"""Speak to the operator: in their language, on their screen."""

import gettext
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from broadcaster.messages import CATALOGUES, LANGUAGES, Sentence, say
from broadcaster.model.problem import Problem, Severity

LANGUAGE_LINE = re.compile(rb"^language:\s*[\"']?(\w\w)\b", re.MULTILINE)
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def language_of(folder: Path) -> str:
    """Return the language to speak: of BROADCASTER_LANGUAGE, else of the station in `folder`, else Vietnamese.

    Looks only for the one line, so that `--help` is instant and right also when the file has mistakes.
    """
    asked = os.environ.get("BROADCASTER_LANGUAGE", "")
    if asked in LANGUAGES:
        return asked
    try:
        with (folder / "station.yaml").open("rb") as file:
            found = LANGUAGE_LINE.search(file.read(65_536))
    except OSError:
        return "vi"
    language = found[1].decode() if found else "vi"
    return language if language in LANGUAGES else "vi"


def prepare_screen(language: str) -> None:
    """Let click's own words come from our catalogue, and let every letter reach an old Windows console."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("broadcaster", str(CATALOGUES))
    gettext.textdomain("broadcaster")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


class Voice:
    """Says sentences in one language: results on standard output, everything else on standard error."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, template: str, **values: object) -> str:
        """Return the sentence."""
        return say(template, values, self.language)

    def tell(self, template: str, **values: object) -> None:
        """Print a sentence that is the result of the command."""
        click.echo(self.text(template, **values))

    def note(self, template: str, **values: object) -> None:
        """Print a sentence beside the result."""
        click.echo(self.text(template, **values), err=True)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print each problem as ``file:line: what is wrong``, beside the result."""
        for problem in problems:
            place = f"{problem.place}: " if problem.place else ""
            sentence = problem.sentence.said(self.language)
            click.secho(f"{place}{sentence}", fg=COLOURS[problem.severity], err=True)

    def failure(self, sentence: Sentence) -> None:
        """Print why the command could not do what was asked."""
        click.secho(sentence.said(self.language), fg="red", err=True)


def minutes(duration_ms: int) -> str:
    """Return a length as ``35:00`` or ``1:05:00``."""
    seconds = round(duration_ms / 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
