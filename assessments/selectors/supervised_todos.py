"""What supervised pieces ask of planners and examiners, for the first page."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.clock import say_when
from assessments.models import PieceAppointment, PieceState
from assessments.models.supervised_rows import count_to_plan, reach
from lms.institutions.api import Scope
from lms.kernel.todo import Todo


def piece_todos(scope: Scope) -> list[Todo]:
    """People who wait for a day (coordinators, deciders); one's next appointments as an examiner. A query each."""
    return [*_to_plan(scope), *_to_examine(scope)]


def _to_plan(scope: Scope) -> list[Todo]:
    if not (scope.decider or scope.coordinator_of):
        return []
    place = reach(everywhere=scope.decider, institutions=scope.coordinator_of, prefix="enrolment__")
    count = count_to_plan(place, scope.person_id)
    if not count:
        return []
    return [
        Todo(
            title=ngettext(
                "{n} person waits for a supervised piece", "{n} people wait for a supervised piece", count
            ).format(n=count),
            why=_("Name a day and an examiner: nobody is certified without it."),
            url=reverse("lms:assessments:piece-plan-list"), icon="people", tone="warn", weight=27, act=_("Plan"),
        )
    ]  # fmt: skip


def _to_examine(scope: Scope) -> list[Todo]:
    if not (scope.assessor or scope.assessor_of):
        return []
    rows = PieceAppointment.objects.filter(examiner=scope.person_id, state=PieceState.PLANNED)
    found = rows.aggregate(count=Count("pk"), first=Min("at"))
    count, first = found["count"], found["first"]
    if first is None:
        return []
    late = first < timezone.now()
    return [
        Todo(
            title=ngettext("You examine {n} person", "You examine {n} people", count).format(n=count),
            why=_("The first on {when}.").format(when=say_when(first)),
            url=reverse("lms:assessments:examining-list"), icon="people", tone="warn" if late else "", weight=26,
            act=_("See who and when"),
        )
    ]  # fmt: skip
