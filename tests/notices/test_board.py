"""Which faults people are told of, and when: once, again each day while they last, and when they are mended."""

from datetime import UTC, datetime, timedelta

from broadcaster.messages import Sentence
from broadcaster.notices.board import NOTICES_AN_HOUR, Board

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)
DISK = {"disk": Sentence("the disk is full")}
CARD = {"output:sound_card": Sentence("no card")}


def told(board: Board, found: dict[str, Sentence], second: int) -> tuple[list[str], list[str]] | None:
    notice = board.look(found, NOON + timedelta(seconds=second))
    return notice and ([fault.key for fault in notice.faults], [fault.key for fault in notice.mended])


def test_a_fault_is_told_once_when_it_has_lasted_a_moment_and_once_when_it_is_mended() -> None:
    board = Board()
    assert [told(board, DISK, second) for second in (0, 10)] == [None, None]
    assert told(board, DISK, 20) == (["disk"], [])
    assert {told(board, DISK, second) for second in range(30, 3600, 10)} == {None}
    assert told(board, {}, 3600) is None
    assert told(board, {}, 3630) == ([], ["disk"])
    assert told(board, {}, 3640) is None


def test_what_comes_and_goes_at_once_is_told_to_nobody() -> None:
    board = Board()
    assert told(board, DISK, 0) is None
    assert {told(board, {}, second) for second in range(10, 300, 10)} == {None}


def test_faults_that_come_together_are_one_notice() -> None:
    board = Board()
    told(board, DISK | CARD, 0)
    assert told(board, DISK | CARD, 20) == (["disk", "output:sound_card"], [])


def test_a_fault_that_lasts_is_told_again_the_next_day() -> None:
    board = Board()
    told(board, DISK, 0)
    told(board, DISK, 20)
    assert told(board, DISK, 86_000) is None
    assert told(board, DISK, 86_430) == (["disk"], [])


def test_a_fault_that_comes_and_goes_all_day_does_not_bury_people_in_notices() -> None:
    board = Board()
    notices = [told(board, DISK if second % 120 < 60 else {}, second) for second in range(0, 36_000, 10)]
    assert sum(notice is not None for notice in notices) <= NOTICES_AN_HOUR * 10


def test_a_mended_fault_that_returns_before_that_was_told_is_the_same_fault() -> None:
    board = Board()
    told(board, DISK, 0)
    told(board, DISK, 20)
    told(board, {}, 30)
    assert {told(board, DISK, second) for second in range(40, 400, 10)} == {None}
    assert [fault.key for fault in board.faults] == ["disk"]
