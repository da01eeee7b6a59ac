"""What reports read of awards."""

from datetime import timedelta

from django.utils import timezone

from certificates.api import award_figures
from certificates.models import Award, Certificate
from certificates.serial import in_groups


def test_a_report_names_a_certificate_as_its_paper_does(award: Award) -> None:
    (figure,) = award_figures(award.institution_id, until=timezone.now() + timedelta(days=1))
    assert figure.serial == in_groups(Certificate.objects.get(award=award).serial)
    assert figure.serial.count("-") == 4
    assert [act for act, _moment, _reason in figure.spells] == ["granted"]
