"""Emergencies as the doors order them. No engine and no daemon runs here: what is heard is proved elsewhere."""

import json
import wave
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from workflows.stations import rewrite

from broadcaster.content.folder import read_without_programme
from broadcaster.errors import UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.alert import PLANS, repeated
from broadcaster.model.record import Act, Deed
from broadcaster.sound.files import comment_of, duration_ms
from broadcaster.speech.cache import SpeechCache
from broadcaster.workflows.alert_files import AlertShelf, Prepared
from broadcaster.workflows.alert_sound import Source, prepare
from broadcaster.workflows.alerting import Order, ask, cancel, confirm, current, preview, quiet_moments, simulated
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.station_voices import station_voices

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 5, 13, 12, 0, tzinfo=ZONE)
NIGHT = datetime(2026, 5, 13, 2, 0, tzinfo=ZONE)
FLOOD = "Nước lên 2 m, bà con thôn 5 lên trường học."


@pytest.fixture
def flood(draft_station: Path) -> Prepared:
    return preview(draft_station, FLOOD)


def acts(folder: Path) -> list[Act]:
    record = Logbook(Places(folder).logbook)
    try:
        return list(record.acts())
    finally:
        record.close()


def noise(path: Path, seconds: float = 0.5) -> Path:
    samples = np.random.default_rng(1).integers(-9000, 9000, round(seconds * 24_000)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def test_a_preview_tells_what_will_be_said_and_makes_the_sound(draft_station: Path, flood: Prepared) -> None:
    assert flood.spoken == "Nước lên hai mét, bà con thôn năm lên trường học."
    assert (flood.voice, flood.readings, flood.outputs) == ("espeak:vi", 2, ("wav_file",))
    assert duration_ms(flood.sound) == flood.duration_ms
    assert "synthetic-speech=true" in comment_of(flood.sound)
    assert not Places(draft_station).logbook.exists()
    assert not current(draft_station, NOON)


def test_a_guess_is_shown(draft_station: Path) -> None:
    assert [guess.written for guess in preview(draft_station, "Gọi ngay đội XKTV.").guesses] == ["XKTV"]


def test_what_was_prepared_is_not_made_again_until_the_station_changes(draft_station: Path, flood: Prepared) -> None:
    made = flood.sound.stat().st_mtime_ns
    again = preview(draft_station, FLOOD)
    assert (again, again.sound.stat().st_mtime_ns) == (flood, made)
    (draft_station / "lexicon.yaml").write_text("bà con: nhân dân\n", "utf-8")
    assert "nhân dân" in preview(draft_station, FLOOD).spoken


def test_a_damaged_sound_is_made_again(draft_station: Path, flood: Prepared) -> None:
    flood.sound.write_bytes(b"")
    assert duration_ms(preview(draft_station, FLOOD).sound) == flood.duration_ms


def test_read_once_is_shorter(draft_station: Path, flood: Prepared) -> None:
    assert preview(draft_station, FLOOD, 1).duration_ms < flood.duration_ms * 0.7


@pytest.mark.parametrize("text", ["", "  ", "!!!", "x" * 3001])
def test_a_text_without_words_or_without_end_is_refused(draft_station: Path, text: str) -> None:
    with pytest.raises(UsageError):
        preview(draft_station, text)


def test_a_text_may_be_longer_than_a_file_s_name(draft_station: Path) -> None:
    assert preview(draft_station, "Nước lên rất nhanh, bà con chạy ngay. " * 8, 1).readings == 1


def test_a_recording_that_lasts_too_long_is_refused(draft_station: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no longer than 9 minutes"):
        preview(draft_station, str(noise(tmp_path / "dai.wav", 200)), 3)


def test_a_text_is_data_and_never_markup_or_a_command(draft_station: Path) -> None:
    spoken = preview(draft_station, '<break time="9s"/> $(rm -rf /) {{nước|lửa}} `reboot`').spoken
    assert "<" not in spoken
    assert "`" not in spoken


def test_a_text_file_and_a_script_of_the_station_are_read(draft_station: Path, tmp_path: Path) -> None:
    note = tmp_path / "bao.txt"
    note.write_text("Bão số 3 đổ bộ.\n", "utf-8")
    assert preview(draft_station, str(note)).spoken == "Bão số ba đổ bộ."
    script = preview(draft_station, str(draft_station / "scripts/tin-1.md"))
    assert (script.title, script.readings) == ("Tin buổi sáng", 2)


WARNING = "Nước sông dâng nhanh, bà con thôn Năm hãy lên trường học ngay."
IN_TCVN3 = "N\xadíc s«ng d©ng nhanh, bµ con th«n N¨m h·y lªn tr\xadêng häc ngay."


@pytest.mark.parametrize(
    "written", [WARNING.encode("utf-16"), WARNING.encode("utf-8-sig"), IN_TCVN3.encode("cp1252"), IN_TCVN3.encode()]
)
def test_a_text_file_in_whatever_coding_an_office_has_is_read_right(
    draft_station: Path, tmp_path: Path, written: bytes
) -> None:
    (tmp_path / "bao.txt").write_bytes(written)
    assert preview(draft_station, str(tmp_path / "bao.txt"), 1).spoken == WARNING


def test_words_copied_out_of_an_old_document_are_not_read_as_gibberish(draft_station: Path) -> None:
    assert preview(draft_station, IN_TCVN3, 1).spoken == WARNING


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bao.docx", "bao.docx is a document"),
        ("bao.pdf", "bao.pdf is a document"),
        ("bao.txt", "bao.txt can't be read"),
    ],
)
def test_a_file_that_is_no_text_is_refused_by_its_name(
    draft_station: Path, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 \xff\xff\xff")
    with pytest.raises(UsageError, match=told):
        preview(draft_station, str(tmp_path / name))


def test_a_recording_is_heard_as_it_is(draft_station: Path, tmp_path: Path) -> None:
    recorded = preview(draft_station, str(noise(tmp_path / "loi-keu-goi.wav")))
    assert (recorded.voice, recorded.readings, recorded.text) == ("recording:loi-keu-goi", 1, "")
    assert comment_of(recorded.sound) == ""


def test_a_script_s_recording_is_heard_rather_than_a_machine(draft_station: Path) -> None:
    (draft_station / "audio/recordings").mkdir(exist_ok=True)
    noise(draft_station / "audio/recordings/tin-1.wav", 4)
    assert preview(draft_station, str(draft_station / "scripts/tin-1.md")).voice == "recording:tin-1"


def test_a_file_that_was_meant_and_is_not_there_is_told(draft_station: Path) -> None:
    with pytest.raises(UsageError, match=r"bao\.txt is missing"):
        preview(draft_station, "bao.txt")


def test_a_voice_on_the_network_reads_what_it_has_said_before_and_is_never_asked(
    draft_station: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadcaster.speech.engines.gtts.GttsEngine.speak_all", lambda *_: pytest.fail("asked"))
    monkeypatch.setattr("broadcaster.speech.engines.gtts.GttsEngine.probe", lambda *_: pytest.fail("asked"))
    rewrite(draft_station / "station.yaml", "voices: [espeak]", "voices: [gtts, espeak]")
    assert preview(draft_station, FLOOD).voice == "espeak:vi"
    contents, _ = read_without_programme(draft_station)
    assert contents is not None
    gtts, espeak = station_voices(draft_station, contents.station.voices)
    cache, pace = SpeechCache(Places(draft_station).speech), contents.station.speech.emergency_pace
    for text in ("Cháy rừng, bà con tránh xa.", "Xin nhắc lại."):
        [pcm] = espeak.speak_all([text])
        cache.keep(gtts.paced(pace).identity, text, pcm)
    assert preview(draft_station, "Cháy rừng, bà con tránh xa.").voice == "gtts:vi"


def test_without_a_tone_the_words_are_heard_all_the_same(draft_station: Path) -> None:
    (draft_station / "audio/jingles/bao-dong.wav").unlink(missing_ok=True)
    assert not preview(draft_station, FLOOD).with_tone
    noise(draft_station / "audio/jingles/bao-dong.wav")
    assert preview(draft_station, FLOOD).with_tone


def test_an_order_is_recorded_claimed_and_there_for_the_daemon(draft_station: Path, flood: Prepared) -> None:
    asked = ask(draft_station, flood, Order("Chị Hoa", repeated(3, 300_000)), NOON)
    assert not asked.code
    [act] = acts(draft_station)
    assert (act.deed, act.by, act.subject, act.fingerprint) == (
        Deed.ALERTED,
        "Chị Hoa",
        asked.alert.id,
        flood.fingerprint,
    )
    assert FLOOD in act.note
    record = Logbook(Places(draft_station).logbook)
    assert record.state(f"{asked.alert.id}#0") is not None
    record.close()
    assert AlertShelf(Places(draft_station).alerts).orders() == [asked.alert]
    [standing] = current(draft_station, NOON)
    assert standing.next_at == NOON + timedelta(minutes=5)


def test_in_the_quiet_hours_it_takes_two_steps_and_both_are_recorded(draft_station: Path, flood: Prepared) -> None:
    asked = ask(draft_station, flood, Order("An"), NIGHT)
    assert not AlertShelf(Places(draft_station).alerts).orders()
    alert = confirm(draft_station, asked.code, "Bình", NIGHT + timedelta(minutes=2))
    assert alert.confirmed
    assert alert.first_at == NIGHT + timedelta(minutes=2)
    told = [(act.deed, act.by, act.subject) for act in acts(draft_station)]
    assert told == [(Deed.ALERT_ASKED, "An", alert.id), (Deed.ALERTED, "Bình", alert.id)]


def test_a_code_is_good_once_and_not_for_long(draft_station: Path, flood: Prepared) -> None:
    late = ask(draft_station, flood, Order("An"), NIGHT)
    used = ask(draft_station, flood, Order("An"), NIGHT)
    confirm(draft_station, used.code, "An", NIGHT)
    for code, when in (
        (late.code, NIGHT + timedelta(minutes=11)),
        (used.code, NIGHT),
        ("../orders/x", NIGHT),
        ("", NIGHT),
    ):
        with pytest.raises(UsageError, match="nothing to be confirmed"):
            confirm(draft_station, code, "An", when)


def test_by_day_nights_are_left_out_unless_they_are_asked_for(draft_station: Path, flood: Prepared) -> None:
    evening = NOON.replace(hour=20, minute=50)
    order = Order("An", repeated(3, 300_000))
    assert [f"{moment:%H:%M}" for moment in quiet_moments(flood, order, evening)] == ["21:00"]
    through = Order("An", repeated(3, 300_000), in_quiet_hours=True)
    assert quiet_moments(flood, through, evening) == []
    assert ask(draft_station, flood, through, evening).code


def test_cancelling_ends_one_or_all_and_is_recorded(draft_station: Path, flood: Prepared) -> None:
    first, second = (ask(draft_station, flood, Order("An", PLANS["disaster"]), NOON).alert for _ in range(2))
    ended = cancel(draft_station, first.id, "Bình", NOON + timedelta(minutes=1))
    assert [alert.id for alert in ended] == [first.id]
    assert [one.alert.id for one in current(draft_station, NOON + timedelta(minutes=1))] == [second.id]
    assert [alert.id for alert in cancel(draft_station, None, "Bình", NOON + timedelta(minutes=2))] == [second.id]
    assert cancel(draft_station, None, "Bình", NOON + timedelta(minutes=3)) == []
    assert [act.by for act in acts(draft_station) if act.deed is Deed.ALERT_CANCELLED] == ["Bình", "Bình"]
    with pytest.raises(UsageError, match="no emergency"):
        cancel(draft_station, "20260101-000000-0000", "Bình", NOON)


def test_repetitions_must_leave_room_for_it(draft_station: Path, flood: Prepared) -> None:
    with pytest.raises(UsageError, match="leave more time"):
        ask(draft_station, flood, Order("An", repeated(3, flood.duration_ms)), NOON)


def test_orders_that_nobody_can_read_are_passed_over(draft_station: Path, flood: Prepared) -> None:
    alert = ask(draft_station, flood, Order("An"), NOON).alert
    orders = Places(draft_station).alerts / "orders"
    (orders / "rubbish.json").write_text("{", "utf-8")
    said = json.loads((orders / f"{alert.id}.json").read_text("utf-8"))
    (orders / "foreign.json").write_text(json.dumps(said | {"id": "../../x"}), "utf-8")
    assert AlertShelf(Places(draft_station).alerts).orders() == [alert]


def test_what_was_over_long_ago_is_removed(draft_station: Path, flood: Prepared) -> None:
    ask(draft_station, flood, Order("An"), NOON)
    shelf = AlertShelf(Places(draft_station).alerts)
    shelf.forget_old(NOON + timedelta(days=29))
    assert shelf.orders()
    shelf.forget_old(datetime.now(ZONE) + timedelta(days=60))
    assert (shelf.orders(), flood.sound.exists()) == ([], False)


def test_a_simulated_one_needs_a_moment_and_a_text(draft_station: Path) -> None:
    assert simulated(draft_station, "2026-05-13T05:40 Nước lên.").first_at == datetime(2026, 5, 13, 5, 40, tzinfo=ZONE)
    for wrong in ("Nước lên.", "2026-05-13T05:40", "05:40 Nước lên."):
        with pytest.raises(UsageError, match="no emergency to simulate"):
            simulated(draft_station, wrong)


def test_bytes_can_be_prepared_as_a_text_of_their_own(draft_station: Path) -> None:
    assert prepare(draft_station, Source("", "Sạt lở.".encode()), 1).spoken == "Sạt lở."
