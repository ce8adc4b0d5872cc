"""Emergencies that were aired first: who approved them afterwards, and which nobody has approved yet."""

from collections.abc import Iterable
from datetime import UTC, datetime

from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem, Severity
from broadcaster.model.record import Act, Deed
from broadcaster.reporting.emergencies import Emergency, emergencies
from broadcaster.workflows.approving import visible
from broadcaster.workflows.keeping_record import note, record_to_read
from broadcaster.workflows.shapes import Json

UNAPPROVED = N_(
    "the emergency that {by} put on air on {moment} is still without approval; read it in broadcaster log --people, "
    "then: broadcaster approve --alert {id} --by NAME"
)


def known_emergencies(contents: Contents) -> tuple[Emergency, ...]:
    """Return every emergency that the record knows."""
    with record_to_read(contents) as record:
        aired = {act.subject for act in record.deeds(Deed.ALERTED)}
        acts = [act for one in aired for act in record.deeds(Deed.ALERTED, Deed.APPROVED, subject=one)]
    return tuple(sorted(emergencies(acts), key=lambda one: one.aired.at))


def approve_afterwards(contents: Contents, emergency_id: str, by: str) -> Emergency:
    """Record that `by` approves an emergency that was aired. Raises UsageError for one that is unknown or approved."""
    known = [one for one in known_emergencies(contents) if one.id == emergency_id]
    if not known:
        raise UsageError(N_("the record knows no emergency “{id}”; see broadcaster log --people"), id=emergency_id)
    last = known[-1]
    if last.approved is not None:
        raise UsageError(N_("{by} approved the emergency “{id}” already"), id=emergency_id, by=last.approved.by)
    act = Act(datetime.now(UTC), Deed.APPROVED, visible(by), last.id, last.aired.fingerprint)
    note(contents, act)
    return Emergency(last.aired, act)


def without_approval(found: Iterable[Emergency]) -> tuple[Problem, ...]:
    """Return a reminder for each emergency that nobody has approved yet."""
    return tuple(
        Problem(
            Sentence(UNAPPROVED, by=one.aired.by or "–", moment=f"{one.aired.at:%d/%m/%Y %H:%M}", id=one.id),
            severity=Severity.WARNING,
        )
        for one in found
        if one.approved is None
    )


def emergency_json(one: Emergency) -> Json:
    """Return an emergency as `report --json` and `status --json` show it."""
    return {
        "alert": one.id,
        "aired_at": one.aired.at.isoformat(timespec="seconds"),
        "by": one.aired.by,
        "fingerprint": one.aired.fingerprint,
        "note": one.aired.note,
        "approved_by": one.approved.by if one.approved else None,
        "approved_at": one.approved.at.isoformat(timespec="seconds") if one.approved else None,
    }
