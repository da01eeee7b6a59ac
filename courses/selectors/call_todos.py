"""Calls on the first page: applications that wait for one's points, and choices to make when the last day is over."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Application, ApplicationScore, ApplicationState, Call, CallState
from courses.selectors.calls import scorers_close, today_of
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

SCORERS = frozenset({"coordinator", "facilitator", "assessor", "administrator"})


def call_todos(scope: Scope) -> list[Todo]:
    """One line a call: of the institutions one coordinates, and of those one scores as the second person.

    No query for who can't score, one for who has none, two without an application, seven at most.
    """
    if not scope.roles & SCORERS:
        return []
    own = Q(cohort__institution_id__in=scope.coordinator_of) | Q(second_scorer_id=scope.person_id)
    calls = Call.objects.filter(own, state=CallState.PUBLISHED, cohort__archived_at=None).select_related("cohort")
    found = {call.pk: call for call in calls.order_by("closes_on", "pk")}
    waiting = _to_score(scope.person_id, found) if found else Counter[int]()
    lines = []
    for pk, call in found.items():
        over = today_of(call) > call.closes_on
        if waiting[pk]:
            lines.append(_score_line(call, waiting[pk], over))
        elif over and call.cohort.institution_id in scope.coordinator_of:
            lines.append(_decide_line(call))
    return lines


def _to_score(me: int, calls: Mapping[int, Call]) -> Counter[int]:
    """{call: applications that have a commitment where one is needed, and lack the points of this person's side}."""
    scores = ApplicationScore.objects.filter(application=OuterRef("pk"))
    second = F("application__call__second_scorer_id")
    first = scores.filter(Q(application__call__second_scorer=None) | ~Q(by_id=second))
    rows = list(
        Application.objects.filter(call__in=calls, state=ApplicationState.RECEIVED, set_aside="")
        .filter(Q(committed_at__isnull=False) | Q(call__needs_commitment=False))
        .filter(
            Q(call__second_scorer=me) & ~Exists(scores.filter(by=me))
            | (Q(call__second_scorer=None) | ~Q(call__second_scorer=me)) & ~Exists(first)
        )
        .only("call_id", "person_id", "email")
    )
    close = scorers_close(me, rows) if rows else set()
    return Counter(row.call_id for row in rows if row.pk not in close)


def _score_line(call: Call, n: int, over: bool) -> Todo:
    said = ngettext("%(n)s application to score", "%(n)s applications to score", n) % {"n": n}
    why = _("The last day to apply is over: nobody is chosen before all have points.")
    if not over:
        why = _("One may apply until %(day)s.") % {"day": date_format(call.closes_on, "DATE_FORMAT")}
    return Todo(
        title=f"{in_language(call.titles)}: {said}", why=why, url=_url(call), icon="pencil", tag=_("Call"),
        tone="warn" if over else "", weight=25 if over else 45, act=_("Read and score"),
    )  # fmt: skip


def _decide_line(call: Call) -> Todo:
    return Todo(
        title=_("%(call)s: who gets a seat?") % {"call": in_language(call.titles)},
        why=_("The last day to apply is over. Look at the ranking, then decide; everybody is told."),
        url=_url(call), icon="wait", tag=_("Call"), tone="warn", weight=25, act=_("See the ranking"),
    )  # fmt: skip


def _url(call: Call) -> str:
    return reverse("lms:courses:call-manage", args=[call.pk])
