"""Previews: what a design's text looks like with invented words. Asked for in a request, drawn by a worker of `designs`."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates import papers
from certificates.models import Design, DesignPreview
from certificates.papers import CannotDraw, DesignProblems, NotCompilable, Problem
from certificates.picturing import picture_of
from certificates.sampling import Sample, fixed_of, values_of
from certificates.selectors.designs import draft_as, problems_of
from lms.institutions import api as institutions
from lms.jobs.api import Claim, job_view_of, request_job

log = logging.getLogger(__name__)

PREVIEW: Final = "certificates.preview_design"
PREVIEW_TASK: Final = f"lms.{PREVIEW}"
KEPT: Final = timedelta(days=7)
UNKNOWN: Final = "?"  # whether the fast path takes it is looked at after the picture is there


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see: a text of a design, with one invented person."""

    html: str
    css: str
    sample: Sample


@transaction.atomic
def ask_preview(*, design: Design, wish: Wish, by: int) -> DesignPreview:
    """Ask for a preview; returns its row. Safe to repeat: the same wish is drawn once. A text with problems is not drawn:
    they stand in the row at once.

    A later wish of the same person for the same design takes the place of an earlier one, drawn or not. The caller has
    looked whether `by` may see the design.
    """
    DesignPreview.objects.get_or_create(design=design, by_id=by, defaults={"country": wish.sample.country})
    row = DesignPreview.objects.select_for_update().get(design=design, by_id=by)
    if row.number and wish == wish_of(row) and not failed(row):
        return row
    found = [(one.part, one.line, one.sentence) for one in problems_of(design, wish.html, wish.css)]
    row.html, row.css, row.problems = wish.html, wish.css, found
    row.country, row.language, row.long = wish.sample.country, wish.sample.language, wish.sample.long
    row.number, row.slow, row.at = row.number + 1, UNKNOWN, timezone.now()
    if found:
        row.drawn, row.slow, row.picture, row.file, row.pages = row.number, "", None, None, 0
    row.save()
    if not found:
        request_job(
            kind=PREVIEW, key=f"{PREVIEW}:{row.pk}:{row.number}", args={"preview": row.pk, "number": row.number}, owner=by
        )
    return row


def wish_of(row: DesignPreview) -> Wish:
    """What a preview was asked for."""
    return Wish(row.html, row.css, Sample(row.country, row.language, row.long))


def failed(row: DesignPreview) -> bool:
    """Whether its drawing ended without a picture and without a reason: a worker that died again and again."""
    if row.drawn == row.number:
        return False
    job = job_view_of(job_key(row))
    return job is None or not job.moving


def job_key(row: DesignPreview) -> str:
    """The job that draws it."""
    return f"{PREVIEW}:{row.pk}:{row.number}"


def draw_preview(claimed: Claim) -> dict[str, Any] | None:
    """The job: draw what the row wishes, unless a later wish has come. A second delivery does nothing more."""
    number = claimed.args["number"]
    row = DesignPreview.objects.select_related("design").filter(pk=claimed.args["preview"], number=number).first()
    if row is None:
        return {"superseded": True}
    with translation.override(institutions.person_card(row.by_id).language):
        drawn, values = (
            draft_as(row.design, row.html, row.css),
            values_of(Sample(row.country, row.language, row.long), row.design.paper),
        )
        try:
            file = papers.draw(drawn, values, at=timezone.now())
            picture, pages = picture_of(file)
        except DesignProblems as wrong:
            return _keep(row, problems=[(one.part, one.line, one.sentence) for one in wrong.problems])
        except (CannotDraw, SoftTimeLimitExceeded) as wrong:
            return _keep(row, problems=[("html", 0, sentence_of(wrong))])
        _keep(row, picture=picture, file=file, pages=pages, slow=UNKNOWN)
        slow = why_slow(drawn, values)
    DesignPreview.objects.filter(pk=row.pk, number=number).update(slow=slow)
    return {"preview": row.pk}


def sentence_of(wrong: Exception) -> str:
    """Why something could not be drawn, in a sentence: the drawing's own, or that the worker's time was up."""
    if isinstance(wrong, SoftTimeLimitExceeded) or isinstance(wrong.__cause__, SoftTimeLimitExceeded):
        return _("Drawing took too long. Make the design simpler.")
    return wrong.sentence if isinstance(wrong, CannotDraw) else str(wrong)


def why_slow(drawn: papers.Design, values: dict[str, papers.Value]) -> str:
    """Why papers of a design are drawn one by one, in a sentence; '' when the fast path takes it. Half a second of work."""
    try:
        papers.compile_design(drawn, fixed_of(values))
    except NotCompilable as wrong:
        return wrong.sentence[:240]
    except SoftTimeLimitExceeded:
        return _("It takes too long to compile.")
    return ""


def _keep(row: DesignPreview, **values: Any) -> dict[str, Any]:
    """Write what was drawn, unless a later wish has come meanwhile."""
    bare: dict[str, Any] = {"problems": [], "picture": None, "file": None, "pages": 0, "slow": ""}
    DesignPreview.objects.filter(pk=row.pk, number=row.number).update(**bare | values, drawn=F("number"))
    return {"preview": row.pk}


def as_problems(row: DesignPreview) -> list[Problem]:
    """The problems that a preview met."""
    return [Problem(line, sentence, part) for part, line, sentence in row.problems]


def forget_previews() -> int:
    """Let go of previews that nobody asked for in a week; returns how many. Run daily."""
    return DesignPreview.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
