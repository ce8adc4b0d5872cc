"""How long whoever guesses passwords waits."""

from datetime import UTC, datetime, timedelta

from broadcaster.accounts.delays import FORGOTTEN, FREE_MISSES, KNOWN, LONGEST_S, Delays, Misses, wait_s

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)


def waits_of(kind: str) -> list[int]:
    return [wait_s(Misses(count, NOON), kind, NOON) for count in range(1, 20)]


def test_the_first_misses_are_free() -> None:
    assert waits_of("address")[: FREE_MISSES - 1] == [0] * (FREE_MISSES - 1)


def test_every_further_miss_doubles_the_wait_up_to_a_limit() -> None:
    waits = [wait for wait in waits_of("address") if wait]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == LONGEST_S["address"]


def test_an_account_is_never_locked_for_long_or_anybody_could_lock_the_chairman_out() -> None:
    assert max(waits_of("account")) == LONGEST_S["account"] == 60


def test_the_wait_runs_out() -> None:
    misses = Misses(6, NOON)
    assert wait_s(misses, "address", NOON + timedelta(seconds=5)) == 3
    assert wait_s(misses, "address", NOON + timedelta(seconds=8)) == 0


def test_misses_are_forgotten_after_an_hour() -> None:
    assert wait_s(Misses(50, NOON), "address", NOON + FORGOTTEN + timedelta(seconds=1)) == 0


def test_a_guesser_who_tries_many_names_is_held_by_the_address() -> None:
    delays = Delays()
    for number in range(FREE_MISSES):
        delays.missed(f"name-{number}", "192.0.2.1", NOON)
    assert delays.wait_s("another", "192.0.2.1", NOON)
    assert not delays.wait_s("another", "192.0.2.2", NOON)


def test_a_guesser_with_many_addresses_is_held_by_the_account() -> None:
    delays = Delays()
    for number in range(FREE_MISSES):
        delays.missed("hoa", f"192.0.2.{number}", NOON)
    assert delays.wait_s("hoa", "192.0.2.99", NOON)


def test_a_guesser_does_not_clear_himself_by_logging_in_as_himself() -> None:
    delays = Delays()
    for number in range(FREE_MISSES + 2):
        delays.missed(f"name-{number}", "192.0.2.1", NOON)
    before = delays.wait_s("x", "192.0.2.1", NOON)
    delays.missed("himself", "192.0.2.1", NOON)
    delays.succeeded("himself", "192.0.2.1")
    assert delays.wait_s("x", "192.0.2.1", NOON) == before


def test_an_office_behind_one_address_may_log_in_all_day() -> None:
    delays = Delays()
    for _ in range(50):
        assert not delays.wait_s("hoa", "192.0.2.1", NOON)
        delays.missed("hoa", "192.0.2.1", NOON)
        delays.succeeded("hoa", "192.0.2.1")


def test_only_so_many_are_remembered() -> None:
    delays = Delays()
    for number in range(KNOWN + 10):
        delays.missed(f"name-{number}", "192.0.2.1", NOON)
    assert len(delays._misses) == KNOWN
