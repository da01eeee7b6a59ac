"""What stands behind a figure is read by people: dates, names and reasons in words."""

from django.utils import timezone, translation

from certificates.models import Credential
from lms.reporting.figures import Sheet
from lms.reporting.models import Report, ReportEdition
from lms.reporting.rendering import row_words
from lms.reporting.selectors import edition_view
from lms.reporting.services.building import store_edition
from tests.conftest import House


def test_rows_on_screens_and_in_files_are_words_and_the_json_keeps_what_was_counted(andes: House) -> None:
    report = Report.objects.create(institution=andes.institution, kind="certification", period="2026-Q4")
    Credential.objects.create(key="ip-basics", titles={"es": "Asesoría básica", "en": "Basic advice"})
    said = {"credential": "ip-basics", "country": "PE", "on": "2026-11-24", "reason": "issued_in_error"}
    sheet = Sheet()
    sheet.count("F11r", [("SERIAL1", said)])
    sheet.count("F11p", [("A1", {"credential": "ip-basics", "missing": ["gone"], "reason": "courses", "score": "88.50"})])
    edition = ReportEdition.objects.get(pk=store_edition(report_id=report.pk, sheet=sheet, as_at=timezone.now(), by=None))
    assert edition.lms_rows.get(figure="F11r").values == said
    shown = {}
    for language in ("es", "en"):
        with translation.override(language):
            view = edition_view(edition)
            shown[language] = [row_words(row["values"], view.names) for row in view.rows]
    assert shown["es"][0].startswith("credencial: Asesoría básica; país: Perú; fecha: 24 de noviembre de 2026; razón: ")
    assert shown["en"][0].startswith("credential: Basic advice; country: Peru; on: Nov. 24, 2026; reason: ")
    assert "issued_in_error" not in shown["es"][0]
    assert shown["en"][1] == "credential: Basic advice; missing: gone; reason: courses are open; score: 88.5"
