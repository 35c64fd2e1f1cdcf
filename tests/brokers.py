"""A broker of one's own: Mosquitto with TLS, a name and password for each, and each its own topics."""

import base64
import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

MOSQUITTO = shutil.which("mosquitto") or shutil.which("/usr/sbin/mosquitto")
needs_mosquitto = pytest.mark.skipif(MOSQUITTO is None, reason="Mosquitto is absent (make machine)")
REPO = Path(__file__).resolve().parents[1]
TERMS = REPO / "deploy/mosquitto.conf"


@dataclass
class Broker:
    """A broker that can be stopped and started again with what it kept."""

    folder: Path
    passwords: Mapping[str, str]
    port: int = 0
    logged: str = "all"
    process: subprocess.Popen | None = field(default=None, repr=False)

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    def prepare(self) -> "Broker":
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or _free_port()
        _certificates(self.folder)
        (self.folder / "passwords").write_text("".join(map(_entry, self.passwords.items())))
        shutil.copy(REPO / "deploy/mosquitto.acl", self.folder / "acl")
        for name in ("acl", "passwords"):
            (self.folder / name).chmod(0o600)
        text = TERMS.read_text().replace("/etc/mosquitto/terezi", str(self.folder))
        text = text.replace("/var/lib/mosquitto/", f"{self.folder}/").replace(
            "listener 8883", f"listener {self.port} 127.0.0.1"
        )
        user = "user root\n" if os.geteuid() == 0 else ""
        (self.folder / "mosquitto.conf").write_text(f"{user}log_type {self.logged}\n{text}")
        return self

    def start(self) -> "Broker":
        with (self.folder / "log").open("ab") as log:
            arguments = [MOSQUITTO, "-c", self.folder / "mosquitto.conf"]
            self.process = subprocess.Popen(arguments, stdout=log, stderr=log)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def _entry(who: tuple[str, str]) -> str:
    salt = os.urandom(12)
    key = hashlib.pbkdf2_hmac("sha512", who[1].encode(), salt, 101, 64)
    return f"{who[0]}:$7$101${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}\n"


def _certificates(folder: Path) -> None:
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the test")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    ca = _signed(ca_name, ca_name, ca_key, ca_key, x509.BasicConstraints(ca=True, path_length=0))
    hosts = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
    server = _signed(name, ca_name, key, ca_key, hosts)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(server.public_bytes(pem))
    plain = serialization.NoEncryption()
    (folder / "server.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


def _signed(subject, issuer, key, by, extension) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
    return builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints)).sign(
        by, hashes.SHA256()
    )
