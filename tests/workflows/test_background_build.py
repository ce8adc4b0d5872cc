"""The background build: today and tomorrow, one build at a time, and not for ever what can't be made."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.workflows.background_build import BackgroundBuild


class Hands:
    """A clock that somebody sets by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 5, 15, 5, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

    def now(self) -> datetime:
        return self.moment


def finish(builder: BackgroundBuild) -> None:
    until = time.monotonic() + 60
    while not builder.finished():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_builder_builds_today_and_tomorrow_and_then_leaves_what_no_build_can_make_for_a_while(
    draft_station: Path,
) -> None:
    (draft_station / "audio/music/dan-bau.wav").unlink()
    (draft_station / "audio/jingles/nhac-hieu.wav").unlink()  # nothing to air at all, and no mistake in that
    hands = Hands()
    builder = BackgroundBuild(draft_station, hands.now)
    assert builder.may_try_again()
    builder.start()
    assert not builder.may_try_again()
    finish(builder)
    assert {path.name for path in (draft_station / "playlists/built").iterdir()} == {
        "2026-05-15.m3u8",
        "2026-05-16.m3u8",
    }
    assert not builder.may_try_again()
    hands.moment += timedelta(minutes=10)
    assert builder.may_try_again()


def test_the_builder_remembers_that_it_was_asked_again_while_it_was_building(draft_station: Path) -> None:
    builder = BackgroundBuild(draft_station, Hands().now)
    builder.start()
    assert not builder.asked_again
    builder.start()
    assert builder.asked_again
    finish(builder)
    builder.start()
    assert not builder.asked_again
    builder.stop()
    finish(builder)
