"""A key that never leaves its device: PKCS #11 tokens (an HSM, a smart card, SoftHSM), named as RFC 7512 does.

    pkcs11:token=Papers;object=signing;id=%01?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=/run/secrets/pin

`python-pkcs11` (the extra `pkcs11`) is imported only here and only when such an address is opened. A session belongs to the
process that opened it: open after forking (`certificates/keyring.py` does).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from cryptography import x509

from certificates.signing.keys import KeyProblem, Signer, algorithm_of, certificates_of, chain_of


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Which key on which token, and the library that speaks to it. The PIN is read from `pin_file` when the token is opened."""

    module: str
    token: str = ""  # label
    serial: bytes = b""  # of the token
    object: str = ""  # label of the private key
    id: bytes = b""  # CKA_ID of the private key
    pin_file: str = ""


def token_key(uri: str) -> TokenKey:
    """What a PKCS #11 address (RFC 7512) says. Raises KeyProblem for what it lacks or what we don't take.

    Needed: `module-path`, `token` or `serial`, `object` or `id`. The PIN comes from a file (`pin-source`), never from the
    address (`pin-value`): addresses end up in logs.
    """
    scheme, _, rest = uri.partition(":")
    if scheme != "pkcs11":
        raise KeyProblem("the address of a token begins with pkcs11: (RFC 7512)")
    path, _, query = rest.partition("?")
    parts = _pairs(path, ";") | _pairs(query, "&")
    if "pin-value" in parts:
        raise KeyProblem("a PIN in the address ends up in logs: put it into a file and name that by pin-source")
    known = {"token", "serial", "object", "id", "type", "module-path", "pin-source"}
    if strange := sorted(set(parts) - known):
        raise KeyProblem(f"the token's address has {', '.join(strange)}; what we take is {', '.join(sorted(known))}")
    if parts.get("type", "private") != "private":
        raise KeyProblem("type= names another kind of object: leave it out, or say type=private")
    key = TokenKey(
        module=unquote(parts.get("module-path", "")),
        token=unquote(parts.get("token", "")),
        serial=unquote_to_bytes(parts.get("serial", "")),
        object=unquote(parts.get("object", "")),
        id=unquote_to_bytes(parts.get("id", "")),
        pin_file=unquote(parts.get("pin-source", "")).removeprefix("file://").removeprefix("file:"),
    )
    for value, name in ((key.module, "module-path"), (key.token or key.serial, "token"), (key.object or key.id, "object")):
        if not value:
            raise KeyProblem(f"the address of the token lacks {name}=")
    return key


def _pairs(text: str, separator: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(separator) if part]
    return {name.strip(): value.strip() for name, _, value in pairs}


def signer_from_token(key: TokenKey, certificates: bytes, room: int = 0) -> Signer:
    """A signer whose key stays on the token; `certificates` (PEM, in any order) holds its certificate and chain.

    Logs in and signs once, so what is wrong shows here. Raises KeyProblem: no python-pkcs11, no such library, token or key, a
    wrong PIN, a key that is not the certificate's. One signature at a time, whatever the threads.
    """
    found = certificates_of(certificates)
    raw = _open(key)
    for one in found:
        try:
            return Signer(one, _raw_of(raw, one), chain_of(one, found), room)
        except KeyProblem as problem:
            last = problem
    raise KeyProblem(f"none of the certificates belongs to the key on the token ({last})")


def _open(key: TokenKey) -> Any:
    """The private key's handle, logged in for as long as the process lives. Raises KeyProblem."""
    try:
        import pkcs11
    except ImportError:
        raise KeyProblem("a key on a token needs python-pkcs11: pip install 'advisor-lms[pkcs11]'") from None
    try:
        pin = Path(key.pin_file).read_text().strip() if key.pin_file else None
    except OSError as broken:
        raise KeyProblem(f"the PIN's file {key.pin_file} can't be read: {broken.strerror}") from None
    wanted = {"token_label": key.token or None, "token_serial": key.serial or None}
    try:
        token = pkcs11.lib(key.module).get_token(**{name: value for name, value in wanted.items() if value})
        try:
            session = token.open(user_pin=pin)
        except pkcs11.UserAlreadyLoggedIn:  # this process has logged in before: its sessions share that
            session = token.open()
        return session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=key.object or None, id=key.id or None)
    except (pkcs11.PKCS11Error, OSError, RuntimeError) as broken:
        named = key.token or key.serial.decode("ascii", "replace")
        why = f"{type(broken).__name__} {broken}".strip()
        raise KeyProblem(f"the token {named!r} of {key.module} can't be used: {why}") from None


def _raw_of(private: Any, certificate: x509.Certificate) -> Callable[[bytes], bytes]:
    """The `raw` of a key on a token. ECDSA there signs a digest and answers r and s side by side: DER is made of them."""
    import pkcs11
    from pkcs11.util.ec import encode_ecdsa_signature

    one_at_a_time = Lock()
    is_curve = algorithm_of(certificate) == "ES256"

    def raw(message: bytes) -> bytes:
        try:
            with one_at_a_time:
                if is_curve:
                    both = private.sign(hashlib.sha256(message).digest(), mechanism=pkcs11.Mechanism.ECDSA)
                    return bytes(encode_ecdsa_signature(both))
                return bytes(private.sign(message, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        except pkcs11.PKCS11Error as broken:
            raise KeyProblem(f"the token did not sign: {type(broken).__name__} {broken}".strip()) from broken

    return raw
