"""The last day of what somebody holds stands in their calendar, until it is revoked."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from certificates.models import Award
from certificates.renewal import last_day
from certificates.selectors.calendar import expiry_events
from courses.api import Asked
from tests.conftest import House


def test_the_last_day_of_an_award_is_told_to_its_holder_alone(award: Award, andes: House, sur: House) -> None:
    Award.objects.filter(pk=award.pk).update(expires_at=timezone.now() + timedelta(days=40))
    award.refresh_from_db()
    assert award.expires_at is not None
    (event,) = expiry_events(Asked(award.person_id, timezone.now()))
    assert event.uid == f"award-{award.pk}"
    assert event.starts == last_day(award.expires_at, ZoneInfo("America/Lima"))
    assert expiry_events(Asked(sur.advisor.pk, timezone.now())) == []
    assert expiry_events(Asked(award.person_id, timezone.now(), andes.cohort.pk)) == [], "a group holds nothing"


def test_what_was_revoked_or_has_no_end_is_not_told(award: Award, decide: Callable[..., int]) -> None:
    Award.objects.filter(pk=award.pk).update(expires_at=None)
    assert expiry_events(Asked(award.person_id, timezone.now())) == []
    Award.objects.filter(pk=award.pk).update(expires_at=timezone.now() + timedelta(days=40), state="revoked")
    assert expiry_events(Asked(award.person_id, timezone.now())) == []
