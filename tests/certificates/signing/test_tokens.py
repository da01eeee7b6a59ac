"""Keys on PKCS #11 tokens: what the address says, a token that is played, and SoftHSM where it is there."""

import hashlib
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from certificates.signing.keys import KeyProblem
from certificates.signing.reading import read_seal
from certificates.signing.tokens import TokenKey, signer_from_token, token_key
from tests.certificates.signing.ground import KINDS, PEM, certificate, key, middle, root, under_middle

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
URI = f"pkcs11:token=Papeles%20oficiales;object=signing;id=%01%ff?module-path={MODULE}&pin-source=file:/run/pin"


def test_an_address_names_library_token_key_and_the_file_of_the_pin() -> None:
    assert token_key(URI) == TokenKey(
        module=MODULE,
        token="Papeles oficiales",
        object="signing",
        id=b"\x01\xff",
        pin_file="/run/pin",
    )
    assert token_key("pkcs11:serial=ab12;id=%02;type=private?module-path=/m").serial == b"ab12"


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("/run/key.pem", "begins with pkcs11:"),
        ("pkcs11:token=a;object=b", "lacks module-path="),
        ("pkcs11:object=b?module-path=/m", "lacks token="),
        ("pkcs11:token=a?module-path=/m", "lacks object="),
        ("pkcs11:token=a;object=b?module-path=/m&pin-value=1234", "a PIN in the address ends up in logs"),
        ("pkcs11:token=a;object=b;slot-id=3?module-path=/m", "has slot-id; what we take is"),
        ("pkcs11:token=a;object=b;type=cert?module-path=/m", "type=private"),
    ],
)
def test_an_address_that_lacks_or_reveals_something_is_refused(uri: str, words: str) -> None:
    with pytest.raises(KeyProblem, match=words):
        token_key(uri)


# --- a token that is played ---
class PlayedError(Exception):
    pass


class PlayedKey:
    def __init__(self, kind: str) -> None:
        self.kind, self.signed = kind, 0

    def sign(self, data: bytes, mechanism: str) -> bytes:
        """As a token does: ECDSA over a digest gives r and s side by side; RSA hashes by itself."""
        self.signed += 1
        private = key(self.kind)
        if mechanism == "ECDSA":
            assert isinstance(private, ec.EllipticCurvePrivateKey)
            r, s = decode_dss_signature(private.sign(data, ec.ECDSA(Prehashed(hashes.SHA256()))))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        assert mechanism == "SHA256_RSA_PKCS"
        return private.sign(data, padding.PKCS1v15(), hashes.SHA256())  # type: ignore[no-any-return, call-arg, arg-type]


def played(monkeypatch: pytest.MonkeyPatch, one: PlayedKey) -> list[Any]:
    """`import pkcs11` finds a library of one token with one key; returns what was asked of it."""
    asked: list[Any] = []

    class Session:
        def get_key(self, **wanted: Any) -> PlayedKey:
            asked.append(wanted)
            if wanted["label"] != "signing":
                raise PlayedError
            return one

    class Token:
        def open(self, user_pin: str | None = None) -> Session:
            asked.append(user_pin)
            return Session()

    library = types.ModuleType("pkcs11")
    util, curves = types.ModuleType("pkcs11.util"), types.ModuleType("pkcs11.util.ec")
    vars(curves)["encode_ecdsa_signature"] = _as_der
    vars(library).update(
        PKCS11Error=PlayedError,
        UserAlreadyLoggedIn=type("UserAlreadyLoggedIn", (PlayedError,), {}),
        ObjectClass=types.SimpleNamespace(PRIVATE_KEY="private"),
        Mechanism=types.SimpleNamespace(ECDSA="ECDSA", SHA256_RSA_PKCS="SHA256_RSA_PKCS"),
        lib=lambda module: types.SimpleNamespace(get_token=lambda **wanted: asked.append(wanted) or Token()),
    )
    for name, module in {"pkcs11": library, "pkcs11.util": util, "pkcs11.util.ec": curves}.items():
        monkeypatch.setitem(sys.modules, name, module)
    return asked


def _as_der(both: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    return encode_dss_signature(int.from_bytes(both[:32], "big"), int.from_bytes(both[32:], "big"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_on_a_token_signs_papers_and_asks_the_token_once_a_paper(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pin").write_text("1234\n")
    there = PlayedKey(kind)
    asked = played(monkeypatch, there)
    leaf = under_middle("En un dispositivo", key(kind))
    pem = b"".join(one.public_bytes(PEM) for one in (root(), leaf, middle()))
    where = TokenKey(module="/m", token="Papeles", object="signing", pin_file=str(tmp_path / "pin"))
    one = signer_from_token(where, pem)
    assert asked == [{"token_label": "Papeles"}, "1234", {"object_class": "private", "label": "signing", "id": None}]
    assert len(one.chain) == 2
    assert one.reserved > 0
    before = there.signed
    digest = hashlib.sha256(b"a paper").digest()
    assert read_seal(one.sign_digest(digest)).digest == digest
    assert there.signed == before + 1


def test_what_goes_wrong_with_a_token_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pem = certificate("Sola", key("p256")).public_bytes(PEM)
    where = TokenKey(module="/m", token="Papeles", object="another")
    played(monkeypatch, PlayedKey("p256"))
    with pytest.raises(KeyProblem, match=r"the token 'Papeles' of /m can't be used: PlayedError"):
        signer_from_token(where, pem)
    with pytest.raises(KeyProblem, match=r"the PIN's file .* can't be read"):
        signer_from_token(TokenKey(module="/m", token="Papeles", object="signing", pin_file=str(tmp_path / "none")), pem)
    with pytest.raises(KeyProblem, match="none of the certificates belongs to the key on the token"):
        signer_from_token(
            TokenKey(module="/m", token="Papeles", object="signing"), certificate("Otra", key("p256", 9)).public_bytes(PEM)
        )
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(KeyProblem, match=r"pip install 'advisor-lms\[pkcs11\]'"):
        signer_from_token(where, pem)


# --- SoftHSM ---
SIGNS = """
import hashlib, sys
from certificates.signing.keys import KeyProblem
from certificates.signing.tokens import signer_from_token, token_key
try:
    one = signer_from_token(token_key(sys.argv[1]), open(sys.argv[2], "rb").read())
except KeyProblem as problem:
    sys.exit(f"refused: {problem}")
again = signer_from_token(token_key(sys.argv[1]), open(sys.argv[2], "rb").read())
sys.stdout.write(one.sign_digest(hashlib.sha256(b"a paper").digest()).hex() + " " + again.kind)
"""


@pytest.mark.pkcs11
@pytest.mark.parametrize("kind", KINDS)
def test_a_key_in_softhsm_signs_and_never_leaves_it(kind: str, tmp_path: Path) -> None:
    (tmp_path / "tokens").mkdir()
    (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    environment = {**os.environ, "SOFTHSM2_CONF": str(tmp_path / "conf"), "PYTHONPATH": os.getcwd()}

    def run(*command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    pkcs8 = serialization.PrivateFormat.PKCS8
    (tmp_path / "key.pem").write_bytes(key(kind).private_bytes(PEM, pkcs8, serialization.NoEncryption()))
    (tmp_path / "certificate.pem").write_bytes(certificate("En SoftHSM", key(kind)).public_bytes(PEM))
    (tmp_path / "pin").write_text("1234\n")
    (tmp_path / "wrong").write_text("4321\n")
    run("softhsm2-util", "--init-token", "--free", "--label", "Papeles", "--pin", "1234", "--so-pin", "5678")
    named_there = ["--token", "Papeles", "--label", "signing", "--id", "01", "--pin", "1234"]
    run("softhsm2-util", "--import", str(tmp_path / "key.pem"), *named_there)
    (tmp_path / "key.pem").unlink()

    def signs(pin: str) -> "subprocess.CompletedProcess[str]":
        uri = f"pkcs11:token=Papeles;object=signing;id=%01?module-path={MODULE}&pin-source={tmp_path / pin}"
        return run(sys.executable, "-c", SIGNS, uri, str(tmp_path / "certificate.pem"))

    der, named = signs("pin").stdout.split()
    seal = read_seal(bytes.fromhex(der))
    assert seal.digest == hashlib.sha256(b"a paper").digest()
    assert named == {"p256": "P-256", "rsa": "RSA-2048"}[kind]
    refused = signs("wrong")
    assert refused.returncode == 1
    assert "PinIncorrect" in refused.stderr
