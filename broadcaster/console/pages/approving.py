"""A script's way to the air: submitted, sent back, approved just as it was shown, taken back."""

from starlette.responses import Response

from broadcaster.console.pages.scripts import script_page, standing_of
from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.script import Script
from broadcaster.workflows import approving, script_states
from broadcaster.workflows.approvals import read_script
from broadcaster.workflows.script_states import State

LOOK_AGAIN = N_("it was changed since it was shown: look at it again, then decide")
NOT_SUBMITTED = N_("its writer has not submitted it as it is now: say that it is approved all the same")
UNASKED = {State.DRAFT, State.SENT_BACK}


def submit(visit: Visit) -> Response:
    """Put a script before whoever approves."""
    contents = visit.contents
    if (changed := _changed_since(visit, contents)) is not None:
        return changed
    script_states.submit(contents, _script(visit, contents), visit.by, visit.field("word"))
    return _back(visit)


def approve(visit: Visit) -> Response:
    """Approve what was shown; what nobody submitted only when that was seen."""
    contents = visit.contents
    if (changed := _changed_since(visit, contents)) is not None:
        return changed
    standing = standing_of(visit)
    if standing.state in UNASKED and visit.field("although") != standing.state.value:
        return script_page(visit, standing, Sentence(NOT_SUBMITTED), status=422)
    approving.approve(contents, _script(visit, contents), visit.by, visit.site.watch.now().date())
    return _back(visit)


def send_back(visit: Visit) -> Response:
    """Send a script back to its writer with a word why."""
    contents = visit.contents
    if (changed := _changed_since(visit, contents)) is not None:
        return changed
    try:
        script_states.send_back(contents, _script(visit, contents), visit.by, visit.field("why"))
    except UsageError as refusal:
        return script_page(visit, standing_of(visit), refusal.sentence, status=422)
    return _back(visit)


def revoke(visit: Visit) -> Response:
    """Take an approval back, at once, also from the air."""
    approving.revoke(
        visit.contents, _script(visit, visit.contents), visit.by, visit.field("why"), visit.site.watch.now().date()
    )
    return _back(visit)


def _changed_since(visit: Visit, contents: Contents) -> Response | None:
    """Return the page again when what would be heard of `contents` is not what was shown any more."""
    if read_script(_script(visit, contents), contents).fingerprint == visit.field("fingerprint"):
        return None
    return script_page(visit, standing_of(visit), Sentence(LOOK_AGAIN), status=409)


def _script(visit: Visit, contents: Contents) -> Script:
    return approving.find_script(contents, visit.names["id"])


def _back(visit: Visit) -> Response:
    return visit.go(f"/scripts/{visit.names['id']}")
