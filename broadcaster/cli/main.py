"""The `broadcaster` command: its commands by name, and the one place where failures become words and exit codes."""

import importlib
import keyword
import logging
import sys
import traceback
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from broadcaster import __version__
from broadcaster.cli.saying import Voice, language_of, prepare_screen
from broadcaster.errors import BroadcasterError, is_disks_refusal, reason_of
from broadcaster.messages import N_, say

# Each command lives in its own module and is imported when it is called, so that `--help` stays instant.
COMMANDS = {
    "demo": ("touring", N_("build and air one day of the station at once, and show what came of it")),
    "init": ("station", N_("make a new station in a folder")),
    "doctor": ("station", N_("tell what this machine has and lacks")),
    "show": ("station", N_("show the settings in effect")),
    "secret": ("station", N_("keep a password that an output needs")),
    "check": ("writing", N_("find every mistake in every file")),
    "import": ("importing", N_("make draft scripts of official documents (.docx, .pdf, .txt, .md)")),
    "normalise": ("writing", N_("read lines as an announcer would, from standard input to standard output")),
    "preview": ("writing", N_("show what the machine will say for a script")),
    "lexicon": ("lexicon", N_("say how words are read; settle what the machine guesses")),
    "say": ("voices", N_("say a text, read as a script would be")),
    "voices": ("voices", N_("show the voices: what they cost, whether they work now, a sample of each")),
    "cache": ("voices", N_("show how much speech is kept, and what would be given up")),
    "submit": ("approving", N_("put a script before whoever approves, or send it back to its writer")),
    "approve": ("approving", N_("approve a script for broadcast, just as it is now, or take the approval back")),
    "approvals": ("approving", N_("show who approved what, and whether it holds now")),
    "sound": ("sounding", N_("measure sound files and tell whether they are fit for the air")),
    "plan": ("planning", N_("show what airs when")),
    "timetable": ("timetabling", N_("show a slot or a campaign, or change it, with every rule checked")),
    "decide": ("planning", N_("record which of two priority items airs first")),
    "build": ("making", N_("make everything that goes on air")),
    "ready": ("making", N_("tell whether all that goes on air is ready")),
    "run": ("airing", N_("air the programmes, unattended")),
    "simulate": ("airing", N_("air some days on a fast clock")),
    "alert": ("alerting", N_("air an emergency at once; end it; show what is on air")),
    "status": ("airing", N_("tell what is on air now and what comes next")),
    "service": ("service", N_("begin the station with the machine, and again whenever it ends")),
    "notices": ("notices", N_("tell people when the station needs a hand: try how")),
    "clock": ("clock", N_("tell whether the station goes by this machine's clock")),
    "log": ("record", N_("show what really went out; verify the record")),
    "reconcile": ("record", N_("show where what went out is not what was planned")),
    "explain": ("explaining", N_("say why something did or did not go out at a time, or is or is not in a slot")),
    "report": ("reporting", N_("report the airtime: usual, planned, aired; also as .docx, .xlsx, .csv, .html")),
    "publish": ("publishing", N_("bring the website up to what was approved and heard: articles, sound, podcast")),
    "export": ("exporting", N_("show or send what was aired in the shape of the provincial source system")),
    "web": ("web", N_("open the console: the station in a browser")),
    "user": ("people", N_("say who may come in by the console, and what they may do there")),
    "backup": ("record", N_("put the record and the station's files into one file")),
    "restore": ("record", N_("make a station's folder of a backup")),
}


class Door:
    """What every command gets: the station's folder and a voice for the operator."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder
        self.voice = Voice(language)

    def today(self) -> date:
        """Return the day that it is where the station is, whatever zone this machine shows."""
        from broadcaster.playout.alarms import SystemClock
        from broadcaster.workflows.last_good import today

        return today(self.folder, SystemClock().now())


class SpokenHelp:
    """Help that is said in the operator's language, for commands and for the command line as a whole."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what the command does."""
        line = COMMANDS[ctx.info_name][1] if ctx.info_name in COMMANDS else ctx.command.help or ""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(line, {}, _language(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what each option does; click adds its own words, such as “required”, behind."""
        language = _language(ctx)
        rows = []
        for parameter in ctx.command.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                written = getattr(parameter, "help", None) or ""
                rows.append((record[0], record[1].replace(written, say(written, {}, language), 1)))
        with formatter.section(say(N_("Options"), {}, language)):
            formatter.write_dl(rows)
        if isinstance(ctx.command, click.Group):
            ctx.command.format_commands(ctx, formatter)


class Said(SpokenHelp, click.Command):
    """A command whose help is said in the operator's language."""


def _language(ctx: click.Context) -> str:
    door = ctx.find_object(Door)
    return door.voice.language if door else language_of(_folder_asked_for(sys.argv[1:]))


class Commands(SpokenHelp, click.Group):
    """Finds commands by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of an operator's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"broadcaster.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, _function_name(cmd_name))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        language = _language(ctx)
        with formatter.section(say(N_("Commands"), {}, language)):
            formatter.write_dl([(name, say(line, {}, language)) for name, (_, line) in COMMANDS.items()])


def _function_name(command: str) -> str:
    """Return what a command's function is called: a word that Python keeps for itself ends in "_"."""
    return f"{command}_" if keyword.iskeyword(command) else command.replace("-", "_")


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
            return _today(ctx) + timedelta(days=ahead)
        try:
            return day(value)
        except Misread as misread:
            self.fail(misread.sentence.said(_language(ctx) if ctx else "vi"), param, ctx)


def _today(ctx: click.Context | None) -> date:
    door = (ctx or click.get_current_context()).find_object(Door)
    assert door is not None  # `cli` opens it before any command is read
    return door.today()


DAY = Day()


def _show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        click.echo(f"broadcaster {__version__}")
        ctx.exit()


@click.command(
    cls=Commands,
    help=N_("Broadcaster: a commune's loudspeaker radio."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version, help=N_("show the version")
)
@click.option(
    "--station",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help=N_("the station's folder, where it is not this one"),
)
@click.pass_context
def cli(ctx: click.Context, station: Path) -> None:
    """Open the door of the station in that folder."""
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
    except PermissionError as refused:
        template = N_("{file} can't be read or written ({detail}); look at who may use the station's folder")
        voice.note(template, file=refused.filename or "-", detail=refused.strerror or "-")
        code = 1
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nothing is left to tell
        code = 0
    except OSError as refused:
        code = _refused(voice, refused)
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


def _refused(voice: Voice, refused: OSError) -> int:
    """Tell that the disk takes nothing; any other failure of the system is unforeseen."""
    if not is_disks_refusal(refused):
        return _unforeseen(voice)
    why = reason_of(refused)
    if refused.filename:
        voice.note(N_("{file} cannot be written: {why}"), file=refused.filename, why=why)
    else:
        voice.note(N_("nothing can be written: {why}"), why=why)
    return 1


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
