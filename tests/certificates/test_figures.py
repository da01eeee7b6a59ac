"""What reports read of awards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from certificates.api import award_figures
from certificates.models import Award, AwardEvent, Certificate
from certificates.serial import in_groups
from tests.certificates.conftest import Programme
from tests.conftest import House


def test_a_report_names_a_certificate_as_its_paper_does(award: Award) -> None:
    (figure,) = award_figures(award.institution_id, until=timezone.now() + timedelta(days=1))
    assert figure.serial == in_groups(Certificate.objects.get(award=award).serial)
    assert figure.serial.count("-") == 4
    assert [act for act, _moment, _reason in figure.spells] == ["granted"]


DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def on(day: int) -> datetime:
    return START + day * DAY


@pytest.mark.parametrize(
    ("events", "expires", "spells"),
    [
        ([("reduced", 3, None)], None, [("granted", 0), ("reinstated", 3)]),  # it holds, for a part: in force is in force
        ([("suspended", 3, None), ("reduced", 5, None)], None, [("granted", 0), ("suspended", 3), ("reinstated", 5)]),
        ([("suspended", 3, 6)], None, [("granted", 0), ("suspended", 3), ("reinstated", 6)]),  # nobody wrote it down yet
        ([("suspended", 3, 6), ("resumed", 6, None)], None, [("granted", 0), ("suspended", 3), ("reinstated", 6)]),
        ([("suspended", 3, 6), ("revoked", 4, None)], None, [("granted", 0), ("suspended", 3), ("revoked", 4)]),
        ([("suspended", 3, 60)], None, [("granted", 0), ("suspended", 3)]),  # after what is counted
        ([("suspended", 3, 9)], 5, [("granted", 0), ("suspended", 3), ("expired", 5)]),  # what has ended does not come back
        ([("suspended", 3, None), ("reinstated", 8, None)], 5, [("granted", 0), ("suspended", 3), ("expired", 5)]),
        ([], 40, [("granted", 0)]),
    ],
)
def test_a_report_counts_as_in_force_what_holds(
    programme_: Programme,
    andes: House,
    events: list[tuple[str, int, int | None]],
    expires: int | None,
    spells: list[tuple[str, int]],
) -> None:
    with travel(START, tick=False):
        award = programme_.complete_all(andes.advisor, andes.institution)
    for number, (act, day, until) in enumerate(events, start=2):
        AwardEvent.objects.create(award=award, number=number, act=act, effective_at=on(day), until=on(until) if until else None)
    Award.objects.filter(pk=award.pk).update(expires_at=on(expires) if expires else None)
    (figure,) = award_figures(award.institution_id, until=on(30))
    said = [(act, (moment - START).days) for act, moment, _reason in figure.spells]
    assert said == spells


def _rounds(programme_: Programme, andes: House, second: House, *, renewed: int, ends: int) -> list[list[tuple[str, int]]]:
    """Granted on day 0 until day `ends`, again on day `renewed` with the second institution until day 60; by day 90."""
    with travel(START, tick=False):
        award = programme_.complete_all(andes.advisor, andes.institution)
    Award.objects.filter(pk=award.pk).update(expires_at=on(ends))
    with travel(on(renewed), tick=False):
        for course in programme_.courses:
            programme_.complete(andes.advisor, second.institution, course, round=2, country="PE")
    Award.objects.filter(person=andes.advisor, round=2).update(expires_at=on(60))
    houses = [andes] if second is andes else [andes, second]
    return [
        [(act, (moment - START).days) for act, moment, _reason in figure.spells]
        for house in houses
        for figure in award_figures(house.institution.pk, until=on(90))
    ]


def test_a_renewal_before_the_end_counts_as_nothing(programme_: Programme, andes: House) -> None:
    """F11: one certificate in force before and after, not two."""
    [spells] = _rounds(programme_, andes, andes, renewed=25, ends=30)
    assert spells == [("granted", 0), ("granted", 25), ("expired", 60)]


def test_a_certificate_taken_again_after_its_end_is_another_one(programme_: Programme, andes: House) -> None:
    spells = _rounds(programme_, andes, andes, renewed=40, ends=30)
    assert spells == [[("granted", 0), ("expired", 30)], [("granted", 40), ("expired", 60)]]


def test_renewed_with_another_institution_it_counts_there_only(programme_: Programme, andes: House, sur: House) -> None:
    spells = _rounds(programme_, andes, sur, renewed=25, ends=30)
    assert spells == [[("granted", 0), ("expired", 25)], [("granted", 25), ("expired", 60)]]
