"""A preview of scoring again that waits for a second person, for the first page."""

from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Regrade, RegradeLine, RegradeState
from lms.institutions.api import Scope
from lms.kernel.todo import Todo

LATELY: Final = timedelta(days=14)


def regrade_todos(scope: Scope) -> list[Todo]:
    """What somebody else prepared, for who may apply it; what was applied to one's own people lately, for coordinators.

    A query each, none for others.
    """
    return [*_to_decide(scope), *_done_lately(scope)]


def _done_lately(scope: Scope) -> list[Todo]:
    if not scope.coordinator_of:
        return []
    rows = RegradeLine.objects.filter(
        state=RegradeLine.State.APPLIED, attempt__enrolment__institution__in=scope.coordinator_of,
        regrade__applied_at__gte=timezone.now() - LATELY,
    )  # fmt: skip
    people = Count("attempt__enrolment__person", distinct=True)
    found = rows.values("regrade", "regrade__reason").annotate(people=people).order_by("-regrade")[:3]
    return [
        Todo(
            title=ngettext("The score of {n} person changed", "The scores of {n} people changed", row["people"]).format(
                n=row["people"]
            ),
            why=_("A right answer was wrong: {why}").format(why=row["regrade__reason"]),
            url=reverse("lms:assessments:regrade-people", args=[row["regrade"]]),
            icon="undo",
            weight=55,
            act=_("See whose"),
        )
        for row in found
    ]


def _to_decide(scope: Scope) -> list[Todo]:
    if not (scope.author_of or scope.reviewer or scope.administrator):
        return []
    rows = Regrade.objects.filter(state=RegradeState.READY).exclude(by=scope.person_id).order_by("pk")
    waiting = list(rows.values_list("pk", flat=True)[:20])
    if not waiting:
        return []
    one = reverse("lms:assessments:regrade-detail", args=[waiting[0]])
    title = ngettext("Answers wait to be scored again", "Answers of {n} questions wait to be scored again", len(waiting))
    return [
        Todo(
            title=title.format(n=len(waiting)),
            why=_("A right answer was wrong. The preview is ready; a second person decides."),
            url=one if len(waiting) == 1 else reverse("lms:assessments:regrade-list"),
            icon="undo",
            tone="warn",
            weight=20,
            act=_("See the preview"),
        )
    ]
