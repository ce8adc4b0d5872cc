"""Scripts for programs: where each stands, and its way to the air, always just as it was looked at."""

from starlette.responses import JSONResponse, Response

from broadcaster.console.api.reading import read_body
from broadcaster.console.dispatch import TurnedAwayError
from broadcaster.console.visit import Visit
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Script
from broadcaster.workflows import approving, script_states
from broadcaster.workflows.approvals import read_script


def every(visit: Visit) -> Response:
    """Tell where each script stands."""
    found = script_states.standings(visit.contents)
    return JSONResponse({"scripts": [script_states.standing_json(one, visit.site.language) for one in found]})


def one(visit: Visit) -> Response:
    """Tell where one script stands."""
    return _standing(visit, approving.find_script(visit.contents, visit.names["id"]))


def submit(visit: Visit) -> Response:
    """Put a script before whoever approves."""
    said = read_body(visit.json, "fingerprint", "why")
    script = _as_looked_at(visit)
    script_states.submit(visit.contents, script, visit.by, said.get("why", ""))
    return _standing(visit, script)


def approve(visit: Visit) -> Response:
    """Approve a script."""
    read_body(visit.json, "fingerprint")
    script = _as_looked_at(visit)
    approving.approve(visit.contents, script, visit.by, visit.site.watch.now().date())
    return _standing(visit, script)


def send_back(visit: Visit) -> Response:
    """Send a script back to its writer with a word why."""
    said = read_body(visit.json, "fingerprint", "why")
    script = _as_looked_at(visit)
    script_states.send_back(visit.contents, script, visit.by, said.get("why", ""))
    return _standing(visit, script)


def revoke(visit: Visit) -> Response:
    """Take an approval back, whatever the script has become since."""
    said = read_body(visit.json, "why")
    script = approving.find_script(visit.contents, visit.names["id"])
    approving.revoke(visit.contents, script, visit.by, said.get("why", ""), visit.site.watch.now().date())
    return _standing(visit, script)


def _as_looked_at(visit: Visit) -> Script:
    """Return the script; turned away is who looked at another one than it is now."""
    script = approving.find_script(visit.contents, visit.names["id"])
    if read_script(script, visit.contents).fingerprint != visit.json.get("fingerprint"):
        raise TurnedAwayError(409, Sentence(N_("it was changed since it was shown: look at it again, then decide")))
    return script


def _standing(visit: Visit, script: Script) -> Response:
    (found,) = script_states.standings(visit.contents, script.id)
    return JSONResponse(script_states.standing_json(found, visit.site.language))
