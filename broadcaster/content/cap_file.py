"""A CAP message of a signer whom the station trusts. The only file that reads XML of strangers and imports signxml.

What is read is what was signed, as the verifier gives it back: nothing else of the file counts, so that nothing can be
wrapped around a good signature. No DTD, no entity, no network, no giant. Signatures with SHA-1 are refused.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.cap import CapInfo, CapMessage, Certainty, Severity, Urgency

LARGEST = 1_000_000  # bytes
NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
LONGEST_ID = 300

LevelT = TypeVar("LevelT", bound=IntEnum)


class CapRefusedError(UsageError):
    """What claims to be a warning is none that may be aired, or nobody we trust has signed it."""


def read_cap(raw: bytes, signers: Sequence[Path], now: datetime) -> CapMessage:
    """Return the message in `raw`, signed by one of the certificates in `signers` (PEM). Raises CapRefusedError.

    Raises UsageError where the parts of Broadcaster that this needs are not installed.
    """
    if len(raw) > LARGEST:
        raise CapRefusedError(N_("it is larger than {limit} bytes"), limit=LARGEST)
    try:
        from lxml import etree  # noqa: PLC0415 - an extra: pip install 'broadcaster[cap]'
        from signxml import verifier  # noqa: F401, PLC0415 - the same; missing, it is told before anything is read
    except ImportError as error:
        raise UsageError(N_("warnings by CAP need more: pip install 'broadcaster[cap]'")) from error
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CapRefusedError(N_("it is no XML ({detail})"), detail=str(error)[:200]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CapRefusedError(N_("it holds a document type, which no warning has"))
    if root.tag != f"{NAMESPACE}alert":
        raise CapRefusedError(N_("it is no warning in CAP 1.2"))
    signed, signer = _signed_part(root, signers, now)
    return _message(signed, signer)


def _signed_part(root: Any, signers: Sequence[Path], now: datetime) -> tuple[Any, str]:
    """Return what of the file one of `signers` has signed, and that signer's name."""
    from cryptography import x509  # noqa: PLC0415 - comes with signxml
    from signxml.exceptions import SignXMLException  # noqa: PLC0415 - an extra
    from signxml.verifier import SignatureConfiguration, XMLVerifier  # noqa: PLC0415 - an extra

    reason = "-"
    for path in signers:
        try:
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
        except (OSError, ValueError) as error:
            template = N_("the certificate {file} can't be read ({detail})")
            raise UsageError(template, file=path.name, detail=error) from error
        if not certificate.not_valid_before_utc <= now.astimezone(UTC) <= certificate.not_valid_after_utc:
            reason = f"{path.name}: out of date"
            continue
        try:
            found = XMLVerifier().verify(
                root, x509_cert=certificate, expect_config=SignatureConfiguration(location="./", expect_references=1)
            )
        except (SignXMLException, ValueError, TypeError, KeyError) as error:  # what a forged one provokes in libraries
            reason = str(error) or type(error).__name__
            continue
        result = found[0] if isinstance(found, list) else found
        if result.signed_xml is not None and result.signed_xml.tag == f"{NAMESPACE}alert":
            return result.signed_xml, path.stem
        reason = "something else in it was signed"
    raise CapRefusedError(N_("nobody whom this station trusts has signed it ({detail})"), detail=reason[:200])


def _message(root: Any, signer: str) -> CapMessage:
    message = CapMessage(
        identifier=_text(root, "identifier"),
        sender=_text(root, "sender"),
        sent=_text(root, "sent"),
        status=_text(root, "status"),
        scope=_text(root, "scope"),
        kind=_text(root, "msgType"),
        references=tuple(_text(root, "references").split()),
        infos=tuple(_info(info) for info in root.findall(f"{NAMESPACE}info")),
        signer=signer,
    )
    required = (message.identifier, message.sender, message.sent, message.status, message.scope, message.kind)
    if not all(0 < len(value) <= LONGEST_ID for value in required) or _moment(message.sent) is None:
        raise CapRefusedError(N_("it lacks what every warning has: identifier, sender, sent, status, msgType, scope"))
    return message


def _info(info: Any) -> CapInfo:
    areas = [
        text
        for area in info.findall(f"{NAMESPACE}area")
        for text in (_text(area, "areaDesc"), *(_text(code, "value") for code in area.findall(f"{NAMESPACE}geocode")))
    ]
    return CapInfo(
        language=_text(info, "language") or "en-US",  # the standard's own default
        event=_text(info, "event"),
        severity=_level(Severity, _text(info, "severity")),
        urgency=_level(Urgency, _text(info, "urgency")),
        certainty=_level(Certainty, _text(info, "certainty")),
        expires=_moment(_text(info, "expires")),
        headline=_text(info, "headline"),
        description=_text(info, "description"),
        instruction=_text(info, "instruction"),
        areas=tuple(area for area in areas if area),
    )


def _text(parent: Any, name: str) -> str:
    child = parent.find(f"{NAMESPACE}{name}")
    return "" if child is None else " ".join("".join(child.itertext()).split())


def _level(levels: type[LevelT], written: str) -> LevelT:
    return levels.__members__.get(written.upper(), levels(0))


def _moment(written: str) -> datetime | None:
    """Return a moment as CAP writes it: ``2026-05-13T05:40:00+07:00``; None for anything else."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
