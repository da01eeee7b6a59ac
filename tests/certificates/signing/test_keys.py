"""Keys: what signs, what is refused and in which words, and the key that anybody may make."""

import hashlib
import pickle
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from certificates.signing.development import make_development_key
from certificates.signing.keys import (
    KeyProblem,
    Signer,
    der_of,
    fingerprint,
    is_development,
    raw_signer,
    signer_from_files,
    signer_from_pem,
    verify_raw,
)
from tests.certificates.signing.ground import (
    AT,
    DER,
    KINDS,
    PEM,
    SINCE,
    certificate,
    key,
    middle,
    name,
    root,
    signer,
    under_middle,
)

PKCS8 = serialization.PrivateFormat.PKCS8
OPEN = serialization.NoEncryption()
LOCKED = serialization.BestAvailableEncryption(b"una clave")


def pem(private: object, encryption: serialization.KeySerializationEncryption = OPEN) -> bytes:
    return private.private_bytes(PEM, PKCS8, encryption)  # type: ignore[attr-defined, no-any-return]


def pems(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(PEM) for one in certificates)


@pytest.mark.parametrize("kind", KINDS)
def test_a_signer_knows_itself_and_its_raw_signature_is_the_certificates(kind: str) -> None:
    one = signer(kind)
    verify_raw(one.x509, one.raw(b"words"), b"words")
    assert one.algorithm == {"p256": "ES256", "rsa": "RS256"}[kind]
    assert one.kind == {"p256": "P-256", "rsa": "RSA-2048"}[kind]
    assert one.name == f"Certificados {kind} 0"
    assert one.fingerprint == hashlib.sha256(one.certificate).hexdigest() == fingerprint(one.certificate)
    assert one.trusted == (one.certificate, middle().public_bytes(DER), root().public_bytes(DER))
    assert der_of(one.certificate_pem + one.chain_pem) == one.trusted
    assert serialization.load_pem_public_key(one.public_key_pem.encode()) == key(kind).public_key()
    assert not one.is_development


@pytest.mark.parametrize("kind", KINDS)
def test_pem_in_any_order_gives_the_signer_with_its_chain(kind: str) -> None:
    leaf = under_middle("En desorden", key(kind))
    stranger = certificate("Otra raíz", key("p256", 50), ca=True)
    one = signer_from_pem(pem(key(kind)), pems(root(), stranger, leaf, middle()))
    assert one.certificate == leaf.public_bytes(DER)
    assert one.chain == (middle().public_bytes(DER), root().public_bytes(DER))


def test_old_forms_of_private_keys_are_read_too() -> None:
    traditional = serialization.PrivateFormat.TraditionalOpenSSL
    for kind in KINDS:
        old = key(kind).private_bytes(PEM, traditional, OPEN)
        assert signer_from_pem(old, pems(certificate("Sola", key(kind)))).chain == ()


def test_an_encrypted_key_opens_with_the_password_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(pem(key("p256"), LOCKED))
    (tmp_path / "certificate.pem").write_bytes(pems(under_middle("Cerrada", key("p256"))))
    (tmp_path / "chain.pem").write_bytes(pems(middle(), root()))
    (tmp_path / "password").write_bytes(b"una clave\n")
    files = {"key": tmp_path / "key.pem", "certificates": [tmp_path / "certificate.pem", tmp_path / "chain.pem"]}
    one = signer_from_files(**files, password=tmp_path / "password")  # type: ignore[arg-type]
    assert len(one.chain) == 2
    with pytest.raises(KeyProblem, match=r"key\.pem: the private key is encrypted: name the file with its password"):
        signer_from_files(**files)  # type: ignore[arg-type]
    (tmp_path / "password").write_text("otra")
    with pytest.raises(KeyProblem, match="is the password right"):
        signer_from_files(**files, password=tmp_path / "password")  # type: ignore[arg-type]
    with pytest.raises(KeyProblem, match=r"the private key .*nowhere\.pem can't be read: No such file"):
        signer_from_files(key=tmp_path / "nowhere.pem", certificates=files["certificates"])  # type: ignore[arg-type]


ED = ed25519.Ed25519PrivateKey.generate()
REFUSED = {
    "a password for an open key": (lambda: (pem(key("p256")), pems(certificate("A", key("p256"))), b"x"), "has no password"),
    "no key": (lambda: (b"nothing", pems(certificate("A", key("p256"))), None), "the private key can't be read"),
    "no certificate": (lambda: (pem(key("p256")), b"nothing", None), "no certificate can be read"),
    "another one's": (lambda: (pem(key("p256")), pems(certificate("A", key("p256", 1))), None), "none of the certificates"),
    "Ed25519": (lambda: (pem(ED), pems(certificate("A", key("p256"))), None), "take P-256 or RSA"),
    "an authority's": (
        lambda: (pem(key("p256", 100)), pems(root()), None),
        r"an authority's \(basicConstraints CA:TRUE\).*openssl req -x509",
    ),
    "for encryption": (
        lambda: (pem(key("p256")), pems(certificate("A", key("p256"), allowed=("key_agreement",))), None),
        "neither digitalSignature nor nonRepudiation",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_t_sign_is_refused_in_words_and_without_the_key(case: str) -> None:
    make, words = REFUSED[case]
    private, certificates, password = make()
    with pytest.raises(KeyProblem, match=words) as refused:
        signer_from_pem(private, certificates, password)
    assert private.decode()[40:80] not in str(refused.value) or not private.startswith(b"-----")


WEAK = [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP384R1())]  # noqa: S505  to be refused


@pytest.mark.parametrize("weak", WEAK)
def test_other_curves_and_short_rsa_keys_are_refused(weak: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    with pytest.raises(KeyProblem, match="take P-256, or RSA of 2048 to 4096 bits"):
        Signer(certificate("Débil", weak), raw_signer(weak))


def test_a_chain_that_does_not_hold_together_is_refused() -> None:
    leaf = under_middle("Con cadena ajena", key("p256"))
    stranger = certificate("Otra raíz", key("p256", 50), ca=True)
    with pytest.raises(KeyProblem, match="'Otra raíz' in the chain did not issue 'Con cadena ajena'"):
        Signer(leaf, raw_signer(key("p256")), [stranger])
    no_authority = certificate("Autoridad", key("p256", 101))
    with pytest.raises(KeyProblem, match="'Autoridad' in the chain is no authority's certificate"):
        Signer(leaf, raw_signer(key("p256")), [no_authority])
    with pytest.raises(KeyProblem, match="not the one of the certificate"):
        Signer(leaf, raw_signer(key("p256", 7)))


def test_a_signer_shows_no_key_and_stays_in_its_process() -> None:
    one = signer()
    assert repr(one) == f"<Signer 'Certificados p256 0' ES256 {one.fingerprint[:16]}>"
    with pytest.raises(TypeError, match="stays in its process"):
        pickle.dumps(one)


def test_a_development_key_is_made_once_for_its_owner_and_says_what_it_is(tmp_path: Path) -> None:
    path = make_development_key(tmp_path, "Asesores PI con un nombre más largo que lo que cabe en un certificado", AT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert make_development_key(tmp_path, "Otro", AT + timedelta(days=9)) == path
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    one = signer_from_files(key=path, certificates=[path])
    assert one.is_development
    assert is_development(one.certificate)
    assert one.name.startswith("Asesores PI con un nombre")
    assert one.name.endswith("(development)")
    assert "DEVELOPMENT KEY: NOT FOR CERTIFICATES" in one.x509.subject.rfc4514_string()
    assert one.x509.not_valid_before_utc == AT - timedelta(days=1)
    assert (one.x509.not_valid_after_utc - AT).days == 5 * 365
    assert one.chain == ()


def test_processes_that_make_the_development_key_at_once_get_the_same_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        paths = set(many.map(lambda number: make_development_key(tmp_path, f"Sitio {number}", AT), range(24)))
    assert len(paths) == 1
    assert len(list(tmp_path.iterdir())) == 1
    signer_from_files(key=paths.pop(), certificates=list(tmp_path.iterdir()))


def test_an_institutions_own_certificate_is_no_development_key() -> None:
    assert not is_development(certificate("Instituto (development)", key("p256"), since=SINCE).public_bytes(DER))
    assert name("x").rfc4514_string() == "CN=x,O=Oficina de Pruebas"
