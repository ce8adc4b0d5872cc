"""What `station.yaml` says of the website and the source system, held against the rest of the station."""

from collections.abc import Iterator

from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem, Severity
from broadcaster.workflows.secrets import known_secrets
from broadcaster.workflows.source_system import SECRET

_NO_COLUMN = N_("no script has the column “{name}”; there are: {known}")
_NO_PASSWORD = N_("its password is not known on this machine; type: broadcaster secret {name}")


def publishing_problems(contents: Contents) -> Iterator[Problem]:
    """Yield the columns that no script is of, and the password that this machine lacks."""
    website, system = contents.station.website, contents.station.source_system
    columns = {script.column for script in contents.scripts}
    known = ", ".join(sorted(columns)) or "–"
    named = [(name, website.place) for name in website.leave_out]
    named += [(name, system.place) for name, _ in system.topics] if system else []
    for name, place in named:
        if name not in columns:
            yield Problem(Sentence(_NO_COLUMN, name=name, known=known), place, Severity.WARNING)
    if system and SECRET not in known_secrets(contents.folder):
        yield Problem(Sentence(_NO_PASSWORD, name=SECRET), system.place, Severity.WARNING)
