"""An institution's progress on one page: every group in every course, counted by the database."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from courses import api as courses
from lms.exports import api as exports
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.reporting import charts
from lms.reporting.access import access_place

_CHARTED = 20
PAGE = 50  # groups


@require_safe
@policy("coordinator", "administrator", sample={"institution_id": "institution"})
def institution_progress(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """Active, completed, at risk, waiting, overdue and seen lately, in all and group by group: those that end last first."""
    place = access_place(request.scope, institution_id)
    counts = courses.group_counts(institution_id=institution_id)
    placed = {card.id: card for card in courses.cohort_courses_of(institution_id)}
    cohorts = {card.id: card for card in institutions.cohorts_of(institution_id)}
    lines: list[dict[str, Any]] = []
    for count in counts:
        card = placed.get(count.cohort_course_id or 0)
        cohort = cohorts.get(card.cohort_id) if card else None
        lines.append({"count": count, "card": card, "cohort": cohort})
    lines.sort(key=lambda line: (line["card"] is None, -(line["card"].ends_on.toordinal() if line["card"] else 0)))
    shown = [line for line in lines if line["cohort"]][:_CHARTED]
    chart = charts.bars(
        "groups", gettext("Share done by group"),
        gettext("One bar a group and course: the mean share of the required units that its people have done."),
        [
            charts.Bar(
                f"{in_language(one['cohort'].names)} · {in_language(one['card'].course_titles)}",
                one["count"].mean, f"{one['count'].mean} %",
            )
            for one in shown
        ],
        most=100,
    )  # fmt: skip
    context = {
        "place": place, "total": courses.total_of(counts), "chart": chart if shown else "",
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "export": exports.offer("courses.enrolments", institution=institution_id),
    }  # fmt: skip
    return render(request, "lms/reporting/institution_progress.html", context)
