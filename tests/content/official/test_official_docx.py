"""A .docx is read as Word shows it: numbers computed, insertions in, deletions and hidden text told."""

import io
import zipfile

import pytest
from content.official.office_files import (
    NAMES,
    SCIENCE_DAY,
    docx,
    level,
    numbering,
    paragraph,
    run,
    science_day_docx,
    shown,
    table,
    visible,
)  # fmt: skip

from broadcaster.content.official.document import Document, Reason
from broadcaster.content.official.docx_file import read_docx
from broadcaster.content.official.docx_numbering import letters, roman
from broadcaster.content.official.drafts import body_of
from broadcaster.content.official.frame import part
from broadcaster.content.official.text_file import read_text
from broadcaster.errors import UsageError


def read(body: str, **parts: str) -> Document:
    return read_docx(docx(body, parts), "file.docx")


def apart(document: Document) -> list[tuple[Reason, str]]:
    return [(found.reason, found.text) for found in document.apart]


def told(document: Document) -> list[str]:
    return [f"{flag.place.said('en')}: {flag.sentence.said('en')}" for flag in document.flags]


def test_the_plan_gives_the_same_draft_from_word_and_from_text() -> None:
    from_word = part(read_docx(science_day_docx(), "plan.docx").blocks)
    from_text = part(read_text(SCIENCE_DAY.encode(), "plan.txt").blocks)
    assert body_of(from_word.body) == body_of(from_text.body)
    assert from_word.number == from_text.number == "Số: /KH-UBND"


# -- numbering ---------------------------------------------------------------------------------------------------------


def test_numbers_are_counted_and_begin_again_under_each_higher_one() -> None:
    forms = [
        level(0, "upperRoman", "%1."),
        level(1, "decimal", "%2."),
        level(2, "lowerLetter", "%3)"),
        level(3, "bullet", "\uf0b7"),
    ]
    body = "".join(paragraph("x", number=(1, at)) for at in (0, 1, 2, 2, 1, 3, 0, 1, 2))
    assert shown(read(body, numbering=numbering(forms))) == [
        "I. x", "1. x", "a) x", "b) x", "2. x", "- x", "II. x", "1. x", "a) x",
    ]  # fmt: skip


def test_numbers_of_several_levels_stand_together() -> None:
    forms = [level(0, "upperRoman", "Điều %1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>")]
    body = "".join(paragraph("x", number=(1, at)) for at in (0, 1, 1))
    assert shown(read(body, numbering=numbering(forms))) == ["Điều I. x", "1.1. x", "1.2. x"]


def test_lists_of_one_form_count_on_unless_one_begins_anew() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    nums = "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="0"/>{more}</w:num>' for i, more in ((2, ""), (3, again))
    )
    body = "".join(paragraph("x", number=(num, 0)) for num in (1, 1, 2, 3, 3))
    labels = [
        block.numbering for block in read(body, numbering=numbering([level(0, "decimal", "%1.")], nums=nums)).blocks
    ]
    assert labels == ["1.", "2.", "3.", "1.", "2."]


def test_a_style_can_number_its_paragraphs_and_make_them_headings() -> None:
    styles = (
        f'<w:styles {NAMES}><w:style w:type="paragraph" w:styleId="Base"><w:name w:val="heading 2"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    forms = numbering([level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)")])
    body = (
        paragraph("Một", style="Mine") + paragraph("Hai", style="Mine") + paragraph("Ba", style="Mine", number=(0, 0))
    )
    blocks = read(body, styles=styles, numbering=forms).blocks
    assert [(b.numbering, b.level, b.bold) for b in blocks] == [("a)", 2, True), ("b)", 2, True), ("", 2, True)]


def test_circles_of_styles_end() -> None:
    styles = f'<w:styles {NAMES}><w:style w:styleId="A"><w:basedOn w:val="A"/></w:style></w:styles>'
    assert shown(read(paragraph("Tin", style="A"), styles=styles)) == ["Tin"]


@pytest.mark.parametrize(("number", "figures"), [(4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"), (1994, "mcmxciv")])
def test_roman_figures(number: int, figures: str) -> None:
    assert roman(number) == figures


def test_letters_go_on_after_z() -> None:
    assert [letters(number) for number in (1, 26, 27, 53)] == ["a", "z", "aa", "aaa"]


# -- what is seen and what is not --------------------------------------------------------------------------------------


def test_insertions_are_kept_and_deletions_are_told() -> None:
    body = (
        f"<w:p>{run('Họp lúc ')}<w:ins>{run('tám')}</w:ins><w:del><w:r><w:delText>bảy</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('mười')}</w:moveFrom>{run(' giờ')}</w:p>"
    )
    document = read(body)
    assert shown(document) == ["Họp lúc tám giờ"]
    assert apart(document) == [(Reason.DELETED, "bảymười")]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    ending = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert shown(read(f"{ending}{run('Sáng ')}</w:p>{paragraph('mai')}")) == ["Sáng mai"]
    assert shown(read(f"{ending}{run('Sáng')}</w:p>")) == ["Sáng"]


def test_hidden_text_notes_comments_and_page_heads_are_set_apart() -> None:
    notes = (
        f'<w:footnotes {NAMES}><w:footnote w:type="separator">{paragraph("x")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("Theo Sở.")}</w:footnote></w:footnotes>'
    )
    comments = f'<w:comments {NAMES}><w:comment w:id="0">{paragraph("Sửa lại")}</w:comment></w:comments>'
    foot = f"<w:ftr {NAMES}>{paragraph('2')}</w:ftr>"
    document = read(
        paragraph("Tin", inside=run("mật", extra="<w:vanish/>")), footnotes=notes, comments=comments, footer1=foot
    )
    assert shown(document) == ["Tin"]
    assert apart(document) == [
        (Reason.HIDDEN, "mật"), (Reason.NOTE, "Theo Sở."), (Reason.COMMENT, "Sửa lại"), (Reason.FOOTER, "2"),
    ]  # fmt: skip
    assert document.apart[1].place.said("en") == "footnote 1"


def test_text_boxes_follow_their_paragraph_and_are_read_once() -> None:
    box = "<w:txbxContent>" + paragraph("Trong khung") + "</w:txbxContent>"
    choice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"
    assert shown(read(paragraph("Trước", inside=both) + paragraph("Sau"))) == ["Trước", "Trong khung", "Sau"]


def test_breaks_tabs_and_hyphens_of_word() -> None:
    inside = (
        "<w:r><w:t>Hà</w:t><w:tab/><w:t>Nội</w:t><w:softHyphen/><w:noBreakHyphen/><w:t>Huế</w:t><w:br/>"
        "<w:t>Dòng hai</w:t></w:r>"
    )
    assert shown(read(paragraph(inside=inside) + paragraph("nghiên\u00adg cứu\u200b"))) == [
        "Hà Nội-Huế", "Dòng hai", "nghiêng cứu",
    ]  # fmt: skip


def test_links_are_read_and_their_addresses_told() -> None:
    relation = '<Relationship Id="rId9" Type="http://x/hyperlink" Target="https://xa.vn/tin" TargetMode="External"/>'
    body = paragraph("Xem ", inside=f'<w:hyperlink r:id="rId9">{run("trang của xã")}</w:hyperlink>')
    document = read_docx(docx(body, relations=relation), "file.docx")
    assert shown(document) == ["Xem trang của xã"]
    assert apart(document) == [(Reason.ADDRESS, "https://xa.vn/tin")]


def test_rows_of_a_table_stay_together_also_in_a_table_inside_it() -> None:
    inner = table(["c", "d"])
    document = read(table(["Thôn", "Giờ"], ["Một", f"{paragraph('7 giờ')}{inner}"]))
    assert body_of(document.blocks) == "Thôn; Giờ\n\nMột; 7 giờ\n\nc; d"
    assert document.blocks[3].place.said("en") == "table 1, row 2"


def test_pictures_formulas_and_symbols_are_flagged() -> None:
    inside = (
        '<w:r><w:drawing><a:blip/></w:drawing><w:sym w:char="F0FC"/></w:r><m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>'
    )
    document = read(paragraph("Hình", inside=inside))
    assert shown(document) == ["Hìnhx+1"]
    assert told(document) == [
        "paragraph 1: there is a picture here; words in it are not read",
        "paragraph 1: there is a formula here; write it in words",
        "paragraph 1: there are signs of a symbol font here; they are left out",
    ]


@pytest.mark.parametrize(
    ("font", "written", "meant"),
    [
        (".VnTime", "ñy ban nh©n d©n x·", "ủy ban nhân dân xã"),
        (".VnTimeH", "th«ng b¸o", "THÔNG BÁO"),
        ("VNI-Times", "Thoâng baùo", "Thông báo"),
    ],
)
def test_old_vietnamese_fonts_are_read_as_they_look(font: str, written: str, meant: str) -> None:
    document = read(f'<w:p>{run(written, extra=f"""<w:rFonts w:ascii="{font}"/>""")}</w:p>')
    assert shown(document) == [meant]
    assert told(document) == [
        f"paragraph 1: text in the old font {font} was turned into today's letters; look it through"
    ]


def test_every_letter_of_a_document_is_in_a_block_or_told() -> None:
    """Whatever holds a text in the package: nothing is lost."""
    body = (
        paragraph("một", inside=run("hai", extra="<w:vanish/>")) + table(["ba", "bốn"])
        + f"<w:sdt><w:sdtContent>{paragraph('năm')}</w:sdtContent></w:sdt><w:ins>{paragraph('sáu')}</w:ins>"
        + f"<w:p><w:smartTag>{run('bảy')}</w:smartTag><w:fldSimple>{run('tám')}</w:fldSimple></w:p>"
        + f"<w:del>{paragraph('chín')}</w:del>"
    )  # fmt: skip
    document = read(body, header1=f"<w:hdr {NAMES}>{paragraph('mười')}</w:hdr>")
    found = "".join([*shown(document), *(found.text for found in document.apart)])
    words = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
    assert sorted(visible(found)) == sorted("".join(words))


# -- harm and damage ---------------------------------------------------------------------------------------------------


def refusal(raw: bytes) -> str:
    with pytest.raises(UsageError) as refused:
        read_docx(raw, "file.docx")
    return refused.value.sentence.said("en")


DAMAGED = "file.docx is damaged or no Word document; open it in Word and save it again as .docx"


def with_document(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", content)
    return written.getvalue()


def test_what_unpacks_to_far_too_much_is_not_unpacked() -> None:
    bomb = with_document(b" " * 70_000_000)
    assert len(bomb) < 100_000
    assert refusal(bomb) == "file.docx holds far more than a document does; it is not read"


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("entity", ['"ha"', 'SYSTEM "file:///etc/hostname"'])
def test_entities_are_refused_before_they_are_declared(coding: str, entity: str) -> None:
    xml = f'<?xml version="1.0" encoding="{coding}"?><!DOCTYPE w [<!ENTITY x {entity}>]><w>&x;</w>'
    assert refusal(with_document(xml.encode(coding))) == DAMAGED


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"PK\x03\x04 no zip", docx("")[:-40], with_document(b"<w"), with_document(b"<w>" * 300),
        with_document(b"<a>" + b"<b/>" * 1_600_000 + b"</a>"),
    ],
    ids=["empty", "no zip", "cut off", "no XML", "too deep", "too many"],
)  # fmt: skip
def test_damage_is_told(raw: bytes) -> None:
    assert refusal(raw) == DAMAGED


def test_a_zip_that_is_no_word_document_is_told() -> None:
    assert refusal(with_document(b"<a/>")) == "file.docx is no Word document; open it in Word and save it as .docx"


def test_a_part_is_found_only_inside_the_package() -> None:
    relation = '<Relationship Id="n" Type="http://x/footnotes" Target="../../../../etc/passwd"/>'
    assert read_docx(docx(paragraph("Tin"), relations=relation), "x").apart == ()
