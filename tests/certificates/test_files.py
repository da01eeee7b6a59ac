"""A file that somebody received: as issued, changed, or none of ours; from the command line and the page."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from certificates.badges.keys import new_key
from certificates.models import Award, Badge, Certificate
from certificates.selectors.files import file_of, look_at_file, serials_in
from certificates.serial import in_groups, new_serial


@pytest.fixture
def body(issued: Certificate) -> bytes:
    return file_of(issued)


def saved_again(body: bytes) -> bytes:
    """As another program would write it: other bytes, objects packed away."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(body)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def altered(body: bytes) -> bytes:
    """One digit of its date is another one."""
    at = body.rindex(b"/CreationDate") + 20
    return body[:at] + (b"9" if body[at : at + 1] != b"9" else b"8") + body[at + 1 :]


def command(path: Path) -> tuple[int, dict[str, str]]:
    out = io.StringIO()
    code = 0
    try:
        call_command("verify_certificate", str(path), "--json", stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(out.getvalue())


def test_a_file_as_issued_is_found_and_its_signature_valid(body: bytes, issued: Certificate, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(body)
    assert command(tmp_path / "a.pdf") == (
        0, {"state": "current", "serial": issued.serial, "signature": "valid", "register": "found"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("make", "signature"),
    [
        (altered, "invalid"),
        (lambda body: body + b"\n% more", "invalid"),
        (saved_again, "invalid"),
        (lambda body: body[:-400], "invalid"),
    ],
)
def test_a_changed_file_is_told_from_an_unknown_one(
    make: Callable[[bytes], bytes], signature: str, body: bytes, issued: Certificate, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(make(body))
    code, said = command(tmp_path / "a.pdf")
    assert code == 1
    assert said == {"state": "unknown", "serial": issued.serial, "signature": signature, "register": "changed"}


@pytest.mark.parametrize("stranger", [b"%PDF-1.7\nnothing", b"", b"\x00" * 50, b"PK\x03\x04"])
def test_a_file_of_others_is_unknown(stranger: bytes, issued: Certificate, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(stranger)
    code, said = command(tmp_path / "a.pdf")
    assert (code, said["register"], said["signature"], said["serial"]) == (1, "unknown", "none", "")


def test_a_number_that_we_never_gave_makes_no_file_ours(issued: Certificate, tmp_path: Path) -> None:
    serial = new_serial()
    (tmp_path / "a.pdf").write_bytes(f"%PDF-1.7 https://x/verify/{serial}/".encode())
    code, said = command(tmp_path / "a.pdf")
    assert (code, said["register"], said["serial"]) == (1, "unknown", serial)


def test_a_revoked_one_is_genuine_and_its_state_says_so(
    body: bytes, issued: Certificate, award: Award, decide: Callable[..., int], tmp_path: Path
) -> None:
    decide("revoke", award, "integrity")
    (tmp_path / "a.pdf").write_bytes(body)
    code, said = command(tmp_path / "a.pdf")
    assert (code, said["state"], said["register"]) == (0, "revoked", "found")


def test_a_file_without_end_that_unpacks_without_end_is_answered(issued: Certificate) -> None:
    import zlib

    bomb = b"%PDF-1.7\n" + b"stream\n" + zlib.compress(b"\x00" * 50_000_000) + b"endstream\n"
    assert list(serials_in(bomb)) == []
    assert look_at_file(bomb).register == "unknown"


# The page --------------------------------------------------------------------------------------------------------------
def upload(body: bytes, name: str = "a.pdf", **more: Any) -> Any:
    file = SimpleUploadedFile(name, body, content_type="application/pdf")
    return Client().post("/verify/file/", {"file": file}, follow=True, headers={"Accept-Language": "es", **more})


def test_the_page_says_that_the_file_is_as_issued_and_signed(body: bytes, issued: Certificate) -> None:
    response = upload(body)
    shown = response.content.decode()
    assert response.status_code == 200
    assert "El archivo es el que se emitió" in shown
    assert "La firma es válida" in shown
    assert in_groups(issued.serial) in shown


def test_the_page_says_that_a_file_was_changed_and_leads_to_what_was_issued(body: bytes, issued: Certificate) -> None:
    response = upload(altered(body))
    shown = response.content.decode()
    assert response.status_code == 422
    assert "no es el que se emitió" in shown
    assert f"/verify/{issued.serial}/" in shown
    assert "Elena" not in shown


def test_the_page_does_not_know_a_strangers_file(issued: Certificate) -> None:
    response = upload(b"%PDF-1.7 hello")
    assert response.status_code == 404
    assert "no consta en el registro" in response.content.decode()


def test_machines_get_the_same_as_json(body: bytes, issued: Certificate) -> None:
    said = upload(body, Accept="application/json").json()
    assert (said["register"], said["signature"], said["serial"], said["state"]) == ("found", "valid", issued.serial, "current")
    said = upload(altered(body), Accept="application/json").json()
    assert (said["register"], said["signature"], said["state"]) == ("changed", "invalid", "unknown")


@pytest.fixture
def badge(award: Award, settings: Any, tmp_path: Path) -> Badge:
    (tmp_path / "badge.pem").write_bytes(new_key().pem)
    settings.LMS = {**settings.LMS, "BADGE_KEY": str(tmp_path / "badge.pem")}
    from certificates.services.drawing import draw_due

    draw_due()
    return Badge.objects.get()


@pytest.mark.parametrize("form", ["png", "svg", "json", "jwt"])
def test_a_badge_is_answered_as_a_paper_is(badge: Badge, form: str) -> None:
    serial = badge.certificate.serial
    baked = Client().get(f"/badges/{serial}.{form}").content
    response = upload(baked, f"badge.{form}")
    assert response.status_code == 200
    assert in_groups(serial) in response.content.decode()
    assert "insignia" in response.content.decode()


def test_a_badge_that_was_changed_is_not_ours(badge: Badge) -> None:
    serial = badge.certificate.serial
    document = json.loads(Client().get(f"/badges/{serial}.json").content)
    document["credentialSubject"]["achievement"]["name"] = "Otra cosa"
    response = upload(json.dumps(document).encode(), "badge.json")
    assert response.status_code == 422
    assert "no es el que se emitió" in response.content.decode() or "no es la que se emitió" in response.content.decode()


@pytest.mark.parametrize("form", ["png", "svg", "jwt"])
def test_a_token_that_was_changed_is_told_from_one_of_others(badge: Badge, form: str) -> None:
    """Its number is in the token's base64, which is read whether or not the signature holds."""
    serial = badge.certificate.serial
    baked = Client().get(f"/badges/{serial}.{form}").content
    payload = badge.jwt.split(".")[1].encode()
    changed = baked.replace(payload, payload[:400] + (b"A" if payload[400:401] != b"A" else b"B") + payload[401:])
    assert changed != baked
    response = upload(changed, f"badge.{form}", Accept="application/json")
    assert (response.status_code, response.json()["register"], response.json()["serial"]) == (422, "changed", serial)
    foreign = upload(b".".join([b"eyJ0eXAiOiJKV1QifQ", b"A" * 400, b"c2ln"]), "badge.jwt", Accept="application/json")
    assert (foreign.status_code, foreign.json()["register"]) == (404, "unknown")


def test_an_empty_file_is_refused_in_words_to_people_and_machines(db: None) -> None:
    assert "Este archivo está vacío." in upload(b"").content.decode()
    said = upload(b"", Accept="application/json")
    assert (said.status_code, said.json()["sentence"]) == (422, "Este archivo está vacío.")
