"""Certificates with a fault, made for one test run."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_MADE = datetime(2025, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Certificate:
    """A server's side of TLS, and the file in which its issuer stands."""

    server: ssl.SSLContext
    issuer: Path


def certificate(folder: Path, host: str, *, valid_days: tuple[int, int]) -> Certificate:
    """Issued by an authority of its own to `host` (a name or an address), valid between those days from 2025-11-01."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _builder("A test's authority", "A test's authority", authority_key.public_key(), (-3650, 36500))
    issuer = authority.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(
        authority_key, hashes.SHA256()
    )
    names: x509.GeneralName = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
    issued = (
        _builder(host, "A test's authority", key.public_key(), valid_days)
        .add_extension(x509.SubjectAlternativeName([names]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    chain_file, key_file, issuer_file = (folder / name for name in ("chain.pem", "key.pem", "issuer.pem"))
    chain_file.write_bytes(issued.public_bytes(serialization.Encoding.PEM))
    issuer_file.write_bytes(issuer.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain_file, key_file)
    return Certificate(server, issuer_file)


def _builder(
    name: str, issuer: str, public_key: ec.EllipticCurvePublicKey, valid_days: tuple[int, int]
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_MADE + timedelta(days=valid_days[0]))
        .not_valid_after(_MADE + timedelta(days=valid_days[1]))
    )
