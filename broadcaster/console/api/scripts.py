"""Scripts for programs: where they stand, and their way to the air, bound to what was shown as on the page."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from broadcaster.console.api.bodies import fields_in
from broadcaster.console.dispatch import TurnedAwayError
from broadcaster.console.pages.approving import LOOK_AGAIN
from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Script
from broadcaster.workflows import approving, script_states

FIELDS: dict[str, type] = {"script": str, "fingerprint": str, "word": str}


def show(visit: Visit) -> Response:
    """Tell where the scripts stand, and what was done with each."""
    language = visit.site.language
    found = script_states.standings(visit.contents)
    return JSONResponse({"scripts": [script_states.standing_json(one, language) for one in found]})


def submit(visit: Visit) -> Response:
    """Put a script before whoever approves."""
    said, script = _asked(visit)
    script_states.submit(visit.contents, script, visit.by, str(said.get("word", "")))
    return _answer(visit, script)


def approve(visit: Visit) -> Response:
    """Approve what was told."""
    _, script = _asked(visit)
    approving.approve(visit.contents, script, visit.by, visit.site.watch.now().date())
    return _answer(visit, script)


def send_back(visit: Visit) -> Response:
    """Send a script back to its writer with a word why."""
    said, script = _asked(visit)
    script_states.send_back(visit.contents, script, visit.by, str(said.get("word", "")))
    return _answer(visit, script)


def revoke(visit: Visit) -> Response:
    """Take an approval back, at once, also from the air."""
    said = fields_in(visit.json, FIELDS)
    script = _script(visit, said)
    approving.revoke(visit.contents, script, visit.by, str(said.get("word", "")), visit.site.watch.now().date())
    return _answer(visit, script)


def _asked(visit: Visit) -> tuple[Mapping[str, Any], Script]:
    """Return what was sent, and the script, if it is still what the program was told of."""
    said = fields_in(visit.json, FIELDS)
    script = _script(visit, said)
    (standing,) = script_states.standings(visit.contents, script.id)
    if standing.read is None or standing.read.fingerprint != said.get("fingerprint"):
        raise TurnedAwayError(409, Sentence(LOOK_AGAIN))
    return said, script


def _script(visit: Visit, said: Mapping[str, Any]) -> Script:
    script = visit.contents.script(str(said.get("script", "")))
    if script is None:
        raise UsageError(N_("there is no script “{name}”"), name=said.get("script", ""))
    return script


def _answer(visit: Visit, script: Script) -> Response:
    (standing,) = script_states.standings(visit.contents, script.id)
    return JSONResponse(script_states.standing_json(standing, visit.site.language))
