"""Renewal by a credential's rule, leave that stops the clock, a second country; and twelve lives, day by day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from time_machine import travel

from certificates import errors
from certificates.api import answer
from certificates.models import Award, AwardExtension, Credential
from certificates.renewal import end_of
from certificates.scheme_errors import RuleRefused
from certificates.selectors.certificates import path
from certificates.services.credentials import define_credential
from certificates.services.reissuing import forget_person
from courses.models import Enrolment
from lms.audit.models import AuditEvent, BookEntry
from lms.institutions.api import moved_by_leave, record_leave
from lms.institutions.models import Person
from tests.certificates.conftest import Programme
from tests.certificates.lives import Life, Step, life, live, noon
from tests.certificates.scheming import people
from tests.conftest import House

__all__ = ["life", "people"]
LIMA = ZoneInfo("America/Lima")
AsPerson = Callable[[Person], Client]


def grant(life: Life) -> None:
    life.grant()


def too_early(life: Life) -> None:
    with pytest.raises(errors.RenewalTooEarly):
        life.open()


# Every first award is granted on 15 March 2026 in Lima: its last day is 15 March 2029, its renewal opens on 15 September 2028.
LIVES: dict[str, tuple[list[Step], list[tuple[str, str, str]]]] = {
    "lives out its term": (
        [],
        [("2026-03-15", "first", "current"), ("2029-03-15", "first", "current"), ("2029-03-16", "first", "expired")],
    ),
    "the law changes and is reviewed in time": (
        [("2027-01-10", Life.law_changes), ("2027-02-01", Life.refresh)],
        [
            ("2027-01-09", "first", "current"), ("2027-01-11", "first", "update_due"), ("2027-02-01", "first", "current"),
            ("2029-03-16", "first", "expired"),
        ],
    ),
    "the law changes, is reviewed late, and keeps a renewal waiting": (
        [
            ("2027-01-10", lambda life: life.law_changes(60)), ("2028-10-01", Life.open), ("2028-10-01", Life.sessions),
            ("2028-10-20", Life.finish_courses), ("2028-11-02", Life.refresh), ("2028-11-02", Life.sweep),
        ],
        [
            ("2027-03-10", "first", "update_due"), ("2027-03-11", "first", "lapsed"), ("2028-10-20", "first", "lapsed"),
            ("2028-11-02", "second", "current"), ("2028-11-02", "first", "superseded"), ("2032-03-15", "second", "current"),
            ("2032-03-16", "second", "expired"),
        ],
    ),
    "renewed in its window, after asking a day too early": (
        [
            ("2028-09-14", too_early), ("2028-09-15", Life.open), ("2028-09-15", Life.sessions), ("2028-11-01", Life.finish),
        ],
        [
            ("2028-09-15", "first", "current"), ("2028-11-01", "first", "superseded"), ("2028-11-01", "second", "current"),
            ("2029-03-16", "first", "superseded"), ("2032-03-15", "second", "current"), ("2032-03-16", "second", "expired"),
        ],
    ),
    "comes back late: the whole path, and the term begins anew": (
        [("2029-05-02", Life.open), ("2029-06-10", Life.finish)],
        [
            ("2029-05-02", "first", "expired"), ("2029-06-10", "first", "expired"), ("2029-06-10", "second", "current"),
            ("2032-06-10", "second", "current"), ("2032-06-11", "second", "expired"),
        ],
    ),
    "on leave in its window": (  # 60 days: the last day is 14 May 2029, the window opened on 15 September all the same
        [
            ("2028-10-01", lambda life: life.leave("2028-12-01", "2029-01-29")), ("2028-10-02", Life.open),
            ("2028-10-03", Life.sessions), ("2029-04-10", Life.finish),
        ],
        [
            ("2029-03-16", "first", "current"), ("2029-04-09", "first", "current"), ("2029-04-10", "second", "current"),
            ("2032-05-14", "second", "current"), ("2032-05-15", "second", "expired"),
        ],
    ),
    "on leave when it would end": (  # 30 days from 6 March to 4 April: the last day is 14 April 2029
        [("2029-02-01", lambda life: life.leave("2029-03-06", "2029-04-04"))],
        [
            ("2029-03-15", "first", "current"), ("2029-03-16", "first", "current"), ("2029-04-14", "first", "current"),
            ("2029-04-15", "first", "expired"),
        ],
    ),
    "suspended in its window": (
        [
            ("2028-10-01", lambda life: life.suspend(until="2028-12-01")), ("2028-12-02", Life.open),
            ("2028-12-02", Life.sessions), ("2028-12-20", Life.finish),
        ],
        [
            ("2028-10-01", "first", "suspended"), ("2028-11-30", "first", "suspended"), ("2028-12-01", "first", "current"),
            ("2028-12-20", "first", "superseded"), ("2028-12-20", "second", "current"), ("2032-03-16", "second", "expired"),
        ],
    ),
    "reduced to a part, and whole again": (
        [
            ("2027-05-01", Life.reduce), ("2027-09-01", Life.law_changes), ("2027-09-10", Life.refresh),
            ("2027-10-01", Life.reinstate),
        ],
        [
            ("2027-05-01", "first", "reduced"), ("2027-09-02", "first", "reduced"), ("2027-10-01", "first", "current"),
            ("2029-03-16", "first", "expired"),
        ],
    ),
    "a second country, that holds no longer than the first": (
        [
            ("2027-06-01", Life.add_country), ("2027-07-01", lambda life: life.finish("country")),
            ("2027-08-01", Life.law_changes), ("2027-10-01", Life.suspend), ("2027-11-01", Life.reinstate),
            ("2027-11-02", Life.refresh),
        ],
        [
            ("2027-07-01", "country", "current"), ("2027-07-01", "first", "current"),
            ("2027-08-02", "first", "update_due"), ("2027-08-02", "country", "current"),  # a change of Peru's law alone
            ("2027-10-01", "first", "suspended"), ("2027-10-01", "country", "suspended"), ("2027-11-01", "country", "current"),
            ("2029-03-15", "country", "current"), ("2029-03-16", "country", "expired"), ("2029-03-16", "first", "expired"),
        ],
    ),
    "issued again under a corrected name, then revoked": (
        [("2026-08-01", Life.correct_name), ("2027-02-01", Life.revoke)],
        [
            ("2026-08-01", "first", "superseded"), ("2026-08-01", "second", "current"), ("2027-02-01", "second", "revoked"),
            ("2027-02-01", "first", "revoked"), ("2030-01-01", "second", "revoked"),
        ],
    ),
    "a new code of conduct is not accepted in time": (
        [
            ("2026-03-14", Life.ask_conduct), ("2027-01-10", Life.publish_conduct), ("2027-03-01", Life.accept_conduct),
            ("2028-01-10", Life.publish_conduct), ("2028-01-20", Life.accept_conduct),
        ],
        [
            ("2027-02-08", "first", "current"), ("2027-02-09", "first", "suspended"), ("2027-02-28", "first", "suspended"),
            ("2027-03-01", "first", "current"), ("2028-01-11", "first", "current"), ("2028-03-01", "first", "current"),
            ("2029-03-16", "first", "expired"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
def test_time_machine_table_of_twelve_lives_gives_the_stated_states(life: Life, name: str) -> None:
    steps, says = LIVES[name]
    live(life, [("2026-03-15", grant), *steps], says)


def test_there_are_twelve() -> None:
    assert len(LIVES) == 12


# The rule ---------------------------------------------------------------------------------------------------------------
def test_a_renewal_asks_the_courses_sessions_and_reviews_of_its_rule_and_nothing_else(life: Life) -> None:
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
    with travel(noon("2027-03-15"), tick=False):
        life.sessions(1)
    with travel(noon("2028-10-01"), tick=False):
        life.open()
        assert list(Enrolment.objects.filter(round=2).values_list("course__key", "purpose")) == [("letter", "renewal")]
        found = {one.subject: one for one in path(life.holder.pk, life.programme.credential_id, "PE").requirements}
        letter = f"course:{life.programme.courses[1].pk}"
        assert set(found) == {letter, "sessions", "refreshers", "name"}
        assert (found["sessions"].params["done"], found["sessions"].params["required"], found["sessions"].met) == (1, 3, False)
        assert found["refreshers"].met
        life.finish_courses()
        assert not Award.objects.filter(round=2).exists()
        life.sessions(2)  # the last one that counts grants it
        second = Award.objects.get(round=2)
        assert second.expires_at == end_of(date(2032, 3, 15), LIMA)
        rests_on = second.lms_completions.values_list("completion__enrolment__course__key", "completion__enrolment__round")
        assert set(rests_on) == {("letter", 2), ("brands", 1)}  # a change of the law on the other course still counts
        assert [one["subject"] for one in second.path["requirements"]] == [letter, "sessions", "refreshers", "name"]


def test_sessions_held_before_the_award_count_for_nothing(life: Life) -> None:
    with travel(noon("2026-03-10"), tick=False):
        life.sessions(5)
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
    with travel(noon("2028-10-01"), tick=False):
        life.open()
        [one] = [r for r in path(life.holder.pk, life.programme.credential_id, "PE").requirements if r.subject == "sessions"]
        assert one.params["done"] == 0


def test_the_holder_reads_why_not_yet(life: Life, as_person: AsPerson) -> None:
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
    with travel(noon("2028-10-01"), tick=False):
        life.open()
        life.holder.language = "en"
        life.holder.save()
        page = as_person(life.holder).get(reverse("lms:certificates:certificate-list")).content.decode()
        assert "0 of 3 sessions confirmed since the award before." in page or "0 de 3 sesiones" in page


@pytest.mark.parametrize(
    "rule",
    [
        {"courses": ["nothing"]}, {"courses": []}, {"sessions": -1}, {"sessions": True}, {"sessions": 201}, {"refreshers": 1},
        {"endorsement": "letter"}, {"every": 36},
    ],
)  # fmt: skip
def test_a_rule_that_can_not_be_is_refused(programme_: Programme, rule: dict[str, Any]) -> None:
    with pytest.raises(RuleRefused):
        define_credential(
            key="foundations", titles={"es": "F", "en": "F"}, claim="assessed_certificate", validity_months=36,
            course_ids=[one.pk for one in programme_.courses], renewal=rule,
        )  # fmt: skip
    assert Credential.objects.get().renewal == {}


# Leave ------------------------------------------------------------------------------------------------------------------
def test_each_move_of_an_end_is_a_row_an_audit_row_and_a_line_in_the_book(life: Life, client: Client) -> None:
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
    with travel(noon("2027-01-01"), tick=False):
        life.leave("2027-02-01", "2027-02-28")
        life.leave("2027-02-20", "2027-03-10")  # ten days of it are new
        award = life.award()
        assert (award.leave_days, award.expires_at) == (38, end_of(date(2029, 4, 22), LIMA))
        page = client.get(reverse("lms:certificates:verify-detail", args=[life.serials["first"]]) + "?language=en")
        assert "22 April 2029" in page.content.decode()
        assert "15 March 2029" not in page.content.decode()
        assert "The paper prints another last day" in page.content.decode() or "El documento" in page.content.decode()
        body = client.get(
            reverse("lms:certificates:verify-detail", args=[life.serials["first"]]), headers={"accept": "application/json"}
        ).json()
        assert body["valid_until"] == "2029-04-22"
        assert "leave" not in str(body)
        life.take_leave_back()
    rows = list(AwardExtension.objects.values_list("number", "days", "leaves"))
    assert rows == [
        (1, 28, [["2027-02-01", "2027-02-28"]]), (2, 38, [["2027-02-01", "2027-03-10"]]),
        (3, 28, [["2027-02-01", "2027-02-28"]]),
    ]  # fmt: skip
    assert life.award().expires_at == end_of(date(2029, 4, 12), LIMA)
    assert AuditEvent.objects.filter(act="award.moved_by_leave").count() == 3
    assert BookEntry.objects.filter(act="award.moved_by_leave", subject=life.serials["first"]).count() == 3
    forget_person(person_id=life.holder.pk)
    assert list(AwardExtension.objects.values_list("days", "leaves")) == [(28, []), (38, []), (28, [])]


def test_leave_that_is_noted_after_the_end_revives_and_taking_it_back_ends_it_again(life: Life) -> None:
    live(
        life,
        [
            ("2026-03-15", grant), ("2029-04-01", lambda one: one.leave("2028-01-01", "2028-01-31")),
            ("2029-04-03", Life.take_leave_back),
        ],
        [
            ("2029-03-31", "first", "expired"), ("2029-04-01", "first", "current"), ("2029-04-02", "first", "current"),
            ("2029-04-03", "first", "expired"),
        ],
    )  # fmt: skip


def test_leave_noted_before_the_award_is_in_the_paper_and_in_the_register(life: Life) -> None:
    with travel(noon("2026-03-01"), tick=False):
        life.leave("2026-03-10", "2026-03-24")  # nine days of it come after the day of the award
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
    award = life.award()
    assert (award.leave_days, award.expires_at) == (9, end_of(date(2029, 3, 24), LIMA))
    assert award.lms_certificates.get().fields["valid_until"] == "2029-03-24"
    assert not answer(life.serials["first"]).moved


def test_coordinators_note_leave_for_their_people_and_not_for_themselves_or_others(
    life: Life, andes: House, sur: House, as_person: AsPerson
) -> None:
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
    url = reverse("lms:institutions:leave-list", args=[andes.institution.pk])
    with travel(noon("2027-01-01"), tick=False):
        client = as_person(andes.coordinator)
        days = {"starts_on": "2027-02-01", "ends_on": "2027-02-10"}
        assert client.post(url, {**days, "person": andes.coordinator.pk}).status_code == 422
        assert client.post(url, {**days, "person": sur.advisor.pk}).status_code == 422
        assert client.post(url, {**days, "person": life.holder.pk, "ends_on": "2027-01-10"}).status_code == 422
        assert as_person(sur.coordinator).post(url, {**days, "person": life.holder.pk}).status_code == 404
        assert client.post(url, {**days, "person": life.holder.pk}).status_code == 302
        assert life.award().leave_days == 10
        [leave] = life.holder.lms_leaves.all()
        remove = reverse("lms:institutions:leave-remove", args=[andes.institution.pk, leave.pk])
        assert as_person(sur.coordinator).post(remove).status_code == 404
        assert client.post(remove).status_code == 302
        assert life.award().leave_days == 0


def test_the_time_for_a_review_stands_still_too(life: Life) -> None:
    live(
        life,
        [
            ("2026-03-15", grant), ("2027-01-10", lambda one: one.law_changes(60)),
            ("2027-02-01", lambda one: one.leave("2027-02-10", "2027-03-01")),  # twenty days: due on 31 March
        ],
        [("2027-03-12", "first", "update_due"), ("2027-03-30", "first", "update_due"), ("2027-03-31", "first", "lapsed")],
    )  # fmt: skip


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
LEAVES = st.lists(st.tuples(DAYS, st.integers(0, 60)).map(lambda one: (one[0], one[0] + timedelta(days=one[1]))), max_size=5)


@given(LEAVES, st.integers(1, 400))
def test_as_many_days_are_left_to_work_as_the_term_had(leaves: list[tuple[date, date]], term: int) -> None:
    """From the day of the award to the moved end, the days that are no leave are those of the term, but for a leave that
    begins after the end."""
    granted = date(2026, 6, 1)
    last = granted + timedelta(days=term)
    end, counted = moved_by_leave(granted, last, leaves)
    away = {first + timedelta(days=n) for first, until in leaves for n in range((until - first).days + 1)}
    in_term = {granted + timedelta(days=n + 1) for n in range((end - granted).days)}
    assert len(in_term - away) == term
    assert (end - last).days == sum((until - first).days + 1 for first, until in counted)
    assert moved_by_leave(granted, last, list(reversed(leaves))) == (end, counted)


def test_a_leave_may_not_last_for_ever(life: Life) -> None:
    from lms.institutions.errors import LeaveOutOfOrder

    for last in (date(2026, 12, 31), date(2031, 1, 1)):
        with pytest.raises(LeaveOutOfOrder):
            record_leave(person_id=life.holder.pk, starts_on=date(2027, 1, 1), ends_on=last, by=life.holder.pk)
