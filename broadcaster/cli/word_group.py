"""Commands that stand under one word, as in ``lexicon add``: their help said in the operator's language."""

from collections.abc import Mapping
from typing import Any

import click

from broadcaster.cli.main import Said
from broadcaster.messages import N_, say


class WordGroup(click.Group):
    """The group: `about` is what its commands are for, `words` what each of them does."""

    def __init__(self, *args: Any, about: str, words: Mapping[str, str], **others: Any) -> None:
        super().__init__(*args, **others)
        self.about, self.words = about, words

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what the commands are for."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(ctx.obj.voice.text(self.about))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands of the group."""
        language = ctx.obj.voice.language
        with formatter.section(say(N_("Commands"), {}, language)):
            formatter.write_dl([(name, say(line, {}, language)) for name, line in self.words.items()])


class Word(Said):
    """A command of such a group."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what the command does."""
        assert ctx.parent is not None
        assert isinstance(ctx.parent.command, WordGroup)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(ctx.obj.voice.text(ctx.parent.command.words[self.name or ""]))
