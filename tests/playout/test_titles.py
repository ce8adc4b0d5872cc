"""What listeners' displays show."""

from dataclasses import replace

from rundowns import S, Station, airing, rundown

from broadcaster.model.sound import ClipKind
from broadcaster.playout.desk import PlayOrder
from broadcaster.playout.off_air import OffAirDesk
from broadcaster.playout.titles import titles


def test_the_programme_and_what_is_read_and_music_under_the_programmes_name_alone() -> None:
    found = rundown("05:30", ("mở đầu", 10 * S), ("tin một", 20 * S), ("nhạc", 5 * S), ("nhạc hai", 5 * S))
    kinds = (ClipKind.JINGLE, ClipKind.SCRIPT, ClipKind.MUSIC, ClipKind.MUSIC)
    cues = [replace(cue, clip=replace(cue.clip, kind=kind)) for cue, kind in zip(found.cues, kinds, strict=True)]
    assert titles(replace(found, cues=tuple(cues))) == (
        (0, "Sang"),
        (10 * S, "Sang – Tin Một"),
        (30 * S, "Sang"),
    )


def test_the_desk_is_told_them_with_the_order() -> None:
    told: list[PlayOrder] = []

    class Listening(OffAirDesk):
        def play(self, order: PlayOrder) -> None:
            told.append(order)
            super().play(order)

    station = Station([airing("05:30", ("tin", 10 * S))])
    station.switch_on(Listening(station.clock.now, station.shelf))
    station.run_until(station.airings[0].ends_at)
    assert [order.titles for order in told] == [((0, "Sang – Tin"),)]
