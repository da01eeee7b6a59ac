"""An institution keeps its name, who signs and its logo true."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lms.institutions.models import Institution
from tests.conftest import House


def picture(kind: str, size: tuple[int, int] = (900, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0d5c75").save(out, kind)
    return out.getvalue()


def form(**more: Any) -> dict[str, Any]:
    return {
        "name_es": "Centro de los Andes", "name_en": "", "language": "es", "signatory_name": "Ana Salas",
        "signatory_title_es": "Directora", "signatory_title_en": "Director", **more,
    }  # fmt: skip


def test_a_coordinator_changes_who_signs_and_the_logo(andes: House, as_person: Any) -> None:
    client = as_person(andes.coordinator)
    page = f"/institutions/{andes.institution.pk}/change/"
    assert client.get(page).status_code == 200
    answer = client.post(page, form(logo=SimpleUploadedFile("../../logo.exe", picture("JPEG"))))
    assert answer.status_code == 302
    kept = Institution.objects.get(pk=andes.institution.pk)
    assert (kept.names["es"], kept.signatory_name) == ("Centro de los Andes", "Ana Salas")
    image = Image.open(io.BytesIO(bytes(kept.logo)))
    assert (image.format, image.size) == ("PNG", (600, 200))
    assert client.get(f"/institutions/{andes.institution.pk}/logo.png")["Content-Type"] == "image/png"


def test_without_a_new_file_the_logo_stays(andes: House, as_person: Any) -> None:
    Institution.objects.filter(pk=andes.institution.pk).update(logo=picture("PNG"))
    as_person(andes.coordinator).post(f"/institutions/{andes.institution.pk}/change/", form())
    assert bytes(Institution.objects.get(pk=andes.institution.pk).logo) == picture("PNG")


@pytest.mark.parametrize(
    "body",
    [b"not a picture",
     b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"\x89PNG\r\n\x1a\n" + b"0" * 99,
     picture("PNG") + b"0" * (2 * 1024 * 1024)],
)  # fmt: skip
def test_what_is_no_small_picture_is_refused_in_a_sentence(andes: House, as_person: Any, body: bytes) -> None:
    page = f"/institutions/{andes.institution.pk}/change/"
    answer = as_person(andes.coordinator).post(page, form(logo=SimpleUploadedFile("logo.png", body)))
    assert answer.status_code == 422
    assert "2 MB" in answer.content.decode()
    assert not Institution.objects.get(pk=andes.institution.pk).logo


def test_another_institutions_coordinator_finds_nothing(andes: House, sur: House, as_person: Any) -> None:
    for path in ("change/", "logo.png"):
        assert as_person(sur.coordinator).get(f"/institutions/{andes.institution.pk}/{path}").status_code == 404
