"""Commands for the commune's own words: add one, list what is in effect, settle what the machine guesses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from broadcaster.cli.main import Door
from broadcaster.cli.saying import Voice
from broadcaster.cli.word_group import Word, WordGroup
from broadcaster.messages import N_

if TYPE_CHECKING:
    from broadcaster.workflows.lexicon_editing import Change

WORDS = {
    "add": N_("say how a word is read"),
    "list": N_("show the words of the commune, or how one word is read"),
    "guesses": N_("show everything that the machine guesses in the scripts, and how to settle it"),
}


@click.group(cls=WordGroup, about=N_("how the commune wants words read (lexicon.yaml)"), words=WORDS)
def lexicon() -> None:
    """How the commune wants words read."""


@lexicon.command(cls=Word)
@click.argument("word")
@click.argument("reading")
@click.option("--example", default="", help=N_("a sentence in which the word is read so"))
@click.option("--left", multiple=True, metavar="WORD", help=N_("only where this word stands just before it"))
@click.option("--right", multiple=True, metavar="WORD", help=N_("only where this word stands just after it"))
@click.option("--foreign", is_flag=True, help=N_("the reading is not made of Vietnamese syllables, on purpose"))
@click.pass_obj
def add(
    door: Door, word: str, reading: str, example: str, left: tuple[str, ...], right: tuple[str, ...], foreign: bool
) -> None:
    """Say how a word is read."""
    from broadcaster.model.lexicon import Conditions, LexiconEntry
    from broadcaster.workflows.lexicon_editing import add as write
    from broadcaster.workflows.lexicon_editing import typed
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    when = Conditions(left=tuple(map(typed, left)), right=tuple(map(typed, right)))
    entry = LexiconEntry(typed(word), typed(reading), when, typed(example), foreign)
    tell_change(door.voice, write(contents, entry))


def tell_change(voice: Voice, change: Change, *, beside: bool = False) -> None:
    """Tell what stands in the lexicon now, and which scripts somebody has to approve again.

    `beside` the result of another command it is said on standard error.
    """
    tell = voice.note if beside else voice.tell
    entry = change.entry
    facts = {"place": entry.place, "written": entry.written, "spoken": entry.spoken}
    if not change.was_written:
        tell(N_("{place}: “{written}” is read “{spoken}” already; nothing was changed"), **facts)
        return
    tell(N_("{place}: “{written}” is read “{spoken}”"), **facts)
    if change.replaced is not None:
        tell(N_("before, it was read “{spoken}”; that stands above it as a comment"), spoken=change.replaced.spoken)
    for read in change.to_approve:
        tell(
            N_(
                "“{name}” is heard otherwise now, and will not be aired before it is approved again: "
                "broadcaster approve {name} --by NAME"
            ),
            name=read.script.id,
        )


@lexicon.command("list", cls=Word)
@click.argument("word", required=False)
@click.option("--used", is_flag=True, help=N_("what the scripts really use, of the built-in words too, and how often"))
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def list_words(door: Door, word: str | None, used: bool, as_json: bool) -> None:
    """Show the words of the commune."""
    from broadcaster.workflows.lexicon_editing import entries_json, reading_json, uses, uses_json
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    if used:
        rows = uses_json(use for use in uses(contents) if word in {None, use.written})
    else:
        rows = entries_json(entry for entry in contents.lexicon.entries if word in {None, entry.written})
        if word is not None and not rows:
            rows = [reading_json(contents, word)]
    if as_json:
        click.echo(json.dumps({"entries": rows}, ensure_ascii=False, indent=1))
        return
    if not rows:
        door.voice.tell(
            N_("no script uses a word of the lexicon") if used else N_("the commune has no words of its own")
        )
    _show_aligned(door.voice, rows)


ORIGINS = {"commune": N_("the commune's"), "built-in": N_("built in"), "rule": N_("by rule"), "guess": N_("a guess")}


def _show_aligned(voice: Voice, rows: list[dict[str, Any]]) -> None:
    from broadcaster.cli.reading_text import columns

    widest = max((columns(row["written"]) for row in rows), default=0)
    for row in rows:
        facts = [voice.text(ORIGINS[row["from"]])]
        if "count" in row:
            facts.append(voice.text(N_("{count} times"), count=row["count"]))
        facts += [*row.get("when", ()), f"{row['file']}:{row['line']}" if row.get("file") else ""]
        padding = " " * (widest - columns(row["written"]))
        click.echo(f"{row['written']}{padding}  {row['spoken']}  ({', '.join(filter(None, facts))})")


@lexicon.command(cls=Word)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def guesses(door: Door, as_json: bool) -> None:
    """Show everything that the machine guesses in the scripts."""
    from broadcaster.cli.reading_page import HINT
    from broadcaster.cli.settling import command_for
    from broadcaster.workflows.lexicon_editing import guesses as all_guesses
    from broadcaster.workflows.lexicon_editing import guesses_json
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    found = all_guesses(contents)
    voice = door.voice
    if as_json:
        click.echo(json.dumps({"guesses": guesses_json(found, voice.language)}, ensure_ascii=False, indent=1))
        return
    for guess in found:
        token = guess.token
        written, spoken = (" ".join(text.split()) for text in (token.written, token.spoken))
        click.secho(f"{written}  →  {spoken}", bold=True, nl=False)
        times = voice.text(N_("{count} times"), count=guess.count)
        click.echo(f"  ({times}, {guess.place})")
        command = command_for(guess.settled_by) if guess.settled_by else None
        click.echo(f"    {command or (token.advice.said(voice.language) if token.advice else token.rule)}")
    if any(guess.settled_by for guess in found):
        voice.tell(HINT)
    if not found:
        voice.tell(N_("nothing was guessed"))
