"""A credential is renewed: when it may be, what it asks for, until when it then holds, and who is reminded."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from certificates import errors
from certificates.api import answer, open_renewal
from certificates.models import Award, Credential
from certificates.renewal import end_of
from certificates.selectors.certificates import path
from certificates.services.renewal_reminders import remind_of_expiry
from courses.models import Enrolment
from lms.institutions.api import person_card
from lms.institutions.models import Membership, Person
from lms.messages.api import NothingToSay
from lms.messages.models import Message
from lms.messages.rendering import write_words
from tests.certificates.conftest import Programme
from tests.certificates.deciding import issue_now
from tests.conftest import House

LIMA = ZoneInfo("America/Lima")
AsPerson = Callable[[Person], Client]
GRANTED = datetime(2026, 3, 15, 15, tzinfo=UTC)  # last day 15 March 2029, opens on 15 September 2028
INSIDE = datetime(2028, 10, 1, 15, tzinfo=UTC)
AFTER = datetime(2029, 5, 2, 15, tzinfo=UTC)


@pytest.fixture
def first(programme_: Programme, andes: House) -> Award:
    """Elena's award of March 2026, with its paper issued."""
    with travel(GRANTED, tick=False):
        award = programme_.complete_all(andes.advisor, andes.institution)
        issue_now(award)
    return award


def finish(programme_: Programme, person: Person, round: int = 2) -> None:
    """Complete what was opened."""
    from courses import events
    from courses.api import announce

    for enrolment in Enrolment.objects.filter(person=person, round=round, state="active").order_by("pk"):
        completion = programme_.write_completion(enrolment)
        announce(events.course_completed, completion_id=completion.pk)


def test_before_the_window_it_can_not_be_opened(first: Award, andes: House) -> None:
    with travel(datetime(2028, 9, 15, 4, 59, tzinfo=UTC), tick=False), pytest.raises(errors.RenewalTooEarly) as refused:
        open_renewal(award_id=first.pk, by=andes.advisor.pk)
    assert "15 de septiembre de 2028" in refused.value.sentence() or "15 September 2028" in refused.value.sentence()
    with travel(datetime(2028, 9, 15, 5, tzinfo=UTC), tick=False):
        assert len(open_renewal(award_id=first.pk, by=andes.advisor.pk)) == 2


def test_done_inside_the_window_it_goes_on_from_the_old_end(first: Award, andes: House, programme_: Programme) -> None:
    with travel(INSIDE, tick=False):
        made = open_renewal(award_id=first.pk, by=andes.advisor.pk)
        assert open_renewal(award_id=first.pk, by=andes.advisor.pk) == made  # a double click
        assert set(Enrolment.objects.filter(pk__in=made).values_list("purpose", "round")) == {("renewal", 2)}
        found = path(andes.advisor.pk, programme_.credential_id, "PE")
        assert not found.complete
        assert [one.code for one in found.requirements[:2]] == ["course_open", "course_open"]
        finish(programme_, andes.advisor)
        second = Award.objects.get(round=2)
        assert second.expires_at == end_of(date(2032, 3, 15), LIMA)
        assert second.lms_completions.count() == 2
        with pytest.raises(errors.AlreadyRenewed):
            open_renewal(award_id=first.pk, by=andes.advisor.pk)


def test_missed_the_whole_path_is_asked_again_and_the_term_begins_anew(
    first: Award, andes: House, programme_: Programme
) -> None:
    with travel(AFTER, tick=False):
        made = open_renewal(award_id=first.pk, by=andes.advisor.pk)
        assert set(Enrolment.objects.filter(pk__in=made).values_list("purpose", "round")) == {("first", 2)}
        finish(programme_, andes.advisor)
        assert Award.objects.get(round=2).expires_at == end_of(date(2032, 5, 2), LIMA)


def test_begun_inside_and_finished_after_it_begins_anew(first: Award, andes: House, programme_: Programme) -> None:
    with travel(INSIDE, tick=False):
        open_renewal(award_id=first.pk, by=andes.advisor.pk)
    with travel(AFTER, tick=False):
        finish(programme_, andes.advisor)
        assert Award.objects.get(round=2).expires_at == end_of(date(2032, 5, 2), LIMA)


def test_the_old_paper_says_replaced_as_soon_as_the_new_one_is_issued(
    first: Award, andes: House, programme_: Programme
) -> None:
    old = first.lms_certificates.get().serial
    with travel(INSIDE, tick=False):
        open_renewal(award_id=first.pk, by=andes.advisor.pk)
        finish(programme_, andes.advisor)
        assert answer(old).standing.state == "current"  # the new one is still being drawn
        new = issue_now(Award.objects.get(round=2)).serial
        assert answer(old).standing.state == "superseded"
        assert answer(new).standing.state == "current"
    with travel(AFTER, tick=False):
        assert answer(old).standing.state == "superseded"


def test_a_paper_that_had_ended_before_stays_expired(first: Award, andes: House, programme_: Programme) -> None:
    old = first.lms_certificates.get().serial
    with travel(AFTER, tick=False):
        open_renewal(award_id=first.pk, by=andes.advisor.pk)
        finish(programme_, andes.advisor)
        issue_now(Award.objects.get(round=2))
        assert answer(old).standing.state == "expired"


def test_a_suspended_or_revoked_award_is_not_renewed(
    first: Award, andes: House, programme_: Programme, decide: Callable[..., int]
) -> None:
    with travel(INSIDE, tick=False):
        open_renewal(award_id=first.pk, by=andes.advisor.pk)
        decide("suspend", first, "review")
        finish(programme_, andes.advisor)
        assert Award.objects.count() == 1
        found = path(andes.advisor.pk, programme_.credential_id, "PE")
        assert [one.code for one in found.requirements if not one.met] == ["held_suspended"]
        with pytest.raises(errors.MoveRefused):
            open_renewal(award_id=first.pk, by=andes.advisor.pk)
        decide("reinstate", first)
        from certificates.services.granting import sweep_entitled

        assert sweep_entitled() == 1
        assert Award.objects.get(round=2).expires_at == end_of(date(2032, 3, 15), LIMA)


def test_nothing_renews_what_holds_for_ever_or_has_no_renewal(first: Award, andes: House, programme_: Programme) -> None:
    Credential.objects.update(renewal_opens_months=0)
    with travel(INSIDE, tick=False), pytest.raises(errors.NoRenewal):
        open_renewal(award_id=first.pk, by=andes.advisor.pk)


def test_who_left_every_institution_needs_one(first: Award, andes: House) -> None:
    Membership.objects.filter(person=andes.advisor).update(until=INSIDE - timedelta(days=30))
    with travel(INSIDE, tick=False), pytest.raises(errors.NoInstitution):
        open_renewal(award_id=first.pk, by=andes.advisor.pk)


def test_the_holder_begins_it_on_the_page(first: Award, andes: House, as_person: AsPerson, sur: House) -> None:
    url = reverse("lms:certificates:certificate-list")
    renew = reverse("lms:certificates:renewal-open", args=[first.pk])
    with travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False):
        page = as_person(andes.advisor).get(url).content.decode()
        assert "Puede renovarlo desde el 15 de septiembre de 2028" in page
        assert renew not in page
    with travel(INSIDE, tick=False):
        client = as_person(andes.advisor)
        assert renew in client.get(url).content.decode()
        for stranger in (andes.advisor2, andes.coordinator, sur.advisor):
            assert as_person(stranger).post(renew).status_code == 404
        assert client.post(renew).status_code == 302
        page = client.get(url).content.decode()
        assert "Renovación: Fundamentos de PI para asesores" in page
        assert renew not in page


# Reminders ------------------------------------------------------------------------------------------------------------
def told() -> list[str]:
    return list(Message.objects.filter(kind="award_expiring").order_by("pk").values_list("speaks_of", flat=True))


def on(day: date) -> Any:
    return travel(datetime(day.year, day.month, day.day, 15, tzinfo=UTC), tick=False)


def test_reminders_go_out_90_30_and_7_days_before_each_once(first: Award) -> None:
    last = date(2029, 3, 15)
    for left in (120, 91, 90, 89, 60, 30, 29, 8, 7, 3, 0, -1):
        with on(last - timedelta(days=left)):
            remind_of_expiry()
            remind_of_expiry()
    assert told() == [f"award:{first.pk}:2029-03-15:{days}" for days in (90, 30, 7)]


def test_a_moved_end_is_spoken_of_anew(first: Award, andes: House) -> None:
    with on(date(2029, 3, 10)):
        remind_of_expiry()
        [mail] = Message.objects.filter(kind="award_expiring")
        Award.objects.filter(pk=first.pk).update(expires_at=end_of(date(2029, 6, 1), LIMA))
        with pytest.raises(NothingToSay):  # what was to be said is no longer true
            write_words(kind=mail.kind, person=person_card(andes.advisor.pk), params=mail.params)
    with on(date(2029, 3, 20)):
        remind_of_expiry()
    assert told() == [f"award:{first.pk}:2029-03-15:7", f"award:{first.pk}:2029-06-01:90"]


def test_who_has_renewed_or_is_suspended_hears_nothing(
    first: Award, andes: House, programme_: Programme, decide: Callable[..., int]
) -> None:
    with travel(INSIDE, tick=False):
        decide("suspend", first, "review")
    with on(date(2029, 3, 10)):
        remind_of_expiry()
        assert told() == []
        decide("reinstate", first)
        open_renewal(award_id=first.pk, by=andes.advisor.pk)
        finish(programme_, andes.advisor)
        remind_of_expiry()
        assert told() == []


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("es", ("vale hasta el 15 de marzo de 2029", "Ya puede renovarlo")),
        ("en", ("valid until 15 March 2029", "You can renew it now")),
    ],
)
def test_the_reminder_is_written_in_the_holder_s_language(
    first: Award, andes: House, language: str, says: tuple[str, str]
) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(language=language)
    with on(date(2029, 3, 10)):
        remind_of_expiry()
        mail = Message.objects.get(kind="award_expiring")
        words = write_words(kind=mail.kind, person=person_card(andes.advisor.pk), params=mail.params)
    for part in says:
        assert part in f"{words.subject} {words.text}"
    assert says[1] in words.html
