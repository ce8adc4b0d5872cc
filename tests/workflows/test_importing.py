"""From an office's document to draft scripts: nothing written over, nothing approved, nothing lost."""

from collections import Counter
from pathlib import Path

import pytest
from content.official.office_files import SCIENCE_DAY, docx, paragraph, science_day_docx, visible

from broadcaster.content.folder import read_folder
from broadcaster.errors import NotReadyError, UsageError
from broadcaster.workflows.importing import Imported, Importer, Wishes
from broadcaster.workflows.importing.files import NewFiles, safe_name
from broadcaster.workflows.station_folder import open_station

TITLE = (
    "Tổ chức các hoạt động hưởng ứng Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam trên địa bàn xã Quảng Ngọc"
)
SCRIPT = "to-chuc-cac-hoat-dong-huong-ung-ngay-khoa-hoc-cong-nghe"
NEWS = "---\ntitle: Tin\ncolumn: ngay-khoa-hoc\n---\nTin.\n"
MORNING = "slot: {at: 5h30, airtime: 10m}\nitems: [column: ngay-khoa-hoc]\n"


@pytest.fixture
def small_station(tmp_path: Path) -> Path:
    folder = tmp_path / "station"
    (folder / "scripts").mkdir(parents=True)
    (folder / "playlists").mkdir()
    (folder / "station.yaml").write_text("name: Đài xã\n", "utf-8")
    (folder / "scripts" / "tin.md").write_text(NEWS, "utf-8")
    (folder / "playlists" / "sang.yaml").write_text(MORNING, "utf-8")
    return folder


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "Kế hoạch 18-5.docx"
    path.write_bytes(science_day_docx())
    return path


def bring_in(station: Path, source: Path, wishes: Wishes = Wishes()) -> Imported:  # noqa: B008 - frozen
    return Importer(open_station(station)[0], wishes, "en").import_document(source)


def test_a_plan_becomes_a_draft_in_the_stations_form(small_station: Path, plan: Path) -> None:
    imported = bring_in(small_station, plan)
    assert [written.file for written in imported.written] == [f"scripts/{SCRIPT}.md"]
    contents, problems = read_folder(small_station)
    assert problems == ()
    assert contents is not None
    script = contents.script(SCRIPT)
    assert script is not None
    assert (script.title, script.column, script.approval) == (TITLE, "ngay-khoa-hoc", None)
    assert script.body.startswith("KẾ HOẠCH\n\nTổ chức các hoạt động")
    assert "\n\na) Chủ đề: “Khoa học, công nghệ" in script.body


def test_word_and_text_give_the_same_files(small_station: Path, plan: Path, tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text(SCIENCE_DAY, "utf-8")
    first, second = (bring_in(small_station, source, Wishes(split=True)) for source in (plan, text))
    assert [written.draft.body for written in first.written] == [written.draft.body for written in second.written]


@pytest.mark.parametrize("split", [False, True])
def test_every_visible_sign_of_the_plan_is_in_a_script_or_told(
    small_station: Path, tmp_path: Path, split: bool
) -> None:
    source = tmp_path / "plan.txt"
    source.write_text(SCIENCE_DAY, "utf-8")
    imported = bring_in(small_station, source, Wishes(split=split))
    kept = "".join((small_station / written.file).read_text("utf-8") for written in imported.written)
    told = "".join(found.text for found in imported.apart)
    assert not Counter(visible(SCIENCE_DAY)) - Counter(visible(kept + told))


def test_one_script_for_each_part(small_station: Path, plan: Path) -> None:
    imported = bring_in(small_station, plan, Wishes(split=True))
    start = "scripts/to-chuc-cac-hoat-dong-huong-ung-ngay"
    assert [written.file for written in imported.written] == [
        f"{start}-0.md", f"{start}-1-muc-dich-yeu-cau.md", f"{start}-2-noi-dung.md", f"{start}-3-kinh-phi.md",
        f"{start}-4-to-chuc-thuc-hien.md",
    ]  # fmt: skip
    assert imported.written[3].draft.title == f"{TITLE}: III. KINH PHÍ"
    assert read_folder(small_station)[1] == ()


def test_nothing_is_ever_written_over(small_station: Path, plan: Path) -> None:
    for _ in range(2):
        bring_in(small_station, plan, Wishes(campaign=True))
    before = {path: path.read_bytes() for path in small_station.rglob("*") if path.is_file()}
    third = bring_in(small_station, plan, Wishes(campaign=True))
    assert third.written[0].file == f"scripts/{SCRIPT}-3.md"
    assert third.proposal is not None
    assert (third.proposal.file, third.proposal.before) == ("", f"playlists/{SCRIPT}.yaml")
    assert {path: path.read_bytes() for path in before} == before


def test_the_original_is_kept_once_and_another_of_its_name_beside_it(small_station: Path, plan: Path) -> None:
    first = bring_in(small_station, plan)
    again = bring_in(small_station, plan)
    plan.write_bytes(docx(paragraph("Tin khác")))
    other = bring_in(small_station, plan)
    assert (first.original, first.was_kept) == ("scripts/originals/Kế hoạch 18-5.docx", False)
    assert (again.original, again.was_kept) == (first.original, True)
    assert other.original.startswith("scripts/originals/Kế hoạch 18-5-")
    assert (small_station / other.original).read_bytes() == plan.read_bytes()


def test_the_campaign_is_proposed_and_its_scripts_end_with_it(small_station: Path, plan: Path) -> None:
    imported = bring_in(small_station, plan, Wishes(campaign=True))
    assert imported.proposal is not None
    assert imported.proposal.missing == ()
    contents, problems = read_folder(small_station)
    assert problems == ()
    assert contents is not None
    campaign = contents.timetable.campaigns[0]
    assert campaign.directive == "…/KH-UBND"
    assert campaign.columns[0] == "cong-tac-thuc-hien-chuyen-doi-so"
    script = contents.script(SCRIPT)
    assert script is not None
    assert script.valid == campaign.days
    written = (small_station / imported.proposal.file).read_text("utf-8")
    assert "#   sang: {by: 10m, after: ngay-khoa-hoc, items: [{column: cong-tac" in written


def test_the_proposals_in_the_remarks_are_right_when_the_marks_are_taken_away(small_station: Path, plan: Path) -> None:
    imported = bring_in(small_station, plan, Wishes(campaign=True))
    assert imported.proposal is not None
    path = small_station / imported.proposal.file
    lines = path.read_text("utf-8").split("\n")
    start = lines.index("# extend:")
    lines[start:] = [
        line.removeprefix("# ") if line.startswith(("#   ", "# add:", "# extend:")) else line for line in lines[start:]
    ]
    path.write_text("\n".join(lines), "utf-8")
    contents, problems = read_folder(small_station)
    assert problems == ()
    assert contents is not None
    campaign = contents.timetable.campaigns[0]
    assert ([extension.slot for extension in campaign.extends], [slot.id for slot in campaign.adds]) == (
        ["sang"],
        ["trua"],
    )


def test_without_days_there_is_no_campaign_and_that_is_told(small_station: Path, tmp_path: Path) -> None:
    source = tmp_path / "tin.txt"
    source.write_text("KẾ HOẠCH\nTrồng cây\n\nTrồng cây mùa xuân.", "utf-8")
    imported = bring_in(small_station, source, Wishes(campaign=True))
    assert imported.proposal is not None
    assert imported.proposal.file == ""
    assert [sentence.said("en") for sentence in imported.proposal.missing] == [
        "the days of the campaign (from … to …) were not found: no campaign file is proposed",
        "the theme (chủ đề) was not found",
        "the slogan (khẩu hiệu) was not found",
        "the plan's own number (số, ký hiệu) was not found",
        "no columns (chuyên mục) were found that the plan orders",
    ]
    assert list((small_station / "playlists").iterdir()) == [small_station / "playlists" / "sang.yaml"]


def test_what_is_wished_is_not_guessed(small_station: Path, plan: Path) -> None:
    imported = bring_in(small_station, plan, Wishes(column="tin-moi", title='Ngày 18/5: "hội"'))
    draft = imported.written[0].draft
    assert (draft.title, draft.column, draft.is_guess) == ('Ngày 18/5: "hội"', "tin-moi", False)
    assert not imported.written[0].is_wanted
    assert read_folder(small_station)[1] == ()


def test_a_column_that_is_no_name_is_refused(small_station: Path) -> None:
    with pytest.raises(UsageError, match="is no name"):
        Importer(open_station(small_station)[0], Wishes(column="../x"), "en")


def test_what_holds_only_frame_leaves_nothing_behind(small_station: Path, tmp_path: Path) -> None:
    source = tmp_path / "khung.txt"
    source.write_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", "utf-8")
    with pytest.raises(UsageError, match=r"nothing in khung\.txt that could be read out"):
        bring_in(small_station, source)
    assert not (small_station / "scripts" / "originals").exists()


def test_a_folder_that_leads_out_of_the_station_is_not_written_to(
    small_station: Path, plan: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (small_station / "scripts" / "originals").symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="leads out of the station"):
        bring_in(small_station, plan)
    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Kế hoạch.docx", "Kế hoạch.docx"), ("../../x.txt", "-..-x.txt"), ("a:b?.txt", "a-b-.txt"),
        ("CON.txt", "van-ban.txt"),
        (".txt", "txt"), ("ế" * 200 + ".docx", "ế" * 40 + ".docx"), ("a\nb.txt", "a-b.txt"),
    ],
)  # fmt: skip
def test_names_of_originals_are_safe(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_a_file_that_appeared_meanwhile_is_kept(small_station: Path) -> None:
    files = NewFiles(small_station, "scripts")
    with pytest.raises(NotReadyError, match="is not written over"):
        files.write("tin.md", b"x")
    assert files.free_name("TIN", ".md") == "TIN-2"
    assert files.free_name("", ".md") == "van-ban"
