"""Office documents as the tests need them, written in the forms' own XML: what is in them is plain to see here."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from broadcaster.content.official.document import Document, tidy

PLANS = Path(__file__).parent / "plans"
SCIENCE_DAY = (PLANS / "ngay-khoa-hoc.txt").read_text("utf-8")

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{WORD}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def run(text: str, *, bold: bool = False, extra: str = "") -> str:
    return f'<w:r><w:rPr>{"<w:b/>" if bold else ""}{extra}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    text: str = "", *, number: tuple[int, int] | None = None, bold: bool = False, style: str = "", inside: str = ""
) -> str:
    """A paragraph; `number` is its list and its level, `inside` is more XML behind the text."""
    numbering = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    shown = run(text, bold=bold) if text else ""
    return f"<w:p><w:pPr>{named}{numbering}</w:pPr>{shown}{inside}</w:p>"


def table(*rows: Iterable[str]) -> str:
    """A table; a cell is one paragraph's text, or XML."""
    cells = [[c if c.startswith("<") else paragraph(c) for c in row] for row in rows]
    return (
        f"<w:tbl>{''.join('<w:tr>' + ''.join(f'<w:tc>{c}</w:tc>' for c in row) + '</w:tr>' for row in cells)}</w:tbl>"
    )


def level(index: int, form: str, look: str, more: str = "") -> str:
    counts = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{look}"/>'
    return f'<w:lvl w:ilvl="{index}">{counts}</w:lvl>'


def numbering(*forms: Iterable[str], nums: str = "") -> str:
    """numbering.xml: list 1 has the first form, list 2 the second, …; `nums` are more lists."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{"".join(levels)}</w:abstractNum>' for i, levels in enumerate(forms)
    )
    lists = "".join(f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i, _ in enumerate(forms))
    return f"<w:numbering {NAMES}>{abstract}{lists}{nums}</w:numbering>"


def docx(body: str, parts: Mapping[str, str] | None = None, relations: str = "") -> bytes:
    """A .docx of the body's XML; `parts` ("numbering", "styles", "header1", …) come with the relations they need."""
    parts = parts or {}
    relations += "".join(
        f'<Relationship Id="p{name}" Type="{TYPES}/{name.rstrip("0123456789")}" Target="{name}.xml"/>' for name in parts
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        root = f'<Relationship Id="rId1" Type="{TYPES}/officeDocument" Target="word/document.xml"/>'
        package.writestr("_rels/.rels", f"{RELATIONS}{root}</Relationships>")
        package.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        package.writestr("word/_rels/document.xml.rels", f"{RELATIONS}{relations}</Relationships>")
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", xml)
    return written.getvalue()


PLAN_NUMBERING = numbering(
    [level(0, "upperRoman", "%1."), level(1, "decimal", "%2."), level(2, "bullet", "-")],
    [level(0, "lowerLetter", "%1)")],
    [level(0, "bullet", "*")],
)
LISTS = (
    (re.compile(r"[IVX]+\. "), (1, 0)), (re.compile(r"\d\. "), (1, 1)), (re.compile(r"- "), (1, 2)),
    (re.compile(r"[a-z]\) "), (2, 0)), (re.compile(r"\* "), (3, 0)),
)  # fmt: skip


def science_day_docx() -> bytes:
    """The commune's plan as its office would have written it: head and tail as tables, all numbers automatic."""
    lines = [line for line in SCIENCE_DAY.split("\n") if line.strip()]
    start, end = lines.index("KẾ HOẠCH"), lines.index("Nơi nhận:")
    head = table(
        [
            paragraph("ỦY BAN NHÂN DÂN") + paragraph("XÃ QUẢNG NGỌC", bold=True) + paragraph(lines[0]),
            paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
            + paragraph("Độc lập - Tự do - Hạnh phúc", bold=True)
            + paragraph(lines[1]),
        ]
    )
    signers = [line.strip("*") for line in lines[-3:]]
    tail = table(["".join(map(paragraph, lines[end:-3])), "".join(paragraph(line, bold=True) for line in signers)])
    body = "".join(_plan_line(line, is_title=index < 2) for index, line in enumerate(lines[start:end]))
    return docx(head + body + tail, {"numbering": PLAN_NUMBERING})


def _plan_line(line: str, *, is_title: bool) -> str:
    text = re.sub(r"\*\*(.+?)\*\*|\*(“[^*]+)\*", lambda m: m[1] or m[2], line)
    number, text = next(((of, text[m.end() :]) for label, of in LISTS if (m := label.match(text))), (None, text))
    return paragraph(text, number=number, bold=is_title or (line.startswith("***") and line.endswith("**")))


def pdf(*pages: Iterable[str]) -> bytes:
    """A PDF with a font of 16-bit codes that are Unicode's own, as `ToUnicode` says: enough for its text to be read."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{6 + 2 * i} 0 R' for i, _ in enumerate(pages))}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F"
        " /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        " /Supplement 0 >> /DW 500 >>",
        _stream(
            "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            "1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end"
        ),
    ]
    for index, lines in enumerate(pages):
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td\n" for line in lines)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * index} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>",
            _stream(f"BT /F1 12 Tf 50 800 Td\n{shown}ET"),
        ]
    written, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer << /Size {size} /Root 1 0 R >>\n"
    end += f"startxref\n{len(written)}\n%%EOF"
    return (written + end).encode("ascii")


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def shown(document: Document) -> list[str]:
    """The blocks as they are read."""
    return [block.full for block in document.blocks]


def visible(text: str) -> str:
    """The signs of a text that somebody sees, one after the other."""
    return tidy(text).replace(" ", "")
