"""A CAP message of a signer whom the station trusts. The only file that reads XML of strangers and imports signxml.

What is read is what was signed, as the verifier gives it back: nothing else of the file counts, so that nothing can be
wrapped around a good signature. No DTD, no entity, no network, no giant. Signatures with SHA-1 are refused.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

from broadcaster.errors import UsageError, reason_of
from broadcaster.messages import N_, Sentence
from broadcaster.model import cap_words
from broadcaster.model.cap import CapInfo, CapMessage, Certainty, Severity, Urgency, moment_of

LARGEST = 1_000_000  # bytes of a message
NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
ALERT = f"{NAMESPACE}alert"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
LONGEST_ID = 300
NOT_INSTALLED = N_("warnings by CAP need more: pip install 'broadcaster[cap]'")

LevelT = TypeVar("LevelT", bound=IntEnum)


class CapRefusedError(UsageError):
    """What claims to be a warning is none that may be aired, or nobody we trust has signed it."""


def read_xml(raw: bytes, largest: int = LARGEST) -> Any:
    """Return the root of `raw`, an element of lxml. Raises CapRefusedError for what may not be read.

    Raises UsageError where the parts of Broadcaster that this needs are not installed.
    """
    if len(raw) > largest:
        raise CapRefusedError(cap_words.LARGER, limit=largest)
    try:
        from lxml import etree  # noqa: PLC0415 - an extra: pip install 'broadcaster[cap]'
        from signxml import verifier  # noqa: F401, PLC0415 - the same; missing, it is told before anything is read
    except ImportError as error:
        raise UsageError(NOT_INSTALLED) from error
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CapRefusedError(cap_words.NO_XML, detail=str(error)[:200]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CapRefusedError(cap_words.DOCUMENT_TYPE)
    return root


def as_document(element: Any) -> bytes:
    """Return an element as a document of its own, as it was before it was put into another.

    What it was put into is not its own: its namespaces would break a signature that was made before. Raises
    CapRefusedError for what no signature can be of: the canonical form of XML forbids what its parser lets through.
    """
    from lxml import etree  # noqa: PLC0415 - an extra

    around = {} if element.getparent() is None else element.getparent().nsmap
    own = [prefix for prefix, name in element.nsmap.items() if prefix and around.get(prefix) != name]
    try:
        return bytes(etree.tostring(element, method="c14n", exclusive=True, inclusive_ns_prefixes=own, with_tail=False))
    except etree.LxmlError as error:
        raise CapRefusedError(cap_words.NO_XML, detail=str(error)[:200]) from error


def as_bytes(element: Any) -> bytes:
    """Return an element as it stands, to tell one that was changed."""
    from lxml import etree  # noqa: PLC0415 - an extra

    return bytes(etree.tostring(element, with_tail=False))


def read_cap(raw: bytes, signers: Sequence[Path], now: datetime) -> CapMessage:
    """Return the message in `raw`, signed by one of the certificates in `signers` (PEM). Raises CapRefusedError.

    Raises UsageError where the parts of Broadcaster that this needs are not installed.
    """
    root = read_xml(raw)
    if root.tag != ALERT:
        raise CapRefusedError(cap_words.NO_CAP)
    if root.find(SIGNATURE) is None:
        raise CapRefusedError(cap_words.UNSIGNED)
    signed, signer = _signed_part(root, signers, now)
    return _message(signed, signer)


def _signed_part(root: Any, signers: Sequence[Path], now: datetime) -> tuple[Any, str]:
    """Return what of the file one of `signers` has signed, and that signer's name."""
    reasons: list[Sentence] = []
    for path in signers:
        certificate = _certificate(path)
        start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        # An old certificate is asked all the same, as of a day when it was good: so it is told that it is old.
        found = _verified(root, certificate, min(max(now.astimezone(UTC), start), end))
        if isinstance(found, Sentence):
            reasons.append(found)
            continue
        if start <= now.astimezone(UTC) <= end:
            return found, path.stem
        days = {"start": f"{start:%d/%m/%Y}", "end": f"{end:%d/%m/%Y}"}
        reasons.append(Sentence(cap_words.OUT_OF_DATE, file=path.name, **days))
    # Of several certificates the one that fits best tells most: strangers are all the others.
    reason = next((why for why in reasons if why.template != cap_words.STRANGER), Sentence(cap_words.STRANGER))
    raise CapRefusedError(reason.template, **reason.values)


def certificate_days(path: Path) -> tuple[datetime, datetime]:
    """Return from when until when the certificate at `path` is valid.

    Raises UsageError where it can't be read, or where what reads it is not installed.
    """
    certificate = _certificate(path)
    return certificate.not_valid_before_utc, certificate.not_valid_after_utc


def _certificate(path: Path) -> Any:
    try:
        from cryptography import x509  # noqa: PLC0415 - comes with signxml
    except ImportError as error:
        raise UsageError(NOT_INSTALLED) from error
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        template = N_("the certificate {file} can't be read ({detail})")
        raise UsageError(template, file=path.name, detail=reason_of(error)) from error
    except ValueError as error:
        template = N_("the certificate {file} can't be read: it has to be PEM, as the office gives it")
        raise UsageError(template, file=path.name) from error


def _verified(root: Any, certificate: Any, at: datetime) -> Any | Sentence:
    """Return what the holder of `certificate` has signed, as it is good `at` that moment; or why that is nothing."""
    from lxml import etree  # noqa: PLC0415 - an extra
    from signxml.exceptions import InvalidDigest, InvalidInput, SignXMLException  # noqa: PLC0415 - an extra
    from signxml.verifier import SignatureConfiguration, XMLVerifier  # noqa: PLC0415 - an extra

    wanted = SignatureConfiguration(location="./", expect_references=1, verification_time=at)
    try:
        found = XMLVerifier().verify(root, x509_cert=certificate, expect_config=wanted)
    except InvalidDigest:
        return Sentence(cap_words.ALTERED)
    except InvalidInput as error:
        return Sentence(cap_words.SIGNED_ODDLY, detail=str(error)[:200])
    except (
        SignXMLException,
        etree.LxmlError,
        ValueError,
        TypeError,
        KeyError,
    ):  # what a forged one provokes in libraries
        return Sentence(cap_words.STRANGER)
    result = found[0] if isinstance(found, list) else found
    if result.signed_xml is None or result.signed_xml.tag != ALERT:
        return Sentence(cap_words.SIGNED_ODDLY, detail="–")
    return result.signed_xml


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
    if not all(0 < len(value) <= LONGEST_ID for value in required) or moment_of(message.sent) is None:
        raise CapRefusedError(cap_words.NO_HEAD)
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
        expires=moment_of(_text(info, "expires")),
        headline=_text(info, "headline"),
        description=_text(info, "description"),
        instruction=_text(info, "instruction"),
        areas=tuple(area for area in areas if area),
        effective=moment_of(_text(info, "effective")),
        all_clear=any(
            "".join(one.itertext()).strip() == "AllClear" for one in info.findall(f"{NAMESPACE}responseType")
        ),
    )


def _text(parent: Any, name: str) -> str:
    child = parent.find(f"{NAMESPACE}{name}")
    return "" if child is None else " ".join("".join(child.itertext()).split())


def _level(levels: type[LevelT], written: str) -> LevelT:
    return levels.__members__.get(written.upper(), levels(0))
