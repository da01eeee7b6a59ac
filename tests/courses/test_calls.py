"""A cohort opens by call: applied for, committed to, scored, decided; the seats that get free."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses import call_errors as errors
from courses.calling import Criterion
from courses.models import Application, ApplicationScore, Call, CohortCourse, CommitmentPaper, Enrolment
from courses.selectors.calls import call_figures, own_token, superior_token
from courses.services import applications, calls
from courses.services.call_retention import forget_applications, purge_applications
from lms.institutions import api as institutions
from lms.institutions.models import Membership, Person
from lms.jobs.models import Job
from tests.assessments import files
from tests.conftest import House, make_person

OPEN = datetime(2026, 3, 10, 15, tzinfo=UTC)
AFTER = datetime(2026, 3, 21, 15, tzinfo=UTC)
CRITERIA = [
    Criterion("1", {"es": "Experiencia", "en": "Experience"}, 3, 5), Criterion("2", {"es": "Motivo", "en": "Motive"}, 1, 5),
]  # fmt: skip
WORDS = "Asesoro a talleres de costura desde hace seis años y quiero que registren sus marcas antes de vender fuera."


def draft(house: House, by: Person, **more: Any) -> Call:
    facts: dict[str, Any] = {
        "titles": {"es": "Segundo grupo", "en": "Second group"}, "texts": {"es": "Para asesoras.", "en": "For advisors."},
        "criteria": CRITERIA, "seats": 1, "least": 50, "opens_on": date(2026, 3, 1), "closes_on": date(2026, 3, 20),
        "accept_days": 3, "needs_commitment": False, "second_scorer_id": None, **more,
    }  # fmt: skip
    return Call.objects.get(pk=calls.draft_call(cohort_id=house.cohort.pk, by=by.pk, **facts))


def published(house: House, **more: Any) -> Call:
    call = draft(house, house.coordinator, **more)
    calls.publish_call(call_id=call.pk, by=house.coordinator.pk)
    return call


def applied(call: Call, name: str) -> Application:
    ref = applications.apply(
        call_id=call.pk, email=f"{name}@fuera.test", given_name=name.title(), family_name="Prueba", position="Asesora",
        statement=WORDS, language="es", consent=True,
    )  # fmt: skip
    row = Application.objects.get(ref=ref)
    applications.confirm_application(application_id=row.pk)
    row.refresh_from_db()
    return row


def score(row: Application, by: Person, one: int, two: int = 0) -> None:
    calls.score_application(application_id=row.pk, by=by.pk, points={"1": one, "2": two}, why=f"Por su trabajo ({one}).")


def run_mail(run_jobs: Callable[[], None]) -> list[Any]:
    run_jobs()
    return mail.outbox


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    from courses.services.call_mail import write_call_mail

    def run() -> None:
        for job in Job.objects.filter(kind=applications.MAIL, state="due").order_by("pk"):
            write_call_mail(job)  # type: ignore[arg-type]
            Job.objects.filter(pk=job.pk).update(state="done")

    return run


@pytest.fixture
def call(andes: House, cohort_course: CohortCourse) -> Call:
    with time_machine.travel(OPEN, tick=False):
        return published(andes)


def decided(call: Call, house: House, *scores: tuple[str, int]) -> dict[str, Application]:
    with time_machine.travel(OPEN, tick=False):
        rows = {name: applied(call, name) for name, _points in scores}
        for name, points in scores:
            score(rows[name], house.coordinator, points)
    with time_machine.travel(AFTER, tick=False):
        calls.decide_call(call_id=call.pk, by=house.coordinator.pk)
    for row in rows.values():
        row.refresh_from_db()
    return rows


def test_the_best_gets_the_seat_is_in_the_group_and_enrolled_and_the_next_waits(call: Call, andes: House) -> None:
    rows = decided(call, andes, ("ana", 3), ("bea", 5), ("carla", 1))
    assert {name: (row.state, row.place) for name, row in rows.items()} == {
        "bea": ("selected", 1), "ana": ("not_selected", 2), "carla": ("not_selected", 3),
    }  # fmt: skip
    person = Person.objects.get(email="bea@fuera.test")
    assert Membership.objects.filter(person=person, cohort=andes.cohort, role="advisor", until=None).exists()
    assert Enrolment.objects.filter(person=person, cohort_course__cohort=andes.cohort, state="active").exists()
    assert rows["carla"].reason == "Por su trabajo (1)."
    assert str(rows["carla"].total) == "15.00"


def test_a_seat_given_back_is_offered_in_order_and_lapses_after_business_days(call: Call, andes: House) -> None:
    Call.objects.filter(pk=call.pk).update(least=0)
    rows = decided(call, andes, ("ana", 3), ("bea", 5), ("carla", 1))
    assert (rows["ana"].state, rows["carla"].state) == ("waiting", "waiting")
    with time_machine.travel(AFTER, tick=False):  # a Saturday
        applications.withdraw_application(application_id=rows["bea"].pk)
        rows["ana"].refresh_from_db()
        assert (rows["ana"].state, rows["ana"].accept_by) == ("offered", date(2026, 3, 25))
        assert not Membership.objects.filter(person__email="bea@fuera.test", until=None).exists()
        assert applications.watch_calls() == 0
    with time_machine.travel(datetime(2026, 3, 26, 15, tzinfo=UTC), tick=False):
        with pytest.raises(errors.OfferOver):
            applications.accept_offer(application_id=rows["ana"].pk)
        assert applications.watch_calls() == 1
        applications.accept_offer(application_id=rows["carla"].pk)
        applications.accept_offer(application_id=rows["carla"].pk)
        assert applications.watch_calls() == 0
    for row in rows.values():
        row.refresh_from_db()
    assert {name: row.state for name, row in rows.items()} == {"ana": "lapsed", "bea": "withdrawn", "carla": "selected"}
    assert Membership.objects.filter(person__email="carla@fuera.test", cohort=andes.cohort, until=None).count() == 1


def test_who_left_the_group_leaves_a_seat(call: Call, andes: House) -> None:
    Call.objects.filter(pk=call.pk).update(least=0)
    rows = decided(call, andes, ("ana", 3), ("bea", 5))
    held = Membership.objects.get(person__email="bea@fuera.test", until=None)
    institutions.end_membership(membership_id=held.pk, by=andes.coordinator.pk)
    with time_machine.travel(AFTER, tick=False):
        assert applications.watch_calls() == 1
    rows["ana"].refresh_from_db()
    assert rows["ana"].state == "offered"


def test_nothing_is_decided_before_the_last_day_is_over_or_while_a_score_lacks(call: Call, andes: House) -> None:
    with time_machine.travel(OPEN, tick=False):
        row = applied(call, "ana")
        with pytest.raises(errors.CallStillOpen):
            calls.decide_call(call_id=call.pk, by=andes.coordinator.pk)
    with time_machine.travel(AFTER, tick=False):
        with pytest.raises(errors.CallUnscored):
            calls.decide_call(call_id=call.pk, by=andes.coordinator.pk)
        calls.set_aside(application_id=row.pk, by=andes.coordinator.pk, reason="No asesora empresas.")
        calls.decide_call(call_id=call.pk, by=andes.coordinator.pk)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("not_selected", "No asesora empresas.")
    with pytest.raises(errors.CallSettled):
        calls.decide_call(call_id=call.pk, by=andes.coordinator.pk)


def test_without_the_commitment_of_the_superior_nobody_is_chosen(
    andes: House, cohort_course: CohortCourse, run_jobs: Callable[[], None]
) -> None:
    with time_machine.travel(OPEN, tick=False):
        call = published(andes, needs_commitment=True, seats=3)
        by_link, by_paper, nothing = (applied(call, name) for name in ("ana", "bea", "carla"))
        with pytest.raises(errors.SuperiorIsApplicant):
            applications.ask_superior(application_id=by_link.pk, name="Yo", email="ana@fuera.test")
        applications.ask_superior(application_id=by_link.pk, name="Jefa", email="jefa@fuera.test")
        by_link.refresh_from_db()
        old = superior_token(by_link)
        applications.ask_superior(application_id=by_link.pk, name="Jefa", email="otra@fuera.test")
        with pytest.raises(errors.ApplicationNotFound):
            applications.commit_superior(application_id=by_link.pk, token=old)
        by_link.refresh_from_db()
        applications.commit_superior(application_id=by_link.pk, token=superior_token(by_link))
        applications.send_commitment(application_id=by_paper.pk, name="../firmado.pdf", body=files.pdf())
        for row in (by_link, by_paper, nothing):
            score(row, andes.coordinator, 5)
    assert CommitmentPaper.objects.get(application=by_paper).name == "firmado.pdf"
    with time_machine.travel(AFTER, tick=False):
        calls.decide_call(call_id=call.pk, by=andes.coordinator.pk)
    states = dict(Application.objects.values_list("given_name", "state"))
    assert states == {"Ana": "selected", "Bea": "selected", "Carla": "not_selected"}


def test_what_is_no_paper_is_refused_as_a_commitment(andes: House, cohort_course: CohortCourse) -> None:
    with time_machine.travel(OPEN, tick=False):
        row = applied(published(andes, needs_commitment=True), "ana")
        from assessments.errors import FileRefused

        with pytest.raises(FileRefused):
            applications.send_commitment(application_id=row.pk, name="x.pdf", body=b"MZ\x90 no")
    assert not CommitmentPaper.objects.exists()


def test_an_application_counts_only_when_its_address_is_proven(
    call: Call, run_jobs: Callable[[], None], client: Client
) -> None:
    body = {"given_name": "Ana", "family_name": "Ruiz", "email": "ana@fuera.test", "position": "Asesora", "statement": WORDS,
            "consent": "on"}  # fmt: skip
    url = reverse("lms:courses:call-apply", args=[call.pk])
    with time_machine.travel(OPEN, tick=False):
        first = client.post(url, body)
        again = client.post(url, {**body, "statement": WORDS + " Otra vez."})
        assert (first.status_code, first["Location"]) == (302, again["Location"])
        row = Application.objects.get()
        assert (row.state, row.statement) == ("unconfirmed", WORDS)
        run_jobs()
        assert {tuple(one.to) for one in mail.outbox} == {("ana@fuera.test",)}
        letter = mail.outbox[0]
        link = re.search(r"https?://[^/]+(/\S+)", str(letter.body))
        assert link
        assert letter.alternatives
        page = client.get(link.group(1))
        assert "ana@fuera.test" not in str(first.content)
        assert page["Referrer-Policy"] == "no-referrer"
        client.post(link.group(1), {"act": "confirm"})
        row.refresh_from_db()
        assert row.state == "received"
        assert row.network == ""


def test_who_is_signed_in_applies_with_the_address_of_the_account(
    call: Call, sur: House, as_person: Callable[[Person], Client]
) -> None:
    body = {"given_name": "Sur", "family_name": "Dos", "email": "otro@fuera.test", "position": "Asesora", "statement": WORDS,
            "consent": "on"}  # fmt: skip
    with time_machine.travel(OPEN, tick=False):
        answer = as_person(sur.advisor).post(reverse("lms:courses:call-apply", args=[call.pk]), body)
    row = Application.objects.get()
    assert (row.email, row.person_id, row.state) == (sur.advisor.email, sur.advisor.pk, "received")
    assert own_token(row) in answer["Location"]


def test_one_network_applies_five_times_an_hour(call: Call) -> None:
    facts: dict[str, Any] = {"given_name": "A", "family_name": "B", "position": "C", "statement": WORDS, "language": "es",
                             "consent": True, "address": "203.0.113.9"}  # fmt: skip
    with time_machine.travel(OPEN, tick=False):
        for n in range(5):
            applications.apply(call_id=call.pk, email=f"p{n}@fuera.test", **facts)
        with pytest.raises(errors.TooManyApplications):
            applications.apply(call_id=call.pk, email="p6@fuera.test", **facts)
    assert "203.0.113.9" not in Application.objects.values_list("network", flat=True)[0]


def test_nobody_scores_themselves_or_whom_they_declared(
    call: Call, andes: House, as_person: Callable[[Person], Client]
) -> None:
    friend = make_person("amiga@fuera.test", "Ami", "Ga", "PE")
    with time_machine.travel(OPEN, tick=False):
        own = Application.objects.get(ref=applications.apply(
            call_id=call.pk, email=andes.coordinator.email, given_name="Yo", family_name="Misma", position="Coordino",
            statement=WORDS, language="es", consent=True, person_id=andes.coordinator.pk,
        ))  # fmt: skip
        theirs, free = applied(call, "amiga"), applied(call, "ana")
        institutions.declare_interest(
            person_id=andes.coordinator.pk, about_id=friend.pk, institution_id=None, kind="family", by=andes.coordinator.pk
        )
        for row in (own, theirs):
            with pytest.raises(errors.ApplicationNotFound):
                score(row, andes.coordinator, 5)
            assert as_person(andes.coordinator).get(reverse("lms:courses:application-score", args=[row.pk])).status_code == 404
        page = as_person(andes.coordinator).get(reverse("lms:courses:call-manage", args=[call.pk]))
        assert "Amiga" not in page.content.decode()
        assert "Ana" in page.content.decode()
        assert as_person(andes.coordinator).get(reverse("lms:courses:application-score", args=[free.pk])).status_code == 200


def test_a_second_person_scores_too_and_their_mean_counts(andes: House, cohort_course: CohortCourse) -> None:
    with time_machine.travel(OPEN, tick=False):
        call = published(andes, second_scorer_id=andes.facilitator.pk)
        row = applied(call, "ana")
        score(row, andes.coordinator, 5, 5)
    with time_machine.travel(AFTER, tick=False):
        with pytest.raises(errors.CallUnscored):
            calls.decide_call(call_id=call.pk, by=andes.coordinator.pk)
        score(row, andes.facilitator, 0, 5)
        calls.decide_call(call_id=call.pk, by=andes.coordinator.pk)
    row.refresh_from_db()
    assert (str(row.total), row.state) == ("62.50", "selected")


def test_points_outside_of_a_criterion_are_refused(call: Call, andes: House) -> None:
    with time_machine.travel(OPEN, tick=False):
        row = applied(call, "ana")
        for points in ({"1": 6, "2": 0}, {"1": 1}, {"1": 1, "2": 1, "3": 1}):
            with pytest.raises(errors.PointsWrong):
                calls.score_application(application_id=row.pk, by=andes.coordinator.pk, points=points, why="x")


def test_a_published_call_is_fixed_but_for_its_last_day(call: Call, andes: House) -> None:
    with time_machine.travel(OPEN, tick=False):
        with pytest.raises(errors.CallFixed):
            draft(andes, andes.coordinator, seats=9)
        calls.move_closing(call_id=call.pk, closes_on=date(2026, 3, 30), by=andes.coordinator.pk)
        with pytest.raises(errors.CallDates):
            calls.move_closing(call_id=call.pk, closes_on=date(2026, 3, 9), by=andes.coordinator.pk)


def test_cancelling_tells_everybody_who_applied(call: Call, andes: House, run_jobs: Callable[[], None]) -> None:
    with time_machine.travel(OPEN, tick=False):
        applied(call, "ana")
        run_jobs()
        mail.outbox.clear()
        calls.cancel_call(call_id=call.pk, by=andes.coordinator.pk, reason="No hay presupuesto.")
        run_jobs()
    assert "No hay presupuesto." in str(mail.outbox[0].body)


def test_what_was_written_without_a_seat_is_emptied_and_erasure_takes_the_rest(call: Call, andes: House) -> None:
    rows = decided(call, andes, ("ana", 1), ("bea", 5))
    held = make_person("tenida@fuera.test", "T", "T", "PE")
    assert purge_applications(AFTER, [held.pk], 100) == 1
    assert purge_applications(AFTER, [held.pk], 100) == 0
    for row in rows.values():
        row.refresh_from_db()
    assert (rows["ana"].statement, rows["ana"].email, rows["ana"].state) == ("", "", "not_selected")
    assert rows["bea"].statement == WORDS
    forget_applications(person_id=rows["bea"].person_id or 0)
    rows["bea"].refresh_from_db()
    assert (rows["bea"].statement, rows["bea"].state) == ("", "selected")
    assert not ApplicationScore.objects.exclude(why="").exists()


def test_figures_of_calls_say_seats_applications_and_selected(call: Call, andes: House, sur: House) -> None:
    decided(call, andes, ("ana", 1), ("bea", 5))
    found = call_figures(andes.institution.pk, date(2026, 3, 1), date(2026, 3, 31), "default")
    assert [(one.seats, one.applications, one.selected) for one in found] == [(1, 2, 1)]
    assert call_figures(sur.institution.pk, date(2026, 3, 1), date(2026, 3, 31)) == []
    assert call_figures(None, date(2026, 4, 1), date(2026, 4, 30)) == []


def test_the_public_page_lists_open_calls_and_the_first_page_leads_there(call: Call, client: Client) -> None:
    with time_machine.travel(OPEN, tick=False):
        assert "Segundo grupo" in client.get(reverse("lms:courses:call-list")).content.decode()
        assert reverse("lms:courses:call-list") in client.get("/").content.decode()
        assert client.get(reverse("lms:courses:call-detail", args=[call.pk])).status_code == 200
    with time_machine.travel(AFTER, tick=False):
        assert "Segundo grupo" not in client.get(reverse("lms:courses:call-list")).content.decode()
        assert client.get(reverse("lms:courses:call-detail", args=[call.pk])).status_code == 404


def test_another_institution_reaches_neither_call_nor_application(
    call: Call, sur: House, as_person: Callable[[Person], Client]
) -> None:
    with time_machine.travel(OPEN, tick=False):
        row = applied(call, "ana")
        for name, pk in (("call-manage", call.pk), ("application-score", row.pk), ("application-commitment", row.pk),
                         ("call-decide", call.pk)):  # fmt: skip
            assert as_person(sur.coordinator).get(reverse(f"lms:courses:{name}", args=[pk])).status_code == 404
        assert Client().get(reverse("lms:courses:application", args=[row.ref, "0" * 40])).status_code == 404


@pytest.mark.parametrize("number", [2, 12])
def test_the_pages_of_a_call_take_the_same_number_of_queries(
    call: Call, andes: House, number: int, as_person: Callable[[Person], Client], django_assert_max_num_queries: Any
) -> None:
    with time_machine.travel(OPEN, tick=False):
        for n in range(number):
            score(applied(call, f"p{n}"), andes.coordinator, 3)
        client = as_person(andes.coordinator)
        for name, most in (("call-manage", 15), ("call-decide", 15)):
            with django_assert_max_num_queries(most):
                client.get(reverse(f"lms:courses:{name}", args=[call.pk]))
        with django_assert_max_num_queries(10):
            Client().get(reverse("lms:courses:call-list"))


def test_a_coordinator_drafts_a_call_by_its_form(
    andes: House, cohort_course: CohortCourse, as_person: Callable[[Person], Client]
) -> None:
    client, url = as_person(andes.coordinator), reverse("lms:courses:call-form", args=[andes.cohort.pk])
    assert client.get(url).status_code == 200
    body = {
        "title_es": "Grupo", "text_es": "Para quienes asesoran.", "seats": "5", "opens_on": "2026-03-01",
        "closes_on": "2026-03-20", "least": "50", "accept_days": "3", "name_es_1": "Experiencia", "weight_1": "40",
        "top_1": "5",
    }  # fmt: skip
    assert client.post(url, {**body, "name_es_1": ""}).status_code == 422
    answer = client.post(url, body)
    call = Call.objects.get()
    assert answer["Location"] == reverse("lms:courses:call-manage", args=[call.pk])
    assert call.criteria == [{"key": "1", "names": {"es": "Experiencia", "en": "Experiencia"}, "weight": 40, "top": 5}]
    with time_machine.travel(OPEN, tick=False):
        client = as_person(andes.coordinator)
        client.post(reverse("lms:courses:call-act", args=[call.pk]), {"act": "publish"})
    call.refresh_from_db()
    assert call.state == "published"


def test_the_signed_paper_is_sent_up_from_the_page_and_read_as_a_download(
    andes: House, cohort_course: CohortCourse, as_person: Callable[[Person], Client]
) -> None:
    with time_machine.travel(OPEN, tick=False):
        row = applied(published(andes, needs_commitment=True), "ana")
        url = reverse("lms:courses:application", args=[row.ref, own_token(row)])
        assert Client().get(reverse("lms:courses:application-paper", args=[row.ref, own_token(row)])).status_code == 200
        file = SimpleUploadedFile("f.pdf", files.pdf(), content_type="application/pdf")
        assert Client().post(url, {"act": "paper", "file": file}).status_code == 302
        row.refresh_from_db()
        assert row.committed_by == "paper"
        answer = as_person(andes.coordinator).get(reverse("lms:courses:application-commitment", args=[row.pk]))
        assert answer["Content-Disposition"].startswith("attachment")
        Client().post(url, {"act": "superior", "name": "Jefa", "email": "jefa@fuera.test"})
        row.refresh_from_db()
        link = reverse("lms:courses:commitment", args=[row.ref, superior_token(row)])
        assert Client().get(link).status_code == 200
