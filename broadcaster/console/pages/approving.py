"""A script's way to the air: submitted, sent back, approved just as it was shown, taken back."""

from starlette.responses import Response

from broadcaster.console.pages.scripts import script_page, standing_of
from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Script
from broadcaster.workflows import approving, script_states

LOOK_AGAIN = N_("it was changed since it was shown: look at it again, then decide")


def submit(visit: Visit) -> Response:
    """Put a script before whoever approves."""
    if (changed := _changed_since(visit)) is not None:
        return changed
    script_states.submit(visit.contents, _script(visit), visit.by, visit.field("word"))
    return _back(visit)


def approve(visit: Visit) -> Response:
    """Approve what was shown."""
    if (changed := _changed_since(visit)) is not None:
        return changed
    approving.approve(visit.contents, _script(visit), visit.by, visit.site.watch.now().date())
    return _back(visit)


def send_back(visit: Visit) -> Response:
    """Send a script back to its writer with a word why."""
    if (changed := _changed_since(visit)) is not None:
        return changed
    try:
        script_states.send_back(visit.contents, _script(visit), visit.by, visit.field("why"))
    except UsageError as refusal:
        return script_page(visit, standing_of(visit), refusal.sentence, status=422)
    return _back(visit)


def revoke(visit: Visit) -> Response:
    """Take an approval back, at once, also from the air."""
    approving.revoke(visit.contents, _script(visit), visit.by, visit.field("why"), visit.site.watch.now().date())
    return _back(visit)


def _changed_since(visit: Visit) -> Response | None:
    """Return the page again when what would be heard is not what was shown any more."""
    standing = standing_of(visit)
    assert standing.read is not None
    if standing.read.fingerprint == visit.field("fingerprint"):
        return None
    return script_page(visit, standing, Sentence(LOOK_AGAIN), status=409)


def _script(visit: Visit) -> Script:
    return approving.find_script(visit.contents, visit.names["id"])


def _back(visit: Visit) -> Response:
    return visit.go(f"/scripts/{visit.names['id']}")
