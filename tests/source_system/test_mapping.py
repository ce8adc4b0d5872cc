"""A line of the record in the shape that source systems seem to want."""

from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from broadcaster.errors import UsageError
from broadcaster.model.record import AsRunEntry, Outcome
from broadcaster.model.script import Priority
from broadcaster.source_system.mapping import Heard, clock_length, is_told, message, read_shape

AT = datetime(2026, 5, 13, 5, 32, 10, 250_000, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ENTRY = AsRunEntry("sang", "tin-1", "script", "Tin buổi sáng", "ban-tin", AT, AT, 151_400, Outcome.AIRED)
HEARD = Heard(17, ENTRY, "Đài xã", Priority.PRIORITY, 5, "Kính thưa bà con.", "Kính thưa…", date(2026, 5, 11))
SHAPE = read_shape(files("broadcaster.source_system").joinpath("mapping.tsv").read_text("utf-8"), "mapping.tsv")

# As observed, and nowhere official.
OBSERVED = [
    "NguonID", "TenNguon", "DichID", "TenDich", "CumLoaID", "TenThietBi", "MaNhaCungCap", "TenNhaCungCap", "BanTinID",
    "LoaiBanTin", "MucDoUuTien", "TieuDe", "LoaiLinhVuc", "NoiDungTomTat", "ThoiGianSanXuat", "ThoiLuong", "TacGia",
    "ThoiDiemBatDau", "TiepAm", "NguonTiepAm", "NoiDung", "NguonTin", "AmLuong", "CongSuat",
]  # fmt: skip


def test_a_message_has_every_field_that_was_observed() -> None:
    assert list(message(HEARD, SHAPE, {})) == OBSERVED
    assert list(message(HEARD, SHAPE, {})["TacGia"]) == ["TenDayDu", "ButDanh", "Email"]


def test_what_was_heard_is_told_in_the_codes_that_were_observed() -> None:
    told = message(HEARD, SHAPE, {"CumLoaID": "38-01", "TacGia.Email": "dai@xa.example"})
    assert {key: told[key] for key in ("LoaiBanTin", "MucDoUuTien", "LoaiLinhVuc", "TiepAm", "ThoiLuong")} == {
        "LoaiBanTin": 3, "MucDoUuTien": 2, "LoaiLinhVuc": 5, "TiepAm": False, "ThoiLuong": "00:02:31",
    }  # fmt: skip
    assert told["ThoiDiemBatDau"] == "2026-05-13T05:32:10+07:00"
    assert told["ThoiGianSanXuat"] == "2026-05-11"
    assert (told["CumLoaID"], told["TacGia"]["Email"]) == ("38-01", "dai@xa.example")


def test_a_relay_is_live_and_names_its_source() -> None:
    told = message(replace(HEARD, entry=replace(ENTRY, kind="relay", title="VOV1")), SHAPE, {})
    assert (told["LoaiBanTin"], told["TiepAm"], told["NguonTiepAm"]) == (5, True, "VOV1")


def test_an_emergency_is_told_as_one() -> None:
    told = message(replace(HEARD, entry=replace(ENTRY, kind="alert")), SHAPE, {})
    assert told["MucDoUuTien"] == 1


def test_the_same_line_has_the_same_name_and_another_line_another() -> None:
    assert HEARD.id == replace(HEARD, topic=1, text="").id
    assert len({HEARD.id, replace(HEARD, number=18).id, replace(HEARD, station="Đài khác").id}) == 3


@pytest.mark.parametrize(
    ("kind", "duration_ms", "told"),
    [
        ("script", 1, True),
        ("relay", 1, True),
        ("spot", 1, True),
        ("alert", 1, True),
        ("script", 0, False),
        ("music", 9, False),
        ("jingle", 9, False),
    ],
)
def test_only_what_was_heard_and_says_something_is_told(kind: str, duration_ms: int, told: bool) -> None:
    assert is_told(replace(ENTRY, kind=kind, duration_ms=duration_ms)) is told


def test_lengths_are_written_as_a_clock() -> None:
    assert [clock_length(ms) for ms in (0, 59_600, 3_600_000)] == ["00:00:00", "00:01:00", "01:00:00"]


@pytest.mark.parametrize("row", ["TieuDe", "TieuDe tile", "TieuDe\ttile", "A.B.C\ttitle", "\ttitle"])
def test_a_shape_that_means_nothing_is_told_with_its_line(row: str) -> None:
    with pytest.raises(UsageError, match=r"x\.tsv:2: “.*” means nothing here"):
        read_shape(f"# so\n{row}\n", "x.tsv")
