"""Which kind of file it is, and what to do with those that can't be read."""

from pathlib import Path

import pytest
from content.official.office_files import docx, paragraph, shown

from broadcaster.content.official.reading import LARGEST_FILE, read_document
from broadcaster.errors import UsageError

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def test_a_word_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "van ban.txt"
    file.write_bytes(docx(paragraph("Tin")))
    assert shown(read_document(file)[0]) == ["Tin"]


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("a.doc", OLD_WORD, "a.doc is in Word's old form; open it in Word and save it as .docx"),
        (
            "a.docx", OLD_WORD + "EncryptedPackage".encode("utf-16-le"),
            "a.docx is protected by a password; open it in Word, take the password away and save it as .docx",
        ),
        ("a.doc", b"{\\rtf1 tin}", "a.doc is in another program's form; open it there and save it as .docx"),
        (
            "a.odt", b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text",
            "a.odt is in another program's form; open it there and save it as .docx",
        ),
        ("a.docx", b"no zip", "a.docx is damaged or no Word document; open it in Word and save it again as .docx"),
        ("a.xyz", b"tin", "a.xyz is of no kind that can be read; save it as .docx, .txt, .md or .pdf"),
        ("a.txt", b" \n", "there is no text in a.txt"),
    ],
)  # fmt: skip
def test_what_to_do_with_other_files(tmp_path: Path, name: str, raw: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(UsageError) as refused:
        read_document(tmp_path / name)
    assert refused.value.sentence.said("en") == sentence


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "to.docx"
    with file.open("wb") as opened:
        opened.truncate(LARGEST_FILE + 1)
    with pytest.raises(UsageError, match="more than 200 MB"):
        read_document(file)


def test_no_file_and_no_name(tmp_path: Path) -> None:
    for wrong in (tmp_path, tmp_path / "none.txt", tmp_path / "a\x00b"):
        with pytest.raises(UsageError, match=r"there is no file|can't be opened"):
            read_document(wrong)
