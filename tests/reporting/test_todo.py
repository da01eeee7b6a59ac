"""A submitted report waits for the right people: an endorsement of its own country, a decision of WIPO, and nobody twice."""

from collections.abc import Callable

from django.utils import translation

from lms.institutions import api as institutions
from lms.institutions.models import Person
from lms.reporting.api import todo
from lms.reporting.models import ReportEdition
from lms.reporting.services import review
from tests.conftest import House


def _whys(person: Person) -> list[str]:
    with translation.override("en"):
        return [line.why for line in todo(institutions.scope(person.pk))]


def test_a_focal_point_is_asked_to_endorse_once_and_the_reviewer_to_decide(
    andes: House, sur: House, programme: dict[str, Person], make_edition: Callable[..., ReportEdition]
) -> None:
    focal, reviewer = programme["focal"], programme["reviewer"]  # the focal point is of Peru, as andes is
    for house in (andes, sur):
        review.submit_report(edition_id=make_edition(house).pk, by=house.coordinator.pk)
    assert _whys(focal) == ["Submitted; your endorsement is asked for."]
    assert all("the national focal point may answer until" in why for why in _whys(reviewer))
    assert len(_whys(reviewer)) == 2
    edition = ReportEdition.objects.get(report__institution=andes.institution)
    review.endorse_report(edition_id=edition.pk, by=focal.pk)
    assert _whys(focal) == []
    assert sorted(why.split(";")[1][:12] for why in _whys(reviewer)) == [" the nationa", " waits for y"]
