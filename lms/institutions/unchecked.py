"""Who has not looked at the register of interests within the year."""

from collections.abc import Collection
from datetime import datetime

from lms.institutions.impartiality import CHECK_EVERY
from lms.institutions.models import InterestCheck


def interests_unchecked(persons: Collection[int], at: datetime) -> set[int]:
    """Those of these people who never looked at their interests, or not within a year of that moment. One query."""
    looked = InterestCheck.objects.filter(person_id__in=list(persons), at__gt=at - CHECK_EVERY, at__lte=at)
    return set(persons) - set(looked.values_list("person_id", flat=True))
