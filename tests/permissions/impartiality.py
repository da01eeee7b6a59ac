"""Interests that an institution's assessor declares, in an institution and a person that no sample is of."""

from typing import Any, Final

from lms.institutions.models import Institution, Interest, Person
from tests.conftest import House

COUSIN: Final = "cousin@third.test"


def impartiality_samples(house: House) -> dict[str, Any]:
    """Of one institution's assessor."""
    third, _made = Institution.objects.get_or_create(
        key="third", defaults={"names": {"es": "Tercera casa", "en": "Third house"}, "country": "MX", "time_zone": "UTC"}
    )
    one = Interest.objects.create(person=house.assessor, institution=third, kind="commercial", declared_by=house.assessor)
    cousin, _made = Person.objects.get_or_create(email=COUSIN, given_name="Prima", country="MX")
    Interest.objects.create(person=house.assessor, about=cousin, kind="family", declared_by=house.assessor)
    return {"interest_id": one.pk}


def impartiality_bodies() -> dict[str, Any]:
    """A body for each POST of these pages."""
    return {
        "lms:institutions:interest-list": {"kind": "family", "email": "coordinator@andes.test"},
        "lms:institutions:interest-end-with": {"email": COUSIN},
    }
