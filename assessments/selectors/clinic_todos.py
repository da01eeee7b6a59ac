"""What clinic practice asks of a supervisor and of an advisor, for the first page."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import ClinicSession, ClinicState
from assessments.selectors.clinic_confirming import SLOW_DAYS, waiting_sessions
from lms.institutions.api import Scope
from lms.kernel.todo import Todo


def clinic_todos(scope: Scope) -> list[Todo]:
    """Sessions to confirm (two queries at most); sessions that were not confirmed, late steps, what came of it (one query)."""
    lines = _to_confirm(scope) if "facilitator" in scope.roles else []
    return [*lines, *_of_advisor(scope)] if scope.advisor_of else lines


def _to_confirm(scope: Scope) -> list[Todo]:
    found = waiting_sessions(scope).order_by().aggregate(n=Count("pk"), oldest=Min("declared_at"))
    if not found["n"]:
        return []
    days = (timezone.now() - found["oldest"]).days
    why = _("Declared today.")
    if days:
        why = ngettext("The oldest has waited {n} day.", "The oldest has waited {n} days.", days).format(n=days)
    return [
        Todo(
            title=ngettext("Confirm {n} clinic session", "Confirm {n} clinic sessions", found["n"]).format(n=found["n"]),
            why=why, url=reverse("lms:assessments:clinic-confirm-list"), icon="clinic", weight=29,
            tone="warn" if days >= SLOW_DAYS else "", act=_("Go to the sessions"),
        )
    ]  # fmt: skip


def _of_advisor(scope: Scope) -> list[Todo]:
    today = timezone.localdate()
    returned = Q(state__in=[ClinicState.NOT_SEEN, ClinicState.NOT_REACHED])
    stands = ~Q(state__in=[ClinicState.DRAFT, ClinicState.WITHDRAWN])
    late = stands & Q(lms_steps__end="", lms_steps__due_on__lt=today)
    asked = stands & Q(lms_sequel__answered_at=None, lms_sequel__isnull=False)
    found = ClinicSession.objects.filter(advisor_id=scope.person_id).aggregate(
        returned=Count("pk", filter=returned, distinct=True),
        late=Count("lms_steps", filter=late, distinct=True),
        asked=Count("lms_sequel", filter=asked, distinct=True),
    )
    lines = []
    if n := found["returned"]:
        title = ngettext("{n} clinic session was not confirmed", "{n} clinic sessions were not confirmed", n).format(n=n)
        lines.append(
            Todo(title, _("Read the comment, change it and declare it again."), reverse("lms:assessments:clinic-home"),
                 icon="clinic", tone="warn", weight=32, act=_("Go to the sessions"))
        )  # fmt: skip
    if n := found["asked"]:
        title = ngettext("What came of {n} clinic session?", "What came of {n} clinic sessions?", n).format(n=n)
        lines.append(Todo(title, _("Ninety days have passed: note it in a minute."), reverse("lms:assessments:clinic-open"),
                          icon="clinic", weight=45, act=_("Note it")))  # fmt: skip
    if n := found["late"]:
        title = ngettext("{n} step with a business is late", "{n} steps with businesses are late", n).format(n=n)
        lines.append(Todo(title, _("Close it or give it another day."), reverse("lms:assessments:clinic-open"), icon="clock",
                          weight=46, act=_("See what is open")))  # fmt: skip
    return lines
