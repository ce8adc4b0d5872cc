"""An office that signs warnings, with a key made on the spot, and what it warns of: our own words, in Vietnamese."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.signer import XMLSigner

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
MADE = datetime(2026, 1, 1, tzinfo=UTC)

WARNING = """\
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier><sender>{sender}</sender><sent>2026-05-13T05:38:00+07:00</sent>
  <status>{status}</status><msgType>{kind}</msgType><scope>{scope}</scope>{references}
  <info>
    <language>en-US</language><category>Met</category><event>Flash flood</event>
    <urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty>
    {effective}{expires}<headline>Flash flood</headline>
    <area><areaDesc>{area}</areaDesc></area>
  </info>
  <info>
    <language>vi-VN</language><category>Met</category><event>Lũ quét</event>{responseType}
    <urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty>
    {effective}{expires}
    <headline>Lũ quét đang về xã</headline>
    <description>{description}</description>
    <instruction>Bà con ven suối lên chỗ cao ngay.</instruction>
    <area><areaDesc>{area}</areaDesc><geocode><valueName>xa</valueName><value>16012</value></geocode></area>
  </info>
</alert>
"""


def warning(**changes: str) -> str:
    """Return a grave warning for the commune, but for `changes`."""
    usual = {
        "identifier": "lu-2026-001", "sender": "thu@kttv.example", "status": "Actual", "kind": "Alert",
        "scope": "Public", "severity": "Extreme", "expires": "2026-05-13T09:00:00+07:00", "area": "xã Quảng Ngọc",
        "references": "", "effective": "", "response": "", "description": "Nước suối lên 2 m trong một giờ.",
    }  # fmt: skip
    told = usual | changes
    told["responseType"] = told.pop("response")
    for name in ("references", "effective", "expires", "responseType"):
        if told[name]:
            told[name] = f"<{name}>{told[name]}</{name}>"
    return WARNING.format(**told)


class Office:
    """Signs with its own key. `certificate` is what a station would be given."""

    def __init__(self, name: str = "kttv", years: int = 30) -> None:
        self.name = name
        self._key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(MADE)
            .not_valid_after(MADE + timedelta(days=365 * years))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def write_certificate(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        path = folder / f"{self.name}.pem"
        path.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def write_server_files(self, folder: Path) -> tuple[Path, Path]:
        """Return its certificate and key, for a server that is asked for by its name."""
        key = folder / f"{self.name}.key"
        plain = serialization.NoEncryption()
        key.write_bytes(self._key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
        return self.write_certificate(folder), key

    def sign(self, message: str) -> bytes:
        signer = XMLSigner(signature_algorithm="ecdsa-sha256")
        signed = signer.sign(etree.fromstring(message.encode()), key=self._key, cert=[self._certificate])
        return bytes(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))
