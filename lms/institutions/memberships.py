"""Which open role is meant, for who ends it on somebody's word; which people addresses are of."""

from collections.abc import Collection

from django.db.models.functions import Lower

from lms.institutions.models import Membership, Person


def membership_in_cohort(person_id: int, cohort_id: int, role: str) -> int | None:
    """The id of a person's open role in one cohort; None without it. One query."""
    rows = Membership.objects.filter(person_id=person_id, cohort_id=cohort_id, role=role, until=None)
    return rows.values_list("pk", flat=True).first()


def persons_by_email(emails: Collection[str]) -> dict[str, int]:
    """{address in lower case: person} of those that are known. One query, none without addresses."""
    wanted = {email.lower() for email in emails if email}
    if not wanted:
        return {}
    rows = Person.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    return dict(rows.values_list("address", "pk"))
