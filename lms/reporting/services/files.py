"""The files of an edition: PDF, XLSX and JSON in both languages, drawn once, each with its own hash."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from lms.institutions import api as institutions
from lms.kernel.canonical import canonical_json
from lms.kernel.places import Language
from lms.reporting import rendering
from lms.reporting.models import ReportEdition, ReportFile
from lms.reporting.selectors import edition_view


def edition_json(edition: ReportEdition) -> dict[str, Any]:
    """What the hash covers, as the file carries it: definitions, figures, rows."""
    return {
        "definitions": edition.definitions,
        "figures": edition.figures.get("figures", []),
        "rows": [
            {"figure": figure, "subject": subject, "values": values}
            for figure, subject, values in edition.lms_rows.order_by("line").values_list("figure", "subject", "values")
        ],
    }


def make_files(*, edition_id: int) -> None:
    """Draw what is not drawn yet. Outside any transaction; each file is one row. Safe to repeat."""
    edition = ReportEdition.objects.select_related("report__institution").get(pk=edition_id)
    made = set(edition.lms_files.values_list("format", "language"))
    place = institutions.institution_card(edition.report.institution_id)
    for language in Language.values:
        with translation.override(language), timezone.override(place.time_zone):
            view = edition_view(edition)
            drawn: Mapping[str, Any] = {
                "pdf": lambda view=view: rendering.report_pdf(view, place),
                "xlsx": lambda view=view: rendering.report_xlsx(view, place),
            }
            for form, draw in drawn.items():
                if (form, language) not in made:
                    _store(edition_id, form, language, draw())
    if ("json", Language.ES) not in made:
        body = canonical_json({"sha256": edition.sha256, "as_at": edition.as_at, "content": edition_json(edition)})
        _store(edition_id, "json", Language.ES, body)


@transaction.atomic
def _store(edition_id: int, form: str, language: str, body: bytes) -> None:
    ReportFile.objects.get_or_create(
        edition_id=edition_id,
        format=form,
        language=language,
        defaults={"sha256": hashlib.sha256(body).hexdigest(), "body": body},
    )
