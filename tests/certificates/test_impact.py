"""Certificates in the impact set of a change of the law: by what was taught, each once, the suspended ones asked nothing."""

import pytest

from certificates.impact import certificates_touched
from certificates.models import Award, AwardState, Certificate
from courses.models import Completion
from tests.certificates.conftest import Programme
from tests.conftest import House

pytestmark = pytest.mark.django_db


def manifests(*awards: Award) -> dict[str, list[int]]:
    rows = Completion.objects.filter(lms_awards__award__in=awards).values_list("enrolment__country", "manifest_id")
    found: dict[str, list[int]] = {}
    for country, manifest in sorted(set(rows)):
        found.setdefault(country, []).append(manifest)
    return found


def serial(award: Award) -> str:
    return str(Certificate.objects.get(award=award).serial)


def test_a_certificate_over_two_courses_is_found_once_with_its_institution(
    programme_: Programme, andes: House, sur: House
) -> None:
    mine = programme_.complete_all(andes.advisor, andes.institution)
    other = programme_.complete_all(sur.advisor, sur.institution)
    (group,) = certificates_touched(manifests=manifests(mine), asks=True)
    assert (group.country, group.institution_id, group.state, group.keys) == (
        "PE",
        andes.institution.pk,
        "to ask",
        serial(mine),
    )
    assert serial(other) not in group.keys
    assert [one.state for one in certificates_touched(manifests=manifests(mine), asks=False)] == ["nothing"]
    assert certificates_touched(manifests={"PE": []}, asks=True) == []


def test_who_holds_a_suspended_award_is_asked_nothing(programme_: Programme, andes: House) -> None:
    awards = [programme_.complete_all(person, andes.institution) for person in (andes.advisor, andes.advisor2)]
    Award.objects.filter(pk=awards[1].pk).update(state=AwardState.SUSPENDED)
    found = {group.state: group.keys for group in certificates_touched(manifests=manifests(*awards), asks=True)}
    assert found == {"to ask": serial(awards[0]), "nothing": serial(awards[1])}
