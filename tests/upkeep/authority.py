"""A certificate authority of this run's own, as an operator's provider has one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certificate:
    """Where a certificate and its key lie, as PEM."""

    chain: Path
    key: Path


class Authority:
    """Signs certificates; `root` is what a client trusts."""

    def __init__(self, folder: Path) -> None:
        """Make the authority's own certificate."""
        self.folder, self.root = folder, folder / "root.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("The tests’ own authority")
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        itself = _builder(self._name, self._name, self._key).add_extension(constraints, critical=True)
        self.root.write_bytes(_pem(itself.sign(self._key, hashes.SHA256())))

    def certify(self, host: str) -> Certificate:
        """Return a certificate for a host name."""
        key = ec.generate_private_key(ec.SECP256R1())
        named = x509.SubjectAlternativeName([x509.DNSName(host)])
        signed = _builder(_name(host), self._name, key).add_extension(named, critical=False)
        made = Certificate(self.folder / f"{host}.pem", self.folder / f"{host}.key")
        made.chain.write_bytes(_pem(signed.sign(self._key, hashes.SHA256())))
        plain = serialization.NoEncryption()
        encoding, shape = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        made.key.write_bytes(key.private_bytes(encoding, shape, plain))
        return made


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _builder(of: x509.Name, by: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(of)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )
