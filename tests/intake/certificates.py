"""Certificates made for a test, with the openssl program: of an authority that the test trusts, or not."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Certificate:
    """A server's certificate with its key, in files."""

    chain: Path
    key: Path


class Authority:
    """Makes certificates in a folder; the test skips, saying so, where openssl is not installed."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("certificates are made with the openssl program, which is not installed here")
        self._folder = folder
        self.root = self._make_root("root")

    def trust(self) -> ssl.SSLContext:
        """What a fetcher trusts: this authority alone, checked as ever."""
        return ssl.create_default_context(cafile=str(self.root.chain))

    def issue(self, name: str, *, names: str = "IP:127.0.0.1", days: int = 5, digest: str = "sha256") -> Certificate:
        """A certificate of this authority; ``days`` below 0: it has expired."""
        key, request, chain, extension = (self._folder / f"{name}.{end}" for end in ("key", "csr", "pem", "ext"))
        extension.write_text(f"subjectAltName={names}\nauthorityKeyIdentifier=keyid\n", "ascii")
        _run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj", "/CN=test")
        _run(
            *("x509", "-req", "-in", request, "-CA", self.root.chain, "-CAkey", self.root.key, "-set_serial", "7"),
            *("-days", str(days), f"-{digest}", "-extfile", extension, "-out", chain),
        )
        return Certificate(chain, key)

    def issue_alone(self, name: str) -> Certificate:
        """A certificate that has signed itself."""
        return self._make_root(name, names="IP:127.0.0.1")

    def _make_root(self, name: str, *, names: str = "DNS:root.example") -> Certificate:
        key, chain = self._folder / f"{name}.key", self._folder / f"{name}.pem"
        _run(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", chain, "-days", "5"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName={names}"),
            # Python 3.13 and later take no authority without it.
            *("-addext", "keyUsage=critical,digitalSignature,keyCertSign"),
        )
        return Certificate(chain, key)


def serve_with(certificate: Certificate, *, newest: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """What a server offers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # A server as old as this is what is tested: security level 0 lets it be so.
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    if newest is not None:
        context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, newest
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def _run(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)  # noqa: S603, S607  # the test's own
