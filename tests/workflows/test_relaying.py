"""Relays between the plan, the network and the player."""

from dataclasses import replace
from pathlib import Path

from playout.rundowns import S, rundown
from receiver.upper_station import upper_station
from stations import ask, rewrite, write_station

from broadcaster.messages import Sentence
from broadcaster.model.plan import Rundown
from broadcaster.model.station import Relay, Station
from broadcaster.playout.desk import RelayWindow
from broadcaster.workflows.relaying import reached, relay_windows

VOV1 = Relay("vov1", "VOV1", "https://vov.example/vov1", silence_ms=0, buffer_ms=5_000, level_lufs=-14.0)


def with_relay() -> Rundown:
    of = rundown("05:30", ("tin-1", 60 * S), ("vov1", 600 * S), ("tin-2", 60 * S))
    return replace(of, cues=(of.cues[0], replace(of.cues[1], stand_in=(of.cues[1],)), of.cues[2]))


def test_a_relay_s_window_is_its_cue_s_place_in_the_programme() -> None:
    windows = relay_windows(with_relay(), Station("Đài thử", relays=(VOV1,)))
    assert windows == (RelayWindow(60_000, 660_000, VOV1.url, 0, 5_000, -14.0),)


def test_a_relay_that_the_station_names_no_more_leaves_its_fallback() -> None:
    assert relay_windows(with_relay(), Station("Đài thử")) == ()


def test_relays_are_asked_all_at_once() -> None:
    with upper_station() as good, upper_station() as bad:
        bad.answers["/vov1"] = [b"HTTP/1.1 404 Not Found\r\n\r\n"]
        found = reached([replace(VOV1, url=good.url), replace(VOV1, id="huyen", url=bad.url)])
    assert found == {"vov1": "MP3", "huyen": Sentence("the server answers {status}", status=404)}


def test_doctor_tells_which_relays_can_be_had(tmp_path: Path) -> None:
    station = write_station(tmp_path / "station")
    with upper_station() as good, upper_station() as bad:
        bad.answers["/vov1"] = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"]
        relays = f"relays: {{vov1: {{title: VOV1, url: '{good.url}'}}, huyen: {{url: '{bad.url}'}}}}\noutputs:"
        rewrite(station / "station.yaml", "outputs:", relays)
        told = ask(station, "doctor").out
    assert "VOV1 can be reached (MP3)" in told
    assert "huyen: the server sends text/html, and that is no sound stream (its fallback is heard meanwhile)" in told
