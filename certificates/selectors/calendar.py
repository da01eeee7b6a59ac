"""What certificates puts into calendars: the last day of what somebody holds."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Award, AwardState
from certificates.renewal import last_day
from courses.api import Asked, CalendarEvent
from lms.kernel.words import in_language


def expiry_events(asked: Asked) -> Sequence[CalendarEvent]:
    """The last day of each award that was not revoked, where its institution is. One query; nothing for a group.

    Only the newest round of a credential and country: what was renewed does not end.
    """
    if asked.cohort_id is not None:
        return []
    rows = Award.objects.filter(person=asked.person_id).exclude(state=AwardState.REVOKED).order_by("round")
    columns = ("pk", "expires_at", "institution__time_zone", "credential__titles", "credential_id", "country")
    newest = {(row[4], row[5]): row for row in rows.values_list(*columns)}
    return [
        CalendarEvent(
            uid=f"award-{pk}", title=_("Certificate ends: {title}").format(title=in_language(titles)),
            starts=last_day(expires_at, ZoneInfo(zone or "UTC")), words=_("Renew it before this day is over."),
            path=reverse("lms:certificates:certificate-list"),
        )
        for pk, expires_at, zone, titles, _credential, _country in newest.values()
        if expires_at is not None and expires_at >= asked.since
    ]  # fmt: skip
