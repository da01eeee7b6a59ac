"""F16 on a page: reviews, complaints and measures of a year, by country, for those who look after the programme."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import api as certificates
from courses import api as courses
from lms.kernel.http import AuthedRequest
from lms.kernel.places import COUNTRIES, Country
from lms.kernel.policy import policy
from lms.reporting.reviews_figure import HIDDEN, Share, f16

FIRST_YEAR: Final = 2026


@require_safe
@policy("reviewer", "decider", "focal", "administrator")
def programme_reviews(request: AuthedRequest) -> HttpResponse:
    """What was decided within a calendar year, the running one unless another is chosen."""
    now = timezone.localtime()
    asked = request.GET.get("year", "")[:4]
    year = int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked) <= now.year else now.year
    zone = timezone.get_current_timezone()
    start, end = (datetime(one, 1, 1, tzinfo=zone) for one in (year, year + 1))
    lines, total = f16(
        COUNTRIES, reviews=courses.decided_reviews(start=start, end=end),
        complaints=certificates.complaints_decided(start=start, end=end),
        measures=certificates.measures_decided(start=start, end=end),
    )  # fmt: skip
    rows = [_row(str(Country(line.country).label), line) for line in lines]
    facts = {
        "rows": [*rows, _row(_("All countries"), total)], "year": year, "running": year == now.year,
        "years": range(FIRST_YEAR, now.year + 1),
    }  # fmt: skip
    return render(request, "lms/reporting/programme_reviews.html", facts)


def _row(name: str, line: Any) -> dict[str, Any]:
    return {
        "name": name, "reviews": _said(line.reviews), "complaints": _said(line.complaints),
        "review_days": _days(line.reviews), "complaint_days": _days(line.complaints), "in_time": _in_time(line.reviews),
        "measures": [
            (certificates.act_word(act), certificates.reason_in_words(reason), _("fewer than 5") if n == HIDDEN else str(n))
            for act, reason, n in line.measures
        ],
    }  # fmt: skip


def _said(share: Share | None) -> str:
    """«3 de 12», «resguardado»."""
    if share is None or share.n == HIDDEN:
        return _("protected")
    if share.part == HIDDEN:
        return _("protected, of {n}").format(n=share.n)
    return _("{part} of {n}").format(part=share.part, n=share.n)


def _days(share: Share | None) -> str:
    return "" if share is None or share.days is None else f"{share.days:g}"


def _in_time(share: Share | None) -> str:
    return "" if share is None or share.in_time is None else _("{part} of {n}").format(part=share.in_time, n=share.n)
