"""The files of an edition: PDF and XLSX in both languages and JSON, drawn once by a worker, each with its own hash in the book;
and, once it is decided, the record of its review. Nothing that was drawn is ever drawn again."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone, translation

from lms.institutions import api as institutions
from lms.jobs import api as jobs
from lms.kernel.canonical import canonical_json
from lms.kernel.places import Language
from lms.reporting import rendering
from lms.reporting.models import EditionState, ReportEdition, ReportFile
from lms.reporting.selectors import edition_view
from lms.reporting.services.book import file_subject, write
from lms.reporting.services.prechecking import make_precheck
from lms.reporting.services.recording import record_of

FORMATS: Final = ("pdf", "xlsx", "json")
RECORD, RECORD_JSON = "record", "recordjson"  # the record of the review, as PDF and as JSON


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


@transaction.atomic
def request_files(*, edition_id: int, by: int) -> int:
    """Ask a worker for the files of an edition; returns the job's id. Safe to repeat."""
    return jobs.request_job(
        kind="reporting.papers",
        key=f"report-papers:{edition_id}",
        args={"edition_id": edition_id},
        owner=by,
        total=len(FORMATS),
    )


def make_papers(claimed: jobs.Claim) -> dict[str, Any]:
    """Job `reporting.papers`: the files, then the pre-check if the edition waits for a decision."""
    from django.urls import reverse

    edition_id = int(claimed.args["edition_id"])
    make_files(edition_id=edition_id)
    if ReportEdition.objects.filter(pk=edition_id, state__in=(EditionState.SUBMITTED, EditionState.ENDORSED)).exists():
        make_precheck(edition_id=edition_id)
    return {"edition_id": edition_id, "url": reverse("lms:reporting:report-detail", args=[edition_id])}


def make_files(*, edition_id: int) -> None:
    """Draw what is not drawn yet. Outside any transaction; each file is one row. Safe to repeat."""
    edition = ReportEdition.objects.select_related("report__institution").get(pk=edition_id)
    made = set(edition.lms_files.values_list("format", "language"))
    place = institutions.institution_card(edition.report.institution_id)
    content = canonical_json(edition_json(edition))
    for language in Language.values:
        if {("pdf", language), ("xlsx", language)} <= made:
            continue
        with translation.override(language), timezone.override(place.time_zone):
            view = edition_view(edition)
            drawn: Mapping[str, Callable[[Any], bytes]] = {
                "pdf": lambda view: rendering.report_pdf(view, place, content),
                "xlsx": lambda view: rendering.report_xlsx(view, place, content),
            }
            for form, draw in drawn.items():
                if (form, language) not in made:
                    _store(edition_id, form, language, draw(view))
    if ("json", Language.ES) not in made:
        head = canonical_json({"sha256": edition.sha256, "as_at": edition.as_at, "edition": edition.number})
        _store(edition_id, "json", Language.ES, head[:-1] + b',"content":' + content + b"}")


def make_record(*, edition_id: int) -> None:
    """Draw the record of a decided edition: who, when, which hash, the sample with its findings. Safe to repeat."""
    edition = ReportEdition.objects.select_related("report__institution", "submitted_by", "endorsed_by", "decided_by").get(
        pk=edition_id
    )
    made = set(edition.lms_files.values_list("format", "language"))
    place = institutions.institution_card(edition.report.institution_id)
    record = record_of(edition)
    for language in Language.values:
        if (RECORD, language) not in made:
            with translation.override(language), timezone.override(place.time_zone):
                _store(
                    edition_id, RECORD, language, rendering.record_pdf(edition_view(edition, with_rows=False), place, record)
                )
    if (RECORD_JSON, Language.ES) not in made:
        _store(edition_id, RECORD_JSON, Language.ES, canonical_json(record.as_json()))


@transaction.atomic
def _store(edition_id: int, form: str, language: str, body: bytes) -> None:
    sha256 = hashlib.sha256(body).hexdigest()
    _row, made = ReportFile.objects.get_or_create(
        edition_id=edition_id, format=form, language=language, defaults={"sha256": sha256, "body": body}
    )
    if made:
        write("file", (file_subject(edition_id, form, language), sha256))
