"""How long whoever guesses passwords waits."""

from datetime import UTC, datetime, timedelta

from broadcaster.accounts.delays import FORGOTTEN, FREE_MISSES, KNOWN, LONGEST_S, Delays, Misses, wait_s

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)
OFFICE = "192.0.2.1"


def waits_of(kind: str) -> list[int]:
    return [wait_s(Misses(count, NOON), kind, NOON) for count in range(1, 40)]


def test_the_first_misses_are_free() -> None:
    for kind, free in FREE_MISSES.items():
        assert waits_of(kind)[: free - 1] == [0] * (free - 1)


def test_every_further_miss_doubles_the_wait_up_to_a_limit() -> None:
    waits = [wait for wait in waits_of("address") if wait]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == LONGEST_S["address"]


def test_an_account_is_never_locked_for_long_or_anybody_could_lock_the_chairman_out() -> None:
    assert max(waits_of("account")) == LONGEST_S["account"] == 60


def test_the_wait_runs_out() -> None:
    misses = Misses(6, NOON)
    assert wait_s(misses, "account", NOON + timedelta(seconds=5)) == 3
    assert wait_s(misses, "account", NOON + timedelta(seconds=8)) == 0


def test_misses_are_forgotten_after_an_hour() -> None:
    assert wait_s(Misses(50, NOON), "address", NOON + FORGOTTEN + timedelta(seconds=1)) == 0


def guessed(delays: Delays, times: int, *, at: datetime = NOON, address: str = OFFICE) -> None:
    """Try one password each for as many names."""
    for number in range(times):
        delays.missed(delays.at_login(f"name-{number}", address), at)


def wait_of(delays: Delays, account: str, address: str = OFFICE, now: datetime = NOON) -> int:
    return delays.wait_s(delays.at_login(account, address), now)


def test_a_guesser_who_tries_many_names_is_held_by_the_address() -> None:
    delays = Delays()
    guessed(delays, FREE_MISSES["address"])
    assert wait_of(delays, "another")
    assert not wait_of(delays, "another", "192.0.2.2")


def test_who_came_in_from_an_address_before_is_not_held_by_what_others_try_there() -> None:
    delays = Delays()
    delays.came_in("hoa", OFFICE)
    guessed(delays, 50)
    assert not wait_of(delays, "hoa")
    for _ in range(FREE_MISSES["account"]):
        delays.missed(delays.at_login("hoa", OFFICE), NOON)
    assert wait_of(delays, "hoa")


def test_a_guesser_with_many_addresses_is_held_by_the_account() -> None:
    delays = Delays()
    for number in range(FREE_MISSES["account"]):
        delays.missed(delays.at_login("hoa", f"192.0.2.{number}"), NOON)
    assert wait_of(delays, "hoa", "192.0.2.99")


def test_a_good_login_neither_shortens_nor_restarts_the_wait_of_the_address() -> None:
    delays = Delays()
    guessed(delays, FREE_MISSES["address"] - 1)
    later = NOON + timedelta(minutes=1)
    delays.succeeded(delays.missed(delays.at_login("himself", OFFICE), later))
    guessed(delays, 1)
    assert wait_of(delays, "x") == 2
    assert wait_of(delays, "x", now=later) == 0


def test_only_the_latest_are_remembered() -> None:
    delays = Delays()
    for number in range(KNOWN):
        assert not wait_of(delays, "hoa", f"2001:db8::{number}")
        delays.missed((("address", f"2001:db8::{number}"),), NOON)
    assert len(delays._misses) <= KNOWN
