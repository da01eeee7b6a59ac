"""Lines of the first page about sittings: of a candidate, an invigilator, a decider."""

from datetime import timedelta
from typing import Final

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, override
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.clock import say_when
from assessments.exam_sittings.rules import end_of_day
from assessments.models import ExamSeat, ExamSitting, SittingState
from assessments.selectors.exam_incidents import incidents_for
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

AHEAD: Final = timedelta(days=60)
SOON: Final = timedelta(days=7)


def exam_todos(scope: Scope) -> list[Todo]:
    """What is ahead: one's sittings, those that one watches over (and their reports to sign), incidents to decide. One query,
    and for deciders those of the list of incidents."""
    return [*_sittings(scope), *_incidents(scope)]


def _sittings(scope: Scope) -> list[Todo]:
    now = timezone.now()
    mine = ExamSeat.objects.filter(
        sitting=OuterRef("pk"), enrolment__person_id=scope.person_id, removed_at=None, attempt__submitted_at=None
    )
    ahead = Q(state__in=[SittingState.PLANNED, SittingState.OPEN], opens_at__lt=now + AHEAD)
    to_sign = Q(state=SittingState.CLOSED, signed_at=None, invigilator_id=scope.person_id, closed_at__gt=now - AHEAD)
    rows = ExamSitting.objects.annotate(seat=Subquery(mine.values("pk")[:1])).select_related("unit")
    seated = Q(seat__isnull=False, closes_at__gt=now - timedelta(hours=2))
    found = rows.filter(ahead & (seated | Q(invigilator_id=scope.person_id)) | to_sign).order_by("opens_at", "pk")
    return [_watched(one) if one.invigilator_id == scope.person_id else _seated(one) for one in found]


def _when(sitting: ExamSitting) -> str:
    with override(sitting.time_zone):
        return say_when(sitting.opens_at)


def _seated(sitting: ExamSitting) -> Todo:
    title = in_language(sitting.unit.titles)
    return Todo(
        title=_("Your exam: {quiz}").format(quiz=title),
        why=_("{when}, {place}").format(when=_when(sitting), place=sitting.place_words),
        url=reverse("lms:assessments:seat-detail", args=[sitting.seat]),  # type: ignore[attr-defined]
        icon="cal", due=sitting.opens_at, weight=15 if sitting.opens_at - timezone.now() < SOON else 40,
        act=_("See your sitting"),
    )  # fmt: skip


def _watched(sitting: ExamSitting) -> Todo:
    title, url = in_language(sitting.unit.titles), reverse("lms:assessments:room-detail", args=[sitting.pk])
    if sitting.state == SittingState.CLOSED:
        return Todo(
            title=_("Sign the report of a sitting: {quiz}").format(quiz=title),
            why=_("Results wait for it."), url=url, icon="pencil", tone="warn", weight=12, act=_("Go to the report"),
        )  # fmt: skip
    return Todo(
        title=_("You watch over a sitting: {quiz}").format(quiz=title),
        why=_("{when}, {place}").format(when=_when(sitting), place=sitting.place_words), url=url, icon="people",
        due=sitting.opens_at, weight=14 if sitting.opens_at - timezone.now() < SOON else 41, act=_("Go to the sitting"),
    )  # fmt: skip


def _incidents(scope: Scope) -> list[Todo]:
    if not scope.decider:
        return []
    lines = incidents_for(scope.person_id, open_only=True)
    if not lines:
        return []
    first = lines[0]
    return [
        Todo(
            title=ngettext("Decide {n} incident of a sitting", "Decide {n} incidents of sittings", len(lines)).format(
                n=len(lines)
            ),
            why=_("Results are held until then."), url=reverse("lms:assessments:incident-list"), icon="flag",
            due=end_of_day(first.due_on, timezone.get_current_timezone_name()),
            tone="bad" if first.due_on < localdate() else "warn", weight=10, act=_("Go to the incidents"),
        )
    ]  # fmt: skip
