"""Finding things by name, and saying what is wrong with them."""

from datetime import UTC, datetime
from pathlib import Path

from broadcaster.messages import Sentence
from broadcaster.model.contents import Contents, SoundFile
from broadcaster.model.lexicon import EMPTY
from broadcaster.model.plan import Airtime
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.reading import Reading
from broadcaster.model.script import Script
from broadcaster.model.sound import ClipKind
from broadcaster.model.station import Station
from broadcaster.model.timetable import Timetable


def test_things_are_found_by_kind_and_name() -> None:
    jingle, music = (SoundFile("a", kind, Path(kind)) for kind in (ClipKind.JINGLE, ClipKind.MUSIC))
    news = Script("tin", "Tin", "ban-tin", "Kính thưa bà con!")
    contents = Contents(Path(), Station("Thử"), Timetable(), (news,), (jingle, music), EMPTY)
    assert contents.sound(ClipKind.MUSIC, "a") is music
    assert contents.sound(ClipKind.BED, "a") is None
    assert contents.script("tin") is news
    assert contents.script("Tin") is None


def test_a_place_is_shown_as_editors_understand_it() -> None:
    assert str(Place("scripts/tin.md", 3)) == "scripts/tin.md:3"
    assert str(Place("audio/music")) == "audio/music"


def test_only_an_error_must_be_mended_first() -> None:
    found = [Problem(Sentence("x"), severity=severity) for severity in Severity]
    assert [problem.is_error for problem in found] == [True, False, False]


def test_problems_of_a_text_are_placed_in_the_file_that_holds_it() -> None:
    problems = (Problem(Sentence("x"), Place("", 1)), Problem(Sentence("y"), Place("", 4)), Problem(Sentence("z")))
    placed = Reading("", (), problems).problems_in("scripts/tin.md", first_line=6)
    assert [str(problem.place) for problem in placed] == ["scripts/tin.md:6", "scripts/tin.md:9", "scripts/tin.md:6"]


def test_an_airing_is_known_by_its_slot_and_its_start() -> None:
    starts_at = datetime(2026, 5, 13, 23, 50, tzinfo=UTC)
    airtime = Airtime("khuya", "Khuya", starts_at, 0, 15 * 60_000, (), ())
    assert airtime.id == "khuya@2026-05-13T23:50+00:00"
    assert airtime.ends_at == datetime(2026, 5, 14, 0, 5, tzinfo=UTC)


def test_a_sentence_is_said_with_its_values_and_braces_in_them_are_only_braces() -> None:
    inner = Sentence("“{key}” is missing", key="{name}")
    assert Sentence("{file}: {what}", file="{0}", what=inner).said("en") == "{0}: “{name}” is missing"
