"""An award is granted once, when the last course of a credential is completed, whoever announces it and how often."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from certificates.api import path, sweep_entitled
from certificates.models import Award, AwardCompletion, AwardEvent, Certificate
from certificates.renewal import expiry
from certificates.serial import is_well_formed
from courses import events
from courses.api import announce
from lms.audit.models import AuditEvent, BookEntry
from lms.institutions.models import Person
from tests.certificates.conftest import Programme
from tests.conftest import House


def test_the_first_course_alone_grants_nothing(programme_: Programme, andes: House) -> None:
    programme_.complete(andes.advisor, andes.institution, programme_.courses[0])
    assert not Award.objects.exists()


def test_the_last_course_grants_one_award_with_its_certificate_pending(programme_: Programme, andes: House) -> None:
    award = programme_.complete_all(andes.advisor, andes.institution)
    assert (award.country, award.round, award.state) == ("PE", 1, "granted")
    assert award.institution == andes.institution
    assert AwardCompletion.objects.filter(award=award).count() == 2
    event = AwardEvent.objects.get(award=award)
    assert (event.number, event.act) == (1, "granted")
    certificate = Certificate.objects.get(award=award)
    assert (certificate.state, certificate.edition) == ("pending", 1)
    assert is_well_formed(certificate.serial)
    assert certificate.fields["name"] == andes.advisor.certificate_name


def test_granting_is_audited_and_stands_in_the_book(programme_: Programme, andes: House) -> None:
    award = programme_.complete_all(andes.advisor, andes.institution)
    assert AuditEvent.objects.get(act="award.granted").subject_id == str(award.pk)
    entry = BookEntry.objects.get(act="award.granted")
    assert (entry.digest, entry.subject) == (award.digest, Certificate.objects.get().serial)


def test_the_path_that_was_shown_is_the_path_that_is_stored(programme_: Programme, andes: House) -> None:
    award = programme_.complete_all(andes.advisor, andes.institution)
    stored = award.path
    assert stored["complete"]
    shown = path(andes.advisor.pk, programme_.credential_id, "PE").as_json()
    assert stored["requirements"] == shown["requirements"]


def test_the_same_event_twice_grants_one_award(programme_: Programme, andes: House) -> None:
    programme_.complete(andes.advisor, andes.institution, programme_.courses[0])
    last = programme_.complete(andes.advisor, andes.institution, programme_.courses[1])
    for _ in range(3):
        announce(events.course_completed, completion_id=last.pk)
    assert Award.objects.count() == Certificate.objects.count() == AwardEvent.objects.count() == 1


def test_courses_of_two_countries_do_not_add_up(programme_: Programme, andes: House, sur: House) -> None:
    programme_.complete(andes.advisor, andes.institution, programme_.courses[0])
    programme_.complete(andes.advisor, sur.institution, programme_.courses[1])
    assert not Award.objects.exists()


def test_the_oldest_law_that_was_taught_is_the_law_of_the_award(programme_: Programme, andes: House) -> None:
    first, second = programme_.courses
    old = programme_.write_completion(programme_.enrol(andes.advisor, andes.institution, first), date(2026, 1, 31))
    announce(events.course_completed, completion_id=old.pk)
    new = programme_.write_completion(programme_.enrol(andes.advisor, andes.institution, second), date(2026, 9, 30))
    announce(events.course_completed, completion_id=new.pk)
    assert Award.objects.get().law_as_of == date(2026, 1, 31)


def test_a_renewal_is_an_award_of_the_next_round(programme_: Programme, andes: House) -> None:
    programme_.complete_all(andes.advisor, andes.institution)
    programme_.complete(andes.advisor, andes.institution, programme_.courses[0], purpose="renewal", round=2)
    assert Award.objects.count() == 1  # half of it renews nothing
    programme_.complete(andes.advisor, andes.institution, programme_.courses[1], purpose="renewal", round=2)
    assert sorted(Award.objects.values_list("round", flat=True)) == [1, 2]


def test_the_daily_sweep_grants_what_an_event_forgot(programme_: Programme, andes: House) -> None:
    for course in programme_.courses:
        programme_.write_completion(programme_.enrol(andes.advisor, andes.institution, course))
    assert not Award.objects.exists()
    assert sweep_entitled() == 1
    assert sweep_entitled() == 0
    assert Award.objects.count() == 1


def test_the_sweep_looks_past_those_who_have_one_course_only(
    programme_: Programme, andes: House, django_assert_max_num_queries: object
) -> None:
    programme_.write_completion(programme_.enrol(andes.advisor, andes.institution, programme_.courses[0]))
    programme_.complete_all(andes.advisor2, andes.institution)
    assert sweep_entitled() == 0


def test_a_path_says_what_is_missing_and_who_has_to_act(programme_: Programme, andes: House) -> None:
    programme_.complete(andes.advisor, andes.institution, programme_.courses[0])
    done, missing, name = path(andes.advisor.pk, programme_.credential_id, "PE").requirements
    assert done.met
    assert done.code == "course_done"
    assert (missing.met, missing.code, missing.waits_on) == (False, "course_not_enrolled", "coordinator")
    assert name.met
    assert not name.required


def test_a_course_that_was_begun_leads_back_to_where_it_goes_on(programme_: Programme, andes: House) -> None:
    enrolment = programme_.enrol(andes.advisor, andes.institution, programme_.courses[0])
    begun, *_ = path(andes.advisor.pk, programme_.credential_id, "PE").requirements
    assert (begun.met, begun.code, begun.waits_on) == (False, "course_open", "learner")
    assert begun.url == f"/courses/{enrolment.pk}/"


def test_without_a_name_the_award_is_granted_and_the_paper_waits(programme_: Programme, andes: House) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(certificate_name="王小明")
    award = programme_.complete_all(andes.advisor, andes.institution)
    certificate = Certificate.objects.get(award=award)
    assert (certificate.state, certificate.problem) == ("waiting", "name_letters:王小明")
    assert certificate.fields["name"] == ""


@pytest.mark.parametrize(
    ("granted", "months", "zone", "last_day"),
    [
        (datetime(2026, 11, 2, 15, tzinfo=UTC), 36, "America/Lima", date(2029, 11, 2)),
        (datetime(2026, 11, 2, 3, tzinfo=UTC), 36, "America/Lima", date(2029, 11, 1)),  # still the 1st in Lima
        (datetime(2024, 2, 29, 15, tzinfo=UTC), 12, "America/Bogota", date(2025, 2, 28)),
        (datetime(2026, 10, 31, 15, tzinfo=UTC), 1, "America/Santiago", date(2026, 11, 30)),
        (datetime(2026, 12, 31, 15, tzinfo=UTC), 24, "America/Mexico_City", date(2028, 12, 31)),
    ],
)
def test_validity_ends_with_the_same_day_of_the_month(granted: datetime, months: int, zone: str, last_day: date) -> None:
    ends = expiry(granted, months, ZoneInfo(zone))
    assert ends is not None
    local = ends.astimezone(ZoneInfo(zone))
    assert (local.hour, (local.date() - last_day).days) == (0, 1)


def test_no_months_is_for_ever() -> None:
    assert expiry(datetime(2026, 1, 1, tzinfo=UTC), 0, ZoneInfo("UTC")) is None
