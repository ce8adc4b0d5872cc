"""The `broadcaster` command: its commands by name, and the one place where failures become words and exit codes."""

import importlib
import logging
import sys
import traceback
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from broadcaster import __version__
from broadcaster.cli.saying import Voice, language_of, prepare_screen
from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_, say

# Each command lives in its own module and is imported when it is called, so that `--help` stays instant.
COMMANDS = {
    "demo": ("touring", N_("build and air one day of the station at once, and show what came of it")),
    "init": ("station", N_("make a new station in a folder")),
    "doctor": ("station", N_("tell what this machine has and lacks")),
    "show": ("station", N_("show the settings in effect")),
    "check": ("writing", N_("find every mistake in every file")),
    "normalise": ("writing", N_("read lines as an announcer would, from standard input to standard output")),
    "preview": ("writing", N_("show what the machine will say for a script")),
    "lexicon": ("lexicon", N_("say how words are read; settle what the machine guesses")),
    "approve": ("writing", N_("approve a script for broadcast, just as it is now")),
    "plan": ("making", N_("show what airs when")),
    "build": ("making", N_("make everything that goes on air")),
    "ready": ("making", N_("tell whether all that goes on air is ready")),
    "run": ("airing", N_("air the programmes, unattended")),
    "simulate": ("airing", N_("air some days on a fast clock")),
    "status": ("airing", N_("tell what is on air now and what comes next")),
    "log": ("airing", N_("show what really went out")),
}


class Door:
    """What every command gets: the station's folder and a voice for the operator."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder
        self.voice = Voice(language)


class Commands(click.Group):
    """Finds commands by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of an operator's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"broadcaster.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        language = language_of(Path.cwd())
        with formatter.section(say(N_("Commands"), {}, language)):
            formatter.write_dl([(name, say(line, {}, language)) for name, (_, line) in COMMANDS.items()])


class Said(click.Command):
    """A command whose help is said in the operator's language."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what the command does."""
        language = language_of(Path.cwd())
        if ctx.info_name in COMMANDS:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(say(COMMANDS[ctx.info_name][1], {}, language))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what each option does."""
        language = language_of(Path.cwd())
        rows = [row for parameter in self.get_params(ctx) if (row := parameter.get_help_record(ctx)) is not None]
        with formatter.section(say(N_("Options"), {}, language)):
            formatter.write_dl([(name, say(line, {}, language)) for name, line in rows])


class Day(click.ParamType):
    """A day: 2026-05-13, 13/5/2026, today (hôm nay), tomorrow (mai)."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day that was typed."""
        from broadcaster.content.values import Misread, day

        if isinstance(value, date):
            return value
        ahead = {"today": 0, "hôm nay": 0, "nay": 0, "tomorrow": 1, "mai": 1, "ngày mai": 1}.get(
            value.strip().casefold()
        )
        if ahead is not None:
            return date.today() + timedelta(days=ahead)  # noqa: DTZ011 - the operator's own day
        try:
            return day(value)
        except Misread as misread:
            self.fail(misread.sentence.said(language_of(Path.cwd())), param, ctx)


DAY = Day()


@click.command(cls=Commands, invoke_without_command=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadcaster")
@click.option(
    "--station", type=click.Path(file_okay=False, path_type=Path), default=Path(), help=N_("the station's folder")
)
@click.pass_context
def cli(ctx: click.Context, station: Path) -> None:
    """Broadcaster: a commune's loudspeaker radio."""
    folder = station.resolve()
    ctx.obj = Door(folder, language_of(folder))
    logging.getLogger().addHandler(logging.NullHandler())  # an operator's screen is no place for a log


def main() -> None:
    """Run the command line; every failure becomes a sentence and an exit code, never a traceback."""
    language = language_of(_folder_asked_for(sys.argv[1:]))
    prepare_screen(language)
    voice = Voice(language)
    try:
        code = cli.main(standalone_mode=False, prog_name="broadcaster")
    except click.ClickException as mistake:
        mistake.show()
        code = mistake.exit_code
    except click.Abort:
        code = 130
    except BroadcasterError as failure:
        voice.problems(getattr(failure, "problems", ()))
        voice.failure(failure.sentence)
        code = failure.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nothing is left to tell
        code = 0
    except Exception:  # the door: whatever happened, the operator gets a sentence
        code = _unforeseen(voice)
    sys.exit(code if isinstance(code, int) else 0)


def _folder_asked_for(arguments: list[str]) -> Path:
    for position, argument in enumerate(arguments):
        if argument == "--station" and position + 1 < len(arguments):
            return Path(arguments[position + 1])
        if argument.startswith("--station="):
            return Path(argument.partition("=")[2])
    return Path.cwd()


def _unforeseen(voice: Voice) -> int:
    """Keep the traceback for whoever mends it, and tell the operator where it is."""
    report = Path("broadcaster-fault.txt").resolve()
    try:
        report.write_text(f"broadcaster {__version__}\n{traceback.format_exc()}", encoding="utf-8")
        where = str(report)
    except OSError:
        where = "-"
    voice.note(
        N_("something happened that Broadcaster was not prepared for; please send this file to its makers: {file}"),
        file=where,
    )
    return 1
