"""What needs an assessor, for the first page."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Attempt, AttemptState, Submission, SubmissionState
from assessments.models.conflicts import hand_scorable, scorable
from lms.institutions.api import Scope
from lms.kernel.todo import Todo

SLOW_DAYS = 15  # the promise to advisors: a result within fifteen days


def todo(scope: Scope) -> list[Todo]:
    """Letters that wait for this assessor, and written answers of quizzes that this person may score. A query each."""
    return [*_letters(scope), *_answers(scope)]


def _answers(scope: Scope) -> list[Todo]:
    if not scope.roles & {"assessor", "facilitator"}:
        return []
    rows = Attempt.objects.filter(hand_scorable(scope), state=AttemptState.WAITING)
    found = rows.aggregate(count=Count("pk", distinct=True), oldest=Min("submitted_at"))
    if not found["count"]:
        return []
    days = (timezone.now() - found["oldest"]).days
    return [
        Todo(
            title=ngettext("Score {n} written answer", "Score {n} written answers", found["count"]).format(n=found["count"]),
            why=_waited(days),
            url=reverse("lms:assessments:essay-list"),
            icon="pencil",
            tone="warn" if days >= SLOW_DAYS else "",
            weight=29,
            act=_("Go to the list"),
        )
    ]


def _waited(days: int) -> str:
    if not days:
        return _("They came in today.")
    return ngettext("The oldest has waited {n} day.", "The oldest has waited {n} days.", days).format(n=days)


def _letters(scope: Scope) -> list[Todo]:
    if not (scope.assessor or scope.assessor_of):
        return []
    now = timezone.now()
    held = Q(lms_allocations__lease_until__gt=now)
    found = Submission.objects.filter(scorable(scope), state=SubmissionState.SUBMITTED).aggregate(
        mine=Count("pk", filter=held & Q(lms_allocations__assessor_id=scope.person_id)),
        free=Count("pk", filter=Q(lms_allocations=None) | Q(lms_allocations__lease_until__lte=now)),
        oldest=Min("submitted_at"),
    )
    count = found["mine"] + found["free"]
    if not count:
        return []
    days = (now - found["oldest"]).days
    return [
        Todo(
            title=ngettext("Score {n} letter", "Score {n} letters", count).format(n=count),
            why=_waited(days),
            url=reverse("lms:assessments:submission-list"),
            icon="pencil",
            tone="warn" if days >= SLOW_DAYS else "",
            weight=30,
            act=_("Go to the queue"),
        )
    ]
