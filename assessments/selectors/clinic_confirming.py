"""What a supervisor looks at: declared sessions that wait, the oldest first, and what was settled lately."""

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import ClinicSession, ClinicState
from assessments.models.clinic_reach import supervised
from lms.institutions.api import Scope

RECENT: Final = timedelta(days=30)
SLOW_DAYS: Final = 15


def waiting_sessions(scope: Scope) -> QuerySet[ClinicSession]:
    """Declared sessions that this person may confirm, the oldest first."""
    return ClinicSession.objects.filter(supervised(scope), state=ClinicState.DECLARED).order_by("declared_at", "pk")


def settled_sessions(scope: Scope) -> QuerySet[ClinicSession]:
    """What was settled in the last thirty days, the newest first."""
    rows = ClinicSession.objects.filter(supervised(scope), confirmed_at__gte=timezone.now() - RECENT)
    return rows.exclude(state=ClinicState.DECLARED).order_by("-confirmed_at", "-pk")
