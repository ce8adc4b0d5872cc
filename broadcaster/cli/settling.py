"""How a guess is settled: the one line that a clerk can copy."""

import re

from broadcaster.content.lexicon_lines import entry_lines
from broadcaster.model.lexicon import LexiconEntry
from broadcaster.model.reading import Token
from broadcaster.workflows.lexicon_editing import settling

# What means nothing to any shell when it stands between double quotes. A script's text must never become a command.
_HARMLESS = re.compile(r"[\w ,.:;/+()?'~-]*")


def settling_command(token: Token) -> str | None:
    """Return the command that makes a guess certain, with what is said now; None when no entry of a lexicon does."""
    entry = settling(token)
    return None if entry is None else command_for(entry)


def command_for(entry: LexiconEntry) -> str:
    """Return the command that adds `entry`; for words that a shell might obey, the line for the file instead."""
    if entry.written.startswith("-") or not all(map(_HARMLESS.fullmatch, (entry.written, entry.spoken))):
        return f"lexicon.yaml: {entry_lines([entry])[0]}"
    word = entry.written if re.fullmatch(r"\w+", entry.written) else f'"{entry.written}"'
    return f'broadcaster lexicon add {word} "{entry.spoken}"' + (" --foreign" if entry.foreign else "")
