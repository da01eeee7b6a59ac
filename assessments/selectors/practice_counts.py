"""Confirmed practice for rules that count it: how many sessions of an advisor since a moment, under a country's law."""

from datetime import datetime

from django.db.models import Q

from assessments.models import ClinicSession, ClinicState


def confirmed_since(person_id: int, country: str, since: datetime) -> int:
    """Clinic sessions held on or after the day of a moment and confirmed by a supervisor, by the country of the enrolment that
    they count for, else of the institution. One query.

    What is counted is when it was held: a session held before the award is not practice since it, whenever it was confirmed.
    """
    there = Q(enrolment__country=country) | Q(enrolment=None, institution__country=country)
    rows = ClinicSession.objects.filter(there, advisor_id=person_id, state=ClinicState.CONFIRMED)
    return rows.filter(held_on__gte=since.date()).count()
