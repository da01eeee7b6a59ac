"""Papers in Spanish, in English and in both: which one is chosen, and how two languages stand together."""

import io

import pytest
from pypdf import PdfReader

from certificates import papers
from certificates.models import Certificate, Credential
from certificates.papers import LANGUAGES
from certificates.selectors.files import file_of
from certificates.services.drawing import draw_certificate, values_of
from certificates.wording.languages import chosen_language, together
from tests.certificates.conftest import Programme
from tests.conftest import House


@pytest.mark.parametrize(
    ("allowed", "wanted", "written"),
    [
        ([], "en", "en"), (["es", "en"], "en", "en"), (["es+en"], "en", "es+en"), (["es", "es+en"], "en", "es+en"),
        (["es"], "en", "es"), (["es", "en", "es+en"], "es", "es"),
    ],
)  # fmt: skip
def test_a_credentials_languages_decide_over_the_persons(allowed: list[str], wanted: str, written: str) -> None:
    assert chosen_language(allowed, wanted) == written


@pytest.mark.parametrize(
    ("spanish", "english", "shown"),
    [
        ("40 horas", "40 hours", "40 horas · hours"), ("al 2026-09-30", "as of 2026-09-30", "al · as of 2026-09-30"),
        ("Chile", "Chile", "Chile"), ("Perú", "Peru", "Perú · Peru"), ("en línea", "", "en línea"),
        ("12 de 14 sesiones", "12 of 14 sessions", "12 de 14 sesiones · 12 of 14 sessions"),
    ],
)  # fmt: skip
def test_what_two_languages_share_is_said_once(spanish: str, english: str, shown: str) -> None:
    assert together(spanish, english) == shown


@pytest.fixture
def bilingual(programme_: Programme, andes: House) -> Certificate:
    """Elena's certificate of a credential whose papers are in both languages."""
    Credential.objects.filter(pk=programme_.credential_id).update(languages=["es+en"])
    award = programme_.complete_all(andes.advisor, andes.institution)
    row = Certificate.objects.get(award=award)
    assert draw_certificate(certificate_id=row.pk)
    return Certificate.objects.select_related("prefix", "award", "enrolment").get(pk=row.pk)


def test_a_bilingual_certificate_says_everything_twice_and_its_dates_once(bilingual: Certificate) -> None:
    words = " ".join(PdfReader(io.BytesIO(file_of(bilingual))).pages[0].extract_text().split())
    for said in (
        "Certificado de aprobación", "Certificate of completion", "se otorga a · is awarded to",
        "Fundamentos de PI para asesores",
        "IP foundations for advisors", "Perú · Peru", "al · as of 2026-09-30", "Alianza del Pacífico", "Pacific Alliance",
        "No equivale a una certificación oficial", "Not equivalent to an official certification", "Brands and secrets",
    ):  # fmt: skip
        assert said in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_that_a_shipped_certificate_shows_is_given_in_every_language(bilingual: Certificate, language: str) -> None:
    bilingual.fields = {**bilingual.fields, "language": language}
    given = values_of(bilingual)
    shown = set(papers.shipped("certificate").tree.named) - {
        "warning",
        "logo",
        "document",
        "coissuers",
        "tutor",
        "assessed",
        "mode",
    }
    flags = {"bilingual", "one_language", "spanish", "english"}
    apart = {key for key in shown if key.endswith("_other")} if language != "es+en" else set()
    timeless = {"hours", "hours_note"}  # its courses have no units
    assert sorted(shown - flags - apart - timeless - {key for key, value in given.items() if value}) == []
