"""What plans say of their campaigns, word for word, and the file that is proposed."""

from datetime import date

import pytest
from content.official.office_files import PLANS, SCIENCE_DAY

from broadcaster.content.nodes import Gatherer
from broadcaster.content.official.campaign_facts import CampaignFacts, find_campaign, split_heads
from broadcaster.content.official.campaign_file import Column, Remarks, campaign_text, propose_columns
from broadcaster.content.official.frame import part
from broadcaster.content.official.periods import spans_in
from broadcaster.content.official.text_file import read_text
from broadcaster.content.playlist_file import read_playlist
from broadcaster.model.script import DayRange
from broadcaster.model.timetable import Campaign

MISSING = dict.fromkeys(("theme", "slogan", "directive", "columns"), "chưa thấy")
REMARKS = Remarks("nguồn", "cả hai ngày", "điền số", MISSING, "còn có", "Đề xuất", "thêm", "mới")


def facts(text: str) -> CampaignFacts:
    parted = part(read_text(text.encode(), "x.txt").blocks)
    return find_campaign(parted.body, parted.number)


def plan(name: str) -> CampaignFacts:
    return facts((PLANS / f"{name}.txt").read_text("utf-8"))


def days(first: str, last: str) -> DayRange:
    return DayRange(date.fromisoformat(first), date.fromisoformat(last))


def test_the_science_day() -> None:
    assert facts(SCIENCE_DAY) == CampaignFacts(
        days=days("2026-05-13", "2026-05-18"),
        theme="Khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số - Động lực chính của mô hình tăng trưởng mới",
        slogan="Nhiệt liệt chào mừng Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam 18/5",
        directive="…/KH-UBND",
        heads=(
            "công tác thực hiện chuyển đổi số",
            "ý nghĩa của Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam",
            "chuỗi các sự kiện hưởng ứng Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam năm 2026",
            "vai trò, tầm quan trọng của công tác chuyển đổi số trong giai đoạn hiện nay",
        ),
    )


def test_an_election() -> None:
    assert plan("bau-cu") == CampaignFacts(
        days=days("2026-03-01", "2026-03-15"),
        theme="Bầu cử là ngày hội của toàn dân",
        slogan="Nhiệt liệt chào mừng cuộc bầu cử đại biểu Quốc hội khóa XVI!",
        directive="07/KH-UBBC",
        heads=(
            "mục đích, ý nghĩa của cuộc bầu cử",
            "quyền và nghĩa vụ của công dân trong bầu cử",
            "tiêu chuẩn của người ứng cử",
            "lịch bầu cử",
        ),
        other_days=(days("2026-02-10", "2026-02-28"),),
        other_slogans=("Sáng suốt lựa chọn người xứng đáng!",),
    )


def test_storms_and_floods() -> None:
    assert plan("thien-tai") == CampaignFacts(
        days=days("2026-06-01", "2026-10-31"),
        slogan="Chủ động - Kịp thời - An toàn",
        directive="…/PA-BCH",
        heads=("Công tác phòng, chống thiên tai ở thôn", "Kỹ năng ứng phó với bão, lũ", "Cách liên lạc khi khẩn cấp"),
    )


def test_a_text_that_is_no_plan_says_nothing() -> None:
    assert facts("Hôm nay trời nắng.") == CampaignFacts(days=None)


@pytest.mark.parametrize(
    "text",
    [
        "Từ ngày 13 tháng 5 năm 2026 đến hết ngày 18 tháng 5 năm 2026.", "13/5 - 18/5/2026", "13/5–18/5/2026",
        "từ ngày 13/5/2026 đến 18/5/2026", "13-18/5/2026", "từ ngày 13 đến hết ngày 18 tháng 5 năm 2026",
        "từ ngày 13 tháng 5 đến ngày 18 tháng 5 năm 2026", "từ 13.5 tới 18.5.2026",
        "từ 7 giờ 00 ngày 13/5/2026 đến 19 giờ 00 ngày 18/5/2026",
    ],
)  # fmt: skip
def test_days_however_they_are_written(text: str) -> None:
    assert list(spans_in(text)) == [days("2026-05-13", "2026-05-18")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("từ 20/12 đến 10/01/2027", [days("2026-12-20", "2027-01-10")]),
        ("từ tháng 11/2026 đến hết tháng 2/2027", [days("2026-11-01", "2027-02-28")]),
        ("31/2 - 3/3/2026", []),
        ("18/5/2026 - 13/5/2026", []),
        ("Công văn số 7834/UBND-CNXXDKH ngày 04/5/2026", []),
        ("nhiệm kỳ 2026 - 2031", []),
    ],
)
def test_days_over_the_years_end_and_no_days(text: str, found: list[DayRange]) -> None:
    assert list(spans_in(text)) == found


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("an toàn giao thông", ("an toàn giao thông",)),
        (
            "công tác phòng, chống thiên tai, kỹ năng ứng phó với bão lũ",
            ("công tác phòng, chống thiên tai", "kỹ năng ứng phó với bão lũ"),
        ),
        ("Luật Đất đai, Luật Nhà ở và Luật Bầu cử", ("Luật Đất đai, Luật Nhà ở và Luật Bầu cử",)),
    ],
)  # fmt: skip
def test_the_heads_of_a_sentence(text: str, heads: tuple[str, ...]) -> None:
    assert split_heads(text) == heads


def test_columns_are_the_stations_own_where_it_has_them() -> None:
    assert propose_columns(("ý nghĩa của ngày hội", "Ý nghĩa của ngày hội", "tin khác"), ["y-nghia-ngay-hoi"]) == (
        Column("y-nghia-ngay-hoi", "ý nghĩa của ngày hội"),
        Column("y-nghia-cua-ngay-hoi", "Ý nghĩa của ngày hội"),
        Column("tin-khac", "tin khác"),
    )


@pytest.mark.parametrize("name", ["ngay-khoa-hoc", "bau-cu", "thien-tai"])
def test_the_proposed_file_reads_back_as_the_plan_says(name: str) -> None:
    found = plan(name)
    columns = propose_columns(found.heads, [])
    gather = Gatherer()
    campaign = read_playlist(campaign_text("Đợt này", found, columns, (), REMARKS), "x.yaml", "dot-nay", gather)
    assert gather.problems == []
    assert isinstance(campaign, Campaign)
    assert (campaign.days, campaign.theme, campaign.slogan, campaign.directive) == (
        found.days, found.theme, found.slogan, found.directive,
    )  # fmt: skip
    assert campaign.columns == tuple(column.name for column in columns)
    assert (campaign.extends, campaign.adds) == ((), ())
