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
    in_effect: dict[tuple[str, str], Revocation] = {}
    try:
        record = Logbook(logbook)
        try:
            for act in record.deeds(Deed.APPROVED, Deed.REVOKED):
                key = act.subject, act.fingerprint
                if act.deed is Deed.REVOKED:
                    in_effect[key] = Revocation(*key, act.by, act.at, act.note)
                else:
                    in_effect.pop(key, None)
        finally:
            record.close()
    except LogbookError:
        return None
    return tuple(in_effect.values())
