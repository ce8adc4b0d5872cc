"""A script as eyes read it: without the studio's directions, and with what is written where a reading was ordered."""

import re

from broadcaster.vietnamese.classes.overrides import written_sides
from broadcaster.vietnamese.directions import directions_in


def written_form(text: str) -> str:
    """Return the Markdown `text` of a script for readers: rests are left out, who speaks and new parts stay."""
    parts, at = [], 0
    for direction in directions_in(text):
        if direction.rest_ms:
            parts.append(text[at : direction.start].rstrip(" "))
            at = direction.end
    shown = written_sides("".join([*parts, text[at:]]))
    return re.sub(r"[ \t]+$", "", shown, flags=re.MULTILINE).strip() + "\n"
