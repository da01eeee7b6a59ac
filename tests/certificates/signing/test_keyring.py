"""From settings to a signer: one a process, real ones in production, all that ever signed kept."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.checks import run_checks
from django.core.management import call_command
from django.test.utils import override_settings
from pytest_django import Settings

from certificates import keyring
from certificates.keyring import NoSigningKey
from certificates.models import SigningKey
from certificates.signing.checking import check
from certificates.signing.keys import STAMP_ROOM, KeyProblem, is_development
from certificates.signing.pades import Act, sign_pdf
from tests.certificates.signing.ground import (
    AT,
    PEM,
    certificate,
    evidence,
    key,
    middle,
    plain_pdf,
    root,
    stamper,
    tsas,
    under_middle,
)

NOW = datetime(2026, 11, 26, tzinfo=UTC)
PRIVATE = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A site without a key, as it is before `serve` has run."""
    settings.LMS = {**settings.LMS, "CERTIFICATE_KEY": str(tmp_path / "keys" / "development-signing-key.pem")}
    return tmp_path


def own_key(folder: Path, settings: Settings, **more: Any) -> None:
    """An institution's key: three files."""
    leaf = under_middle("Instituto", key("p256", 40), **more)
    (folder / "key.pem").write_bytes(key("p256", 40).private_bytes(*PRIVATE))
    (folder / "certificate.pem").write_bytes(leaf.public_bytes(PEM))
    (folder / "chain.pem").write_bytes(middle().public_bytes(PEM) + root().public_bytes(PEM))
    names = {"KEY": "key.pem", "FILE": "certificate.pem", "CHAIN": "chain.pem"}
    settings.LMS = {**settings.LMS, **{f"CERTIFICATE_{name}": str(folder / file) for name, file in names.items()}}


def ids() -> list[str]:
    """What the system checks say of the key and of time stamps."""
    ours = {"lms.E040", "lms.E041", "lms.W042", "lms.I043", "lms.E044"}
    return [str(one.id) for one in run_checks(tags=["lms"]) if one.id in ours]


def test_without_a_key_nothing_is_signed_and_who_asks_hears_what_to_set(folder: Path) -> None:
    assert not keyring.has_key()
    with pytest.raises(NoSigningKey, match="no key is set up that signs papers"):
        keyring.signer()
    assert ids() == []


def test_the_command_of_serve_makes_a_development_key_once(folder: Path, settings: Settings) -> None:
    settings.LMS = {**settings.LMS, "BADGE_KEY": ""}
    call_command("development_keys", verbosity=0)
    call_command("development_keys", verbosity=0)
    (path,) = (folder / "keys").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert (folder / "keys").stat().st_mode & 0o777 == 0o700
    one = keyring.signer()
    assert one.is_development
    assert one.name == "Asesores PI (development)"
    assert one is keyring.signer()
    assert ids() == []


def test_production_makes_no_development_key_and_refuses_one_that_is_there(folder: Path, settings: Settings) -> None:
    keyring.make_key_for_development(NOW)
    settings.PRODUCTION = True
    with pytest.raises(NoSigningKey, match="signs nothing with PRODUCTION=1"):
        keyring.signer()
    assert ids() == ["lms.E040"]
    next((folder / "keys").iterdir()).unlink()
    assert keyring.make_key_for_development(NOW) is None
    assert ids() == ["lms.I043"]


def test_an_institutions_own_key_signs_in_production(folder: Path, settings: Settings) -> None:
    own_key(folder, settings)
    settings.PRODUCTION = True
    one = keyring.signer(NOW)
    assert (one.name, len(one.chain), one.room) == ("Instituto", 2, 0)
    assert keyring.make_key_for_development(NOW) is None
    assert ids() == []


def test_a_new_key_in_the_same_file_is_taken_without_a_restart(folder: Path, settings: Settings) -> None:
    own_key(folder, settings)
    first = keyring.signer(NOW)
    fresh = certificate("Clave nueva", key("p256", 41))
    (folder / "key.pem").write_bytes(key("p256", 41).private_bytes(*PRIVATE))
    (folder / "certificate.pem").write_bytes(fresh.public_bytes(PEM))
    for name in ("key.pem", "certificate.pem"):
        os.utime(folder / name, (NOW.timestamp(), NOW.timestamp()))
    assert keyring.signer(NOW).name == "Clave nueva"
    assert first.name == "Instituto"


@pytest.mark.parametrize(
    ("until", "found"),
    [(timedelta(days=61), []), (timedelta(days=59), ["lms.W042"]), (timedelta(days=-1), ["lms.E041"])],
)
def test_the_end_of_a_certificate_is_announced(
    until: timedelta, found: list[str], folder: Path, settings: Settings, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    own_key(folder, settings, until=NOW + until)
    assert ids() == found
    if until < timedelta():
        with pytest.raises(NoSigningKey, match="valid from 2026-01-01 to 2026-11-25, not now"):
            keyring.signer()


def test_a_key_that_does_not_do_is_told_by_every_command(folder: Path, settings: Settings) -> None:
    own_key(folder, settings)
    (folder / "certificate.pem").write_bytes(certificate("Otra", key("p256", 9)).public_bytes(PEM))
    assert ids() == ["lms.E041"]
    (folder / "key.pem").unlink()
    assert ids() == ["lms.E041"]
    with pytest.raises(KeyProblem, match="no key is set up"):
        keyring.signer()


@pytest.mark.parametrize(
    ("changed", "count"),
    [
        ({"CERTIFICATE_TSA": "ftp://example.org", "CERTIFICATE_TSA_TRUST": "{trust}"}, 1),
        ({"CERTIFICATE_TSA": "https://tsa.example.org"}, 1),
        ({"CERTIFICATE_TSA": "https://tsa.example.org", "CERTIFICATE_TSA_TRUST": "/nowhere.pem"}, 1),
        ({"CERTIFICATE_LEVEL": "B-LT"}, 1),
        ({"CERTIFICATE_LEVEL": "B-LTA"}, 1),
        ({"CERTIFICATE_TSA": "https://tsa.example.org", "CERTIFICATE_TSA_TRUST": "{trust}", "CERTIFICATE_LEVEL": "B-LT"}, 0),
    ],
)
def test_settings_of_time_stamps_that_make_no_sense_are_told(
    changed: dict[str, str], count: int, folder: Path, settings: Settings
) -> None:
    (folder / "trust.pem").write_bytes(root().public_bytes(PEM))
    values = {name: value.format(trust=folder / "trust.pem") for name, value in changed.items()}
    settings.LMS = {**settings.LMS, **values}
    assert ids() == ["lms.E044"] * count


def test_levels_follow_the_time_stamping_service(folder: Path, settings: Settings) -> None:
    own_key(folder, settings)
    assert (keyring.level(), keyring.stamper(), keyring.evidence(), keyring.tsas()) == ("B-B", None, None, [])
    settings.LMS = {**settings.LMS, "CERTIFICATE_TSA": "https://tsa.example.org"}
    found = keyring.stamper()
    assert (keyring.level(), getattr(found, "url", ""), keyring.evidence()) == ("B-T", "https://tsa.example.org", None)
    assert keyring.signer(NOW).room == STAMP_ROOM
    settings.LMS = {**settings.LMS, "CERTIFICATE_LEVEL": "B-LT"}
    assert keyring.level() == "B-LT"
    assert keyring.evidence() is not None


def test_the_second_pass_takes_a_paper_to_the_level_of_the_site(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_key(folder, settings)
    plain = sign_pdf(plain_pdf(), keyring.signer(NOW), Act(at=AT))
    assert keyring.second_pass(plain, AT) is plain
    settings.LMS = {**settings.LMS, "CERTIFICATE_TSA": "https://tsa.example.org"}
    monkeypatch.setattr(keyring, "stamper", stamper)
    monkeypatch.setattr(keyring, "evidence", lambda: None)
    trusted = keyring.signer(NOW).trusted
    roomy = sign_pdf(plain_pdf(), keyring.signer(NOW), Act(at=AT))
    assert check(keyring.second_pass(roomy, AT), trusted, tsas=tsas()).level == "B-T"
    monkeypatch.setattr(keyring, "evidence", evidence)
    monkeypatch.setattr(keyring, "signer", keyring.configured)
    assert check(keyring.second_pass(roomy, AT), trusted, tsas=tsas()).level == "B-LT"


def test_a_token_needs_its_certificate_in_a_file(folder: Path, settings: Settings) -> None:
    settings.LMS = {**settings.LMS, "CERTIFICATE_PKCS11": "pkcs11:token=a;object=b?module-path=/nowhere.so"}
    assert keyring.has_key()
    with pytest.raises(KeyProblem, match="CERTIFICATE_FILE"):
        keyring.signer()
    assert ids() == []
    settings.LMS = {**settings.LMS, "CERTIFICATE_PKCS11": "pkcs11:token=a"}
    assert ids() == ["lms.E041"]


# --- what ever signed ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_keys_that_signed_are_kept_and_papers_of_all_of_them_stay_valid(folder: Path, settings: Settings) -> None:
    keyring.make_key_for_development(NOW)
    made = keyring.signer()
    own_key(folder, settings)
    own = keyring.signer(NOW)
    papers = [sign_pdf(plain_pdf(), one, Act(at=NOW)) for one in (made, own)]
    rows = [keyring.record_key(one) for one in (made, own, own)]
    assert rows[1] == rows[2]
    assert [(row.algorithm, row.development) for row in rows[:2]] == [("P-256", True), ("P-256", False)]
    assert rows[1].valid_until == own.x509.not_valid_after_utc
    assert SigningKey.objects.count() == 2
    assert keyring.trusted() == [*made.trusted, *own.trusted]
    assert [check(body, keyring.trusted()).state for body in papers] == ["valid", "valid"]
    assert [check(body, keyring.trusted(development=False)).state for body in papers] == ["invalid", "valid"]
    assert not any(is_development(one) for one in keyring.trusted(development=False))


@pytest.mark.django_db
def test_keys_of_badges_are_no_signers_of_papers() -> None:
    SigningKey.objects.create(fingerprint="0" * 64, algorithm="Ed25519", subject="did:web:x", public_key="…")
    with override_settings():
        assert keyring.trusted() == []
