"""Warnings that strangers may have made: what is read is what a trusted signer signed, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cap_signer import Office, warning

from broadcaster.content.cap_file import CapRefusedError, read_cap
from broadcaster.errors import UsageError
from broadcaster.model.cap import CapMessage, Severity

NOW = datetime(2026, 5, 12, 22, 40, tzinfo=UTC)
OFFICE, STRANGER = Office(), Office("stranger")


def read(raw: bytes, folder: Path, *offices: Office, now: datetime = NOW) -> CapMessage:
    return read_cap(raw, [office.write_certificate(folder) for office in offices or (OFFICE,)], now)


def test_a_signed_warning_is_read(tmp_path: Path) -> None:
    message = read(OFFICE.sign(warning()), tmp_path, STRANGER, OFFICE)
    assert (message.identifier, message.sender, message.kind, message.signer) == (
        "lu-2026-001", "thu@kttv.example", "Alert", "kttv",
    )  # fmt: skip
    assert message.key == "thu@kttv.example,lu-2026-001,2026-05-13T05:38:00+07:00"
    _, vietnamese = message.infos
    assert (vietnamese.language, vietnamese.severity) == ("vi-VN", Severity.EXTREME)
    assert vietnamese.areas == ("xã Quảng Ngọc", "16012")
    assert vietnamese.instruction == "Bà con ven suối lên chỗ cao ngay."


def refused(raw: bytes, folder: Path, why: str, **settings: datetime) -> None:
    with pytest.raises(CapRefusedError, match=why):
        read(raw, folder, **settings)


def test_what_nobody_or_a_stranger_has_signed_is_refused(tmp_path: Path) -> None:
    refused(warning().encode(), tmp_path, "it is not signed")
    refused(STRANGER.sign(warning()), tmp_path, "nobody whom this station trusts")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("lên chỗ cao".encode(), "ở yên tại".encode()), (b"lu-2026-001", b"lu-2026-002"), (b"Extreme", b"Minor")],
)
def test_what_was_changed_after_it_was_signed_is_refused(tmp_path: Path, was: bytes, becomes: bytes) -> None:
    refused(OFFICE.sign(warning()).replace(was, becomes), tmp_path, "it was changed after it was signed")


def test_a_good_signature_that_was_wrapped_around_something_else_is_refused(tmp_path: Path) -> None:
    signed = OFFICE.sign(warning()).partition(b"?>")[2]
    forged = warning(identifier="gia-mao").replace("</alert>", "").encode()
    refused(forged + signed + b"</alert>", tmp_path, "it is not signed")
    signature = signed[signed.index(b"<ds:Signature") : signed.index(b"</ds:Signature>") + len(b"</ds:Signature>")]
    refused(forged + signature + b"</alert>", tmp_path, "it was changed after it was signed")


def test_a_signature_that_is_none_by_its_very_form_is_refused(tmp_path: Path) -> None:
    broken = OFFICE.sign(warning()).replace(b"SignatureValue>", b"SignatureValue>AA", 1)
    refused(broken, tmp_path, "nobody whom this station trusts")
    weak = OFFICE.sign(warning()).replace(b"ecdsa-sha256", b"ecdsa-sha1")
    refused(weak, tmp_path, "signed in a way that is not accepted")


def test_a_comment_inside_a_word_hides_nothing(tmp_path: Path) -> None:
    signed = OFFICE.sign(warning()).replace("Lũ quét đang".encode(), "Lũ<!-- x --> quét đang".encode())
    assert read(signed, tmp_path).infos[1].headline == "Lũ quét đang về xã"


def test_an_office_whose_certificate_is_out_of_date_is_not_believed(tmp_path: Path) -> None:
    refused(
        OFFICE.sign(warning()),
        tmp_path,
        r"kttv\.pem of its signer is valid from 01/01/2026 to 25/12/2055 only",
        now=datetime(2066, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "it is no XML"),
        (b"\xff\xfe\x00", "it is no XML"),
        (b"<alert/>", "it is neither a warning in CAP 1.2"),
        (b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.1"/>', "it is neither a warning in CAP 1.2"),
        (b" " * 1_000_001, "larger than"),
        (b"<a>" * 500, "it is no XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>', "document type"),
    ],
)
def test_what_is_no_warning_is_refused_and_fetches_nothing(tmp_path: Path, raw: bytes, why: str) -> None:
    refused(raw, tmp_path, why)


def test_a_bomb_of_entities_is_refused_at_once(tmp_path: Path) -> None:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    refused(f'<!DOCTYPE a [<!ENTITY e0 "ha">{steps}]><a>&e11;</a>'.encode(), tmp_path, "document type|no XML")


def test_a_warning_without_what_names_it_is_refused(tmp_path: Path) -> None:
    refused(OFFICE.sign(warning(identifier="")), tmp_path, "lacks what every warning has")


def test_a_certificate_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.pem").write_text("nonsense")
    with pytest.raises(UsageError, match=r"broken\.pem can't be read"):
        read_cap(OFFICE.sign(warning()), [tmp_path / "broken.pem"], NOW)
