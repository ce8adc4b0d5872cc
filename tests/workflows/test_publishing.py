"""`publish` on a station that has aired: what comes onto its website, what does not, what is taken off."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from mutagen.mp3 import MP3
from workflows.stations import AFTER, FIRST, LAST, ask, copy_of, marks, rewrite, write_tone
from workflows.test_reporting import air

from broadcaster.workflows.building import no_progress
from broadcaster.workflows.publishing import Order, heard_so_far
from broadcaster.workflows.publishing import publish as bring_up_to_date
from broadcaster.workflows.station_folder import open_station

ADDRESS = "https://xa.example/truyen-thanh"
NOT_TO_READ = "what readers would see is not approved, only what is heard; have it approved again"
WANTED = {"tin-1": "bai/tin-1.html", "ngay-hoi-1": "bai/ngay-hoi-1.html"}


@pytest.fixture(scope="module")
def published_station(built_station: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station that aired three days and was published once. To be looked at, not to be changed."""
    station = copy_of(built_station, tmp_path_factory.mktemp("published"))
    air(station, FIRST, AFTER)
    done = ask(station, "publish", "var/site", "--base-url", ADDRESS)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("published 2 articles: ")
    return station


@pytest.fixture
def station(published_station: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return copy_of(published_station, tmp_path)


def publish(station: Path, *words: str) -> dict[str, object]:
    done = ask(station, "publish", "var/site", "--base-url", ADDRESS, "--json", *words)
    assert done.code == 0, done.err
    return done.json  # type: ignore[no-any-return]


def items(told: dict[str, object]) -> dict[str, str]:
    return {item["source"]: item["page"] for item in told["items"]}  # type: ignore[attr-defined, index]


def reasons(told: dict[str, object], key: str) -> dict[str, str]:
    return {one["source"]: one["why"] for one in told[key]}  # type: ignore[attr-defined, index]


def test_what_was_approved_and_heard_is_on_the_site_as_written(published_station: Path) -> None:
    page = (published_station / "var/site/bai/tin-1.html").read_text("utf-8")
    assert "Kính thưa bà con. Hôm nay xã ta có 2 tin vui." in page
    assert "hôm nay xã ta có hai tin vui" in page.lower()  # as spoken, in the transcript
    assert "đã phát 3 lần" in page
    assert "13/5/2026" in page
    everything = b"".join(path.read_bytes() for path in (published_station / "var/site").rglob("*.*"))
    for private in ("Trưởng đài", published_station.as_posix(), "fingerprint", "approv"):
        assert private.encode() not in everything, private


def test_the_sound_is_what_the_feed_says_and_says_itself_that_a_machine_speaks(published_station: Path) -> None:
    site = published_station / "var/site"
    feed = feedparser.parse((site / "podcast.xml").read_bytes())
    assert not feed.bozo
    assert {entry.link.removeprefix(f"{ADDRESS}/") for entry in feed.entries} == set(WANTED.values())
    for entry in feed.entries:
        enclosure = entry.enclosures[0]
        file = site / enclosure.href.removeprefix(f"{ADDRESS}/")
        assert int(enclosure.length) == file.stat().st_size
        sound = MP3(file)
        assert sound.tags["TXXX:synthetic-speech"].text == ["true"]
        minutes, seconds = map(int, entry.itunes_duration.split(":"))
        assert abs(sound.info.length - (60 * minutes + seconds)) < 1


def test_sentences_have_their_times(published_station: Path) -> None:
    captions = (published_station / "var/site/loi/tin-1.vtt").read_text("utf-8")
    assert captions.startswith("WEBVTT\n\n1\n00:00:00.000 --> 00:00:0")
    assert captions.count(" --> ") == 2


def test_a_pack_holds_the_very_sound_of_the_site(published_station: Path) -> None:
    site = published_station / "var/site"
    with zipfile.ZipFile(io.BytesIO((site / "chia-se/tin-1.zip").read_bytes())) as pack:
        assert pack.read("tin-1.mp3") == next(site.glob("am-thanh/tin-1-*.mp3")).read_bytes()


def test_a_second_time_nothing_is_written_and_that_is_said(station: Path) -> None:
    before = marks(station / "var/site", "**/*")
    again = ask(station, "publish", "var/site", "--base-url", ADDRESS)
    assert again.out.startswith("nothing to write: the site is as it should be, 2 articles\n")
    assert marks(station / "var/site", "**/*") == before


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2 tin vui", "3 tin vui", "it was changed after it was approved; have it approved again"),
        ("approval:", "# approval:", "it is not approved"),
        ("Hôm nay", "{Ngày mai|Hôm nay}", NOT_TO_READ),
        ("Tin buổi sáng", "Tin giật gân", NOT_TO_READ),
        ("approval:", "publish: không\napproval:", "it is not meant for the website"),
    ],
)  # fmt: skip
def test_what_is_changed_or_no_longer_approved_is_taken_off_and_that_is_said(
    station: Path, old: str, new: str, why: str
) -> None:
    rewrite(station / "scripts/tin-1.md", old, new)
    told = publish(station)
    assert items(told) == {"ngay-hoi-1": WANTED["ngay-hoi-1"]}
    assert reasons(told, "taken_off") == {"tin-1": why}
    assert not [path.name for path in (station / "var/site").rglob("*tin-1*")]
    assert "tin-1" not in (station / "var/site/index.html").read_text("utf-8")


def test_other_music_around_the_same_words_leaves_the_article_with_the_sound_that_was_approved(station: Path) -> None:
    write_tone(station / "audio/beds/nen.wav", seconds=2, hertz=330)
    rewrite(station / "scripts/tin-1.md", "column: ban-tin", "column: ban-tin\nbed: nen")
    assert ask(station, "approve", "tin-1", "--by", "Trưởng đài").code == 0
    air(station, "2026-05-16", "2026-05-16")
    assert items(publish(station)) == WANTED
    before = marks(station / "var/site", "**/*tin-1*")
    assert len(before) == 5  # page, sound, transcript, pack, fragment
    write_tone(station / "audio/beds/nen.wav", seconds=2, hertz=440)
    told = publish(station)
    assert (items(told), told["written"], told["removed"]) == (WANTED, [], [])
    assert marks(station / "var/site", "**/*tin-1*") == before
    assert ask(station, "approve", "tin-1", "--revoke", "--by", "Trưởng đài").code == 0
    assert list(reasons(publish(station), "taken_off")) == ["tin-1"]


def test_a_script_that_is_gone_is_taken_off(station: Path) -> None:
    (station / "scripts/tin-1.md").unlink()
    done = ask(station, "publish", "var/site", "--base-url", ADDRESS)
    assert "taken off the site: tin-1 (its script is gone)\n" in done.out


def test_an_approval_of_old_that_spoke_of_the_sound_alone_is_told(station: Path) -> None:
    script = station / "scripts/tin-1.md"
    head, _, rest = script.read_text("utf-8").partition(", written:")
    script.write_text(head + "}" + rest.partition("}")[2], "utf-8")
    (station / "var/site/broadcaster-site.json").unlink()
    done = ask(station, "publish", "elsewhere", "--base-url", ADDRESS)
    assert "heard, but not on the site: tin-1 (what readers would see is not approved" in done.err
    assert done.code == 0


def test_what_was_approved_anew_and_not_heard_since_waits_unless_it_names_its_day(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    assert ask(station, "approve", "tin-1", "--by", "Trưởng đài").code == 0
    assert reasons(publish(station), "taken_off") == {"tin-1": "it has not gone on air as it is approved now"}
    rewrite(station / "scripts/tin-1.md", "column: ban-tin", "column: ban-tin\npublish: 1/6/2026")
    assert ask(station, "approve", "tin-1", "--by", "Trưởng đài").code == 0
    assert items(publish(station)) == WANTED
    assert "1/6/2026" in (station / "var/site/bai/tin-1.html").read_text("utf-8")


@pytest.mark.parametrize("day", ["1/1/2040", "1/6/2026"])
def test_an_emergency_and_what_playlists_call_by_name_come_only_where_they_say_so_and_from_that_day(
    station: Path, day: str
) -> None:
    rewrite(station / "scripts/tin-1.md", "column: ban-tin", "column: ban-tin\npriority: emergency")
    rewrite(station / "playlists/ngay-hoi.yaml", "items: [{column: ngay-hoi}]", "items: [{script: ngay-hoi-1}]")
    assert ask(station, "approve", "tin-1", "--by", "Trưởng đài").code == 0
    assert items(publish(station)) == {}
    for name in WANTED:
        rewrite(station / f"scripts/{name}.md", "column:", f"publish: {day}\ncolumn:")
        assert ask(station, "approve", name, "--by", "Trưởng đài").code == 0
    assert set(items(publish(station))) == (set(WANTED) if day.endswith("2026") else set())


def test_a_clock_that_was_set_back_takes_nothing_off(station: Path) -> None:
    rewrite(station / "scripts/ngay-hoi-1.md", "column:", "publish: 14/5/2026\ncolumn:")
    assert ask(station, "approve", "ngay-hoi-1", "--by", "Trưởng đài").code == 0
    contents, _ = open_station(station)
    long_ago = datetime(2010, 1, 1, tzinfo=UTC)
    found = bring_up_to_date(contents, Order(station / "var/site"), heard_so_far(contents), long_ago, no_progress)
    assert {article.id for article in found.site.articles} == set(WANTED)


def test_the_station_s_settings_name_address_title_and_what_is_left_out(station: Path) -> None:
    rewrite(
        station / "station.yaml",
        "language: vi",
        "language: vi\nwebsite: {url: 'https://khac.example/dai', title: Loa xã, leave_out: [ngay-hoi]}",
    )
    told = ask(station, "publish", "var/site", "--json").json
    assert "no script has" not in ask(station, "check").err
    assert (told["base_url"], list(items(told))) == ("https://khac.example/dai/", ["tin-1"])
    assert "<title>Loa xã</title>" in (station / "var/site/index.html").read_text("utf-8")
    assert "https://khac.example/dai/podcast.xml" in (station / "var/site/podcast.xml").read_text("utf-8")


def test_one_campaign_s_site_has_a_folder_of_its_own(station: Path) -> None:
    told = ask(station, "publish", "hoi", "--campaign", "ngay-hoi", "--json").json
    assert items(told) == {"ngay-hoi-1": WANTED["ngay-hoi-1"]}
    refused = ask(station, "publish", "var/site", "--campaign", "ngay-hoi")
    assert (refused.code, "holds the site of Đài thử nghiệm" in refused.err) == (2, True)
    refused = ask(station, "publish", "hoi")
    assert (refused.code, "holds the site of ngay-hoi" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        (".", "holds the station's own files"),
        ("..", "holds the station's own files"),
        ("scripts", "holds the station's own files"),
        ("audio/programmes/x", "holds the station's own files"),
        ("var", "holds the machine's own files"),
        ("var/items", "holds the machine's own files"),
    ],
)
def test_the_station_s_own_folders_are_no_place_for_a_site(published_station: Path, folder: str, told: str) -> None:
    refused = ask(published_station, "publish", folder)
    assert (refused.code, told in refused.err) == (2, True)


@pytest.mark.parametrize(
    "address", ["xa.example", "ftp://xa.example", "https://", "https://a:b@xa.example", "https://x/?a"]
)
def test_a_wrong_address_is_told(published_station: Path, address: str) -> None:
    refused = ask(published_station, "publish", "var/site", "--base-url", address)
    assert (refused.code, "is no address of a website" in refused.err) == (2, True)


def test_an_unknown_campaign_is_told(published_station: Path) -> None:
    refused = ask(published_station, "publish", "x", "--campaign", "tet")
    assert (refused.code, "there are: ngay-hoi" in refused.err) == (2, True)


def test_reports_link_to_what_is_on_the_site(station: Path) -> None:
    told = ask(station, "report", "--from", FIRST, "--until", LAST, "--json", "--to", "r.html", "--to", "r.csv").json
    assert {item["source"]: item["link"] for item in told["items"]} == {
        name: f"{ADDRESS}/{page}" for name, page in WANTED.items()
    }
    assert f'<a href="{ADDRESS}/bai/tin-1.html">' in (station / "r.html").read_text("utf-8")
    assert f"{ADDRESS}/bai/tin-1.html" in (station / "r.csv").read_text("utf-8")
    assert ask(station, "publish", "hoi", "--campaign", "ngay-hoi", "--base-url", "https://hoi.example").code == 0
    again = ask(station, "report", "--from", FIRST, "--until", LAST, "--json").json
    assert again["items"] == told["items"]  # one campaign's site takes no link away
    (station / "var/published.json").write_bytes(b"\xff")
    plain = ask(station, "report", "--from", FIRST, "--until", LAST, "--json").json
    assert [item["link"] for item in plain["items"]] == [None, None]


def test_before_anything_was_heard_the_site_is_empty_and_says_so(built_station: Path, tmp_path: Path) -> None:
    station = copy_of(built_station, tmp_path)
    assert publish(station)["items"] == []
    about = json.loads((station / "var/site/broadcaster-site.json").read_text("utf-8"))
    assert about["items"] == {}
