"""The one-page strategy of a business on paper: asked for, drawn by a worker, kept by the digest of what it says."""

import hashlib
import io
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.errors.clinics import StrategyEmpty
from assessments.models import ClinicBusiness, ClinicPaper
from assessments.wording_clinics import profile_line
from lms.jobs.api import Claim, JobRefused, finish, request_job
from lms.kernel.canonical import digest
from lms.kernel.pdf import FONT_FACES, pdf_from_html
from lms.kernel.words import in_language

DRAW: Final = "assessments.draw_strategy"
VERSION: Final = "1"  # grows when the drawing changes
SIZES: Final = (12, 11, 10, 9, 8, 7, 6.5)  # points: the largest in which it stands on one page


def paper_words(business: ClinicBusiness, language: str) -> dict[str, Any]:
    """Everything that the page says: no name, the code only. Raises StrategyEmpty."""
    if not business.strategy:
        raise StrategyEmpty
    strategy, place = business.strategy, business.clinic.institution
    with override(language), timezone.override(place.time_zone):
        written = date_format(localtime(business.strategy_at), "DATE_FORMAT") if business.strategy_at else ""
        return {
            "code": business.code, "profile": profile_line(_Classes(business)), "clinic": in_language(business.clinic.names),
            "place": in_language(place.names), "country": place.get_country_display(), "language": language, "written": written,
            "goal": strategy["goal"], "assets": strategy["assets"], "risks": strategy["risks"], "steps": strategy["steps"],
            "help": [{**one, "name": in_language(one["names"])} for one in strategy.get("help") or ()],
            "help_text": strategy.get("help_text", ""),
        }  # fmt: skip


class _Classes:
    """The closed lists of a business as a line of words asks for them, without its region: a page may be lost."""

    sessions = 0

    def __init__(self, business: ClinicBusiness) -> None:
        self.stage, self.sector, self.size, self.region = business.stage, business.sector, business.size, ""


def digest_of(words: Mapping[str, Any]) -> str:
    """What a page is known by: its words and the way it is drawn."""
    return digest([VERSION, dict(words)])


def paper_of(business: ClinicBusiness, language: str) -> ClinicPaper | None:
    """The drawn page that says just what the strategy says now; None when it has to be drawn. One query."""
    if not business.strategy:
        return None
    return ClinicPaper.objects.filter(
        business=business, language=language, digest=digest_of(paper_words(business, language))
    ).first()


def job_key(business: ClinicBusiness, language: str) -> str:
    """One job a strategy and its words, whoever asks. Raises StrategyEmpty."""
    return f"{DRAW}:{business.pk}:{language}:{digest_of(paper_words(business, language))}"[:200]


def request_paper(*, business_id: int, language: str, by: int) -> int:
    """Ask a worker for the page; returns the job's id. Asking twice is one job. Raises StrategyEmpty."""
    business = ClinicBusiness.objects.select_related("clinic__institution").get(pk=business_id)
    return request_job(
        kind=DRAW, key=job_key(business, language), args={"business_id": business_id, "language": language}, owner=by,
        institution=business.clinic.institution_id,
    )  # fmt: skip


def draw_strategy(claimed: Claim) -> dict[str, Any] | None:
    """The job: draw what the strategy says now, unless that lies ready. A second delivery does nothing."""
    business = ClinicBusiness.objects.select_related("clinic__institution").get(pk=claimed.args["business_id"])
    language = claimed.args["language"]
    try:
        words = paper_words(business, language)
    except StrategyEmpty as gone:
        raise JobRefused(why=gone.sentence()) from gone
    drawn = b"" if paper_of(business, language) else draw(words)
    with transaction.atomic():
        if drawn:
            ClinicPaper.objects.update_or_create(
                business=business, language=language,
                defaults={
                    "digest": digest_of(words), "content": drawn, "sha256": hashlib.sha256(drawn).hexdigest(),
                    "drawn_at": timezone.now(),
                },
            )  # fmt: skip
        finish(claimed, result={"url": reverse("lms:assessments:clinic-paper", args=[business.pk])})
    return None


def draw(words: Mapping[str, Any]) -> bytes:
    """The PDF, in the largest letters that let it stand on one page. Raises PdfFailed."""
    from pypdf import PdfReader  # 15 MB: loaded by who draws

    drawn = b""
    with override(str(words["language"])):
        title = _("IP strategy of the business {code}").format(code=words["code"])
        for size in SIZES:
            html = render_to_string(
                "lms/assessments/clinic_strategy_pdf.html",
                {
                    "paper": words,
                    "title": title,
                    "fonts": FONT_FACES,
                    "size": f"{size:g}",
                    "small": f"{max(6.5, size - 1.5):g}",
                },
            )
            drawn = pdf_from_html(html, meta={"title": title, "author": str(words["place"])})
            if len(PdfReader(io.BytesIO(drawn)).pages) == 1:
                break
    return drawn
