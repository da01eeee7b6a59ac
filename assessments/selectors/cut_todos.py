"""What a panel waits for, for the first page: of judges, of who leads it, of who decides; decisions that end soon."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.access.cuts import CHAIRS, DECIDERS
from assessments.models import CutJudge, CutRecord, CutState, CutStudy
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

ENDING: Final = timedelta(days=90)


def cut_todos(scope: Scope) -> list[Todo]:
    """One query for everybody; three more for who leads or decides."""
    return [*_to_judge(scope), *_to_lead(scope), *_to_decide(scope), *_ending(scope)]


def _to_judge(scope: Scope) -> list[Todo]:
    open_first = Q(study__state=CutState.FIRST, first_done_at=None)
    open_second = Q(study__state=CutState.SECOND, second_done_at=None)
    rows = CutJudge.objects.filter(open_first | open_second, person=scope.person_id, left_out_at=None).order_by("pk")
    return [
        Todo(
            title=_("Judge: {quiz}").format(quiz=in_language(titles)),
            why=_("The panel waits for what you say; each value is kept as you give it."),
            url=reverse("lms:assessments:cut-panel", args=[study]), icon="pencil", weight=25, act=_("Go on judging"),
        )
        for study, titles in rows.values_list("study_id", "study__unit__titles")[:5]
    ]  # fmt: skip


def _to_lead(scope: Scope) -> list[Todo]:
    if not scope.roles & CHAIRS:
        return []
    rows = CutStudy.objects.filter(state__in=(CutState.FIRST, CutState.SECOND, CutState.CLOSED), by=scope.person_id)
    found = []
    for study in rows.prefetch_related("lms_judges").select_related(None).order_by("pk")[:5]:
        judges = [one for one in study.lms_judges.all() if one.left_out_at is None]
        done = [one.first_done_at if study.state == CutState.FIRST else one.second_done_at for one in judges]
        if study.state != CutState.CLOSED and (not judges or not all(done)):
            continue
        why = _("The ratings are in.") if study.state == CutState.CLOSED else _("All judges are done with this round.")
        found.append(
            Todo(
                title=_("Move a cut score on"), why=why, url=reverse("lms:assessments:cut-detail", args=[study.pk]),
                icon="step", weight=30, act=_("Go to the study"),
            )
        )  # fmt: skip
    return found


def _to_decide(scope: Scope) -> list[Todo]:
    if not scope.roles & DECIDERS:
        return []
    rows = CutStudy.objects.filter(state=CutState.PROPOSED).exclude(proposed_by=scope.person_id)
    rows = rows.exclude(lms_judges__person=scope.person_id).order_by("pk")
    return [
        Todo(
            title=_("Decide about a cut score: {quiz}").format(quiz=in_language(titles)),
            why=_("It was proposed; a second person approves or returns it."),
            url=reverse("lms:assessments:cut-proposal", args=[study]), icon="pencil", tone="warn", weight=20,
            act=_("Look at the proposal"),
        )
        for study, titles in rows.values_list("pk", "unit__titles")[:5]
    ]  # fmt: skip


def _ending(scope: Scope) -> list[Todo]:
    """Decisions that end within ninety days and have no successor."""
    if not scope.roles & CHAIRS:
        return []
    today = timezone.localdate()
    rows = CutRecord.objects.filter(lms_withdrawal=None, valid_until__gt=today).order_by("valid_until")
    latest: dict[tuple[int, str], tuple[date, dict[str, str]]] = {}
    for unit, country, until, titles in rows.values_list("unit_id", "country", "valid_until", "unit__titles"):
        latest[unit, country] = (until, titles)
    return [
        Todo(
            title=_("A cut score ends: {quiz}").format(quiz=in_language(titles)),
            why=_("It holds until {when}; a panel takes weeks.").format(when=date_format(until, "DATE_FORMAT")),
            url=f"{reverse('lms:assessments:cut-list')}?unit={unit}", icon="clock", weight=60, act=_("Begin a study"),
        )
        for (unit, _country), (until, titles) in sorted(latest.items())
        if until <= today + ENDING
    ]  # fmt: skip
