"""Records for tests: lines made in a few words, and a logbook with some."""

from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Act, AiringState, AsRunEntry, Deed, Outcome

HALF_PAST_FIVE = datetime.fromisoformat("2026-05-13T05:30:00+07:00")


def entry(number: int) -> AsRunEntry:
    """Return the line of a minute of speech."""
    at = HALF_PAST_FIVE + timedelta(minutes=number)
    return AsRunEntry(
        slot="sang",
        source=f"tin-{number}",
        kind="script",
        title=f"Tin số {number}",
        column="ban-tin",
        planned_at=at,
        started_at=at,
        duration_ms=60_000,
        outcome=Outcome.AIRED,
        voice="espeak:vi",
        fingerprint="ab12",
        programme="cd34",
        outputs=("sound_card",),
    )


def act(number: int = 0) -> Act:
    """Return an approval."""
    return Act(HALF_PAST_FIVE - timedelta(days=1, minutes=number), Deed.APPROVED, "Bà Hoa", f"tin-{number}", "ab12")


def keep(path: Path, lines: int) -> None:
    """Append so many lines, each of its own, to the logbook at `path`."""
    logbook = Logbook(path)
    for number in range(lines):
        logbook.advance("sang", AiringState(next_cue=number + 1), [entry(number)])
    logbook.close()
