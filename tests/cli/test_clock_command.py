"""`clock`: what the station makes of this machine's clock, and a person's word for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from workflows.stations import ask

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Act, Deed


def test_a_clock_that_the_record_does_not_contradict_is_gone_by(station: Path) -> None:
    told = ask(station, "clock")
    assert told.code == 0
    assert "the station goes by it" in told.out


def test_a_clock_behind_the_record_needs_somebody_s_word(station: Path) -> None:
    record = Logbook(station / "var/logbook.sqlite")
    record.note(Act(datetime.now(UTC) + timedelta(days=400), Deed.CHANGED, "", "sang.yaml"))
    record.close()
    told = ask(station, "clock")
    if "time server" in told.out:  # this machine's clock is kept by one, which is believed against any record
        assert told.code == 0
        return
    assert told.code == 1
    assert ask(station, "clock", "--right").code == 2  # who says so?
    assert ask(station, "clock", "--right", "--by", "Lê Văn Tám").code == 0
    assert ask(station, "clock").code == 0
    assert "Lê Văn Tám: set the clock, or vouched for it" in ask(station, "log", "--people").out
