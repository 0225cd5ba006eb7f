"""A device that makes and uses passkeys, as browsers and their devices do it (WebAuthn Level 2 §5 and §6).

It is honest unless a test makes it lie: about where it is, whether its owner was asked, how often it was used.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, MAKES = 0x01, 0x04, 0x40  # flags of what an authenticator says, §6.1
Answer = dict[str, Any]


@dataclass
class Authenticator:
    """One device with at most one passkey, seen from a page at `origin`."""

    origin: str = "http://localhost"
    host: str = "localhost"
    asks: bool = True  # for a finger, a face or the screen lock
    counts: bool = False  # a passkey shared between devices always says 0
    used: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""
    attests: tuple[str, Answer] = ("none", {})  # what its maker says of it, which nobody asks for

    def makes(self, options: Answer) -> str:
        """Return what a form sends after `navigator.credentials.create`, as the options want it."""
        assert options["rp"]["id"] == self.host
        self.handle = _bytes(options["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        made = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        sort, statement = self.attests
        said = {"fmt": sort, "attStmt": statement, "authData": self._says(MAKES) + made}
        client = self._client("webauthn.create", options)
        return self._sends({"clientDataJSON": _text(client), "attestationObject": _text(cbor2.dumps(said))})

    def answers(self, options: Answer) -> str:
        """Return what a form sends after `navigator.credentials.get`."""
        self.used += self.counts
        says, client = self._says(), self._client("webauthn.get", options)
        signature = self.key.sign(says + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": _text(client), "authenticatorData": _text(says), "signature": _text(signature)}
        return self._sends(response | {"userHandle": _text(self.handle)})

    def _client(self, kind: str, options: Answer) -> bytes:
        """Return what the browser adds: where it is and what it was asked, §5.8.1."""
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _says(self, flags: int = 0) -> bytes:
        """Return what the device says for itself, §6.1."""
        flags |= PRESENT | (VERIFIED if self.asks else 0)
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.used.to_bytes(4, "big")

    def _sends(self, response: Answer) -> str:
        own = _text(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
