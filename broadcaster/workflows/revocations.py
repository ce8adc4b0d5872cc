"""The approvals that were taken back, as the station's record tells: what somebody puts back by hand stays void."""

from pathlib import Path

from broadcaster.errors import LogbookError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Deed
from broadcaster.model.script import Revocation


def revocations(logbook: Path) -> tuple[Revocation, ...] | None:
    """Return what was taken back and not approved again since; None when the record can't be read."""
    if not logbook.is_file():
        return ()
    try:
        record = Logbook(logbook)
        try:
            found = [_in_effect(record, subject) for subject in sorted(record.subjects(Deed.REVOKED))]
        finally:
            record.close()
    except LogbookError:
        return None
    return tuple(one for of_script in found for one in of_script)


def _in_effect(record: Logbook, script: str) -> list[Revocation]:
    in_effect: dict[str, Revocation] = {}
    for act in record.deeds(Deed.APPROVED, Deed.REVOKED, subject=script):
        if act.deed is Deed.REVOKED:
            in_effect[act.fingerprint] = Revocation(script, act.fingerprint, act.by, act.at, act.note)
        else:
            in_effect.pop(act.fingerprint, None)
    return list(in_effect.values())
