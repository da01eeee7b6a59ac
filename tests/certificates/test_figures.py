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
