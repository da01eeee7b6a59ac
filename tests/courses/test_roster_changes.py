"""A list corrects, brings over and withdraws: shown first, all or nothing, undone by hand, told in a file of results."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from courses import api
from courses.models import CohortCourse, Enrolment, OutcomeRecord, RosterImport, Unit
from courses.roster import read_roster
from courses.roster_table import TABLE
from courses.services import roster
from lms.audit.models import AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Invitation, Membership, Person
from lms.jobs.models import Job
from lms.jobs.services import run_job
from tests.conftest import House, make_person
from tests.courses import building

SignIn = Callable[..., Client]
HEAD = "correo,nombre,apellido,país,idioma,grupo,acción,motivo,correo nuevo\n"


@pytest.fixture
def carla(as_person: SignIn, andes: House) -> Client:
    return as_person(andes.coordinator)


@pytest.fixture
def ana(cohort_course: CohortCourse, andes: House) -> Person:
    """Somebody without an account, in the group and on its course."""
    pk = roster.add_person(
        cohort_id=andes.cohort.pk, email="ana@x.org", given_name="Ana", family_name="Roxas", country="PE", language="es",
        by=andes.coordinator.pk,
    )  # fmt: skip
    return Person.objects.get(pk=pk)


def upload(house: House, *lines: str) -> int:
    return roster.upload_roster(
        cohort_id=house.cohort.pk, content=(HEAD + "\n".join(lines)).encode(), file_name="lista.csv", by=house.coordinator.pk
    )


def plans(roster_id: int) -> list[tuple[str, str]]:
    return [(one.act, one.problem) for one in roster.plan_roster(RosterImport.objects.get(pk=roster_id))]


def do(roster_id: int, house: House) -> Job:
    job_id = roster.confirm_roster(roster_id=roster_id, by=house.coordinator.pk)
    run_job(job_id=job_id)
    return Job.objects.get(pk=job_id)


def test_names_language_country_and_address_are_corrected(ana: Person, andes: House) -> None:
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,CL,en,,corregir,,ana.rojas@x.org")
    assert plans(roster_id) == [("corrected", "")]
    do(roster_id, andes)
    ana.refresh_from_db()
    assert (ana.family_name, ana.language, ana.email) == ("Rojas", "en", "ana.rojas@x.org")
    active = Enrolment.objects.get(person=ana, state="active")
    assert (active.country, active.language) == ("CL", "en")
    assert Enrolment.objects.filter(person=ana).count() == 2, "a country never changes: the old enrolment is closed"
    assert Invitation.objects.filter(person=ana, withdrawn_at=None).count() == 1
    assert Invitation.objects.filter(person=ana).count() == 2, "the link sent to the wrong address no longer works"
    event = AuditEvent.objects.get(act="person.corrected")
    assert (event.institution, event.after["what"]) == (andes.institution.pk, ["email", "family_name", "language"])
    assert plans(upload(andes, "ana.rojas@x.org,Ana,Rojas,CL,en,,corregir,,")) == [("same", "")]


def test_without_an_action_nothing_that_is_known_is_overwritten(ana: Person, andes: House) -> None:
    do(upload(andes, "ana@x.org,Anita,Otra,,en,,,,"), andes)
    ana.refresh_from_db()
    assert (ana.given_name, ana.family_name, ana.language) == ("Ana", "Roxas", "es")


def test_what_was_earned_keeps_its_country_and_what_was_completed_its_name(
    enrolment: Enrolment, lessons: list[Unit], andes: House
) -> None:
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    [(act, why)] = plans(upload(andes, "advisor@andes.test,,,CL,,,corregir,,"))
    assert act == "error"
    assert "país" in why
    building.finish(enrolment)
    [(act, why)] = plans(upload(andes, "advisor@andes.test,Helena,,,,,corregir,,"))
    assert act == "error"
    assert "nombre" in why


def test_an_address_stays_when_there_is_an_account_or_somebody_has_the_new_one(ana: Person, andes: House, sur: House) -> None:
    found = plans(
        upload(
            andes,
            "advisor@andes.test,,,,,,corregir,,otra@x.org",
            "ana@x.org,,,,,,corregir,,advisor@sur.test",
            "nadie@x.org,,,,,,corregir,,",
        )
    )
    assert [act for act, _why in found] == ["error"] * 3
    assert "sur" not in " ".join(why for _act, why in found).lower().replace("su institución", "")


def test_a_person_whom_another_institution_knows_keeps_name_and_address(ana: Person, andes: House, sur: House) -> None:
    Membership.objects.create(person=ana, institution=sur.institution, role="advisor", until=timezone.now())
    found = plans(upload(andes, "ana@x.org,Otra,,,,,corregir,,"))
    assert found[0][0] == "error"


def test_a_withdrawal_closes_keeps_what_was_earned_and_is_undone(
    carla: Client, enrolment: Enrolment, lessons: list[Unit], andes: House
) -> None:
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    roster_id = upload(andes, "advisor@andes.test,,,,,,baja,trabajo,")
    assert plans(roster_id) == [("withdrawn", "")]
    do(roster_id, andes)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.closed_because) == ("closed", "withdrawn:job")
    assert not Membership.objects.filter(person=andes.advisor, cohort=andes.cohort, until=None).exists()
    group = reverse("lms:courses:cohort-courses", args=[andes.cohort.pk])
    assert "Cambió de trabajo" in carla.get(group).content.decode()
    back = reverse("lms:courses:person-return", args=[andes.cohort.pk, andes.advisor.pk])
    for _ in range(2):
        assert carla.post(back)["Location"] == group
    again = Enrolment.objects.get(person=andes.advisor, state="active")
    assert (again.continues_id, again.lms_summary.done) == (enrolment.pk, 1)
    assert Membership.objects.filter(person=andes.advisor, cohort=andes.cohort, until=None).count() == 1
    assert "Cambió de trabajo" not in carla.get(group).content.decode()


def test_one_person_is_withdrawn_on_a_page_that_asks_first(carla: Client, enrolment: Enrolment, andes: House) -> None:
    url = reverse("lms:courses:person-withdraw", args=[andes.cohort.pk, andes.advisor.pk])
    assert carla.get(url).status_code == 200
    assert carla.post(url, {"reason": "una historia"}).status_code == 422
    assert carla.post(url, {"reason": "time"}).status_code == 302
    enrolment.refresh_from_db()
    assert enrolment.closed_because == "withdrawn:time"
    assert carla.get(url).status_code == 404, "who has left can't leave again"


def test_who_is_not_in_the_group_can_not_leave_it(cohort_course: CohortCourse, andes: House, sur: House) -> None:
    assert plans(upload(andes, "advisor@sur.test,,,,,,baja,,"))[0][0] == "error"


def test_a_person_comes_over_with_what_was_earned_and_the_old_place_keeps_its_own(
    cohort_course: CohortCourse, lessons: list[Unit], andes: House, sur: House
) -> None:
    old = building.enrol(sur.advisor, sur.institution, cohort_course.course, country="PE")
    api.record_outcome(enrolment_id=old.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    assert plans(upload(andes, "advisor@sur.test,Elena,Sur,,,,,,"))[0][0] == "error", "not without a clear choice"
    roster_id = upload(andes, "advisor@sur.test,Elena,Sur,,,,trasladar,,")
    assert plans(roster_id) == [("transferred", "")]
    do(roster_id, andes)
    old.refresh_from_db()
    new = Enrolment.objects.get(person=sur.advisor, state="active")
    assert (old.state, new.continues_id, new.institution_id) == ("closed", old.pk, andes.institution.pk)
    assert new.cohort_course_id == cohort_course.pk
    assert [r.state for r in OutcomeRecord.objects.filter(enrolment=new)] == ["passed"]
    assert OutcomeRecord.objects.filter(enrolment=old).count() == 1
    assert old.lms_summary.institution_id == sur.institution.pk
    closed = AuditEvent.objects.get(act="enrolment.closed", subject_id=str(old.pk))
    assert closed.institution == sur.institution.pk
    assert str(andes.institution.names["es"]) not in closed.reason


def test_the_review_of_a_transfer_names_no_other_institution(
    carla: Client, cohort_course: CohortCourse, andes: House, sur: House
) -> None:
    building.enrol(sur.advisor, sur.institution, cohort_course.course, country="PE")
    roster_id = upload(andes, "advisor@sur.test,Elena,Sur,,,,trasladar,,")
    page = carla.get(reverse("lms:courses:roster-review", args=[roster_id])).content.decode()
    assert "Centro sur" not in page
    assert "Viene con lo que ya logró" in page


def test_one_line_that_can_not_be_done_undoes_the_whole_list(ana: Person, andes: House) -> None:
    roster_id = upload(andes, "ana@x.org,,,,,,corregir,,nueva@x.org", "advisor2@andes.test,,,,,,baja,otro,")
    assert [act for act, _why in plans(roster_id)] == ["corrected", "withdrawn"]
    job = roster.confirm_roster(roster_id=roster_id, by=andes.coordinator.pk)
    make_person("nueva@x.org", "Nueva", "Llegada", "PE")  # a moment after the review
    run_job(job_id=job)
    kept = RosterImport.objects.get(pk=roster_id)
    assert (kept.state, kept.results) == ("review", [])
    assert Membership.objects.filter(person=andes.advisor2, cohort=andes.cohort, until=None).exists()


def test_the_file_of_results_says_what_was_done_to_whom(
    carla: Client, ana: Person, andes: House, sur: House, programme: dict[str, Person]
) -> None:
    roster_id = upload(
        andes, "ana@x.org,,Rojas,,,,corregir,,", "nora@x.org,Nora,Vera,,,,,,", "advisor2@andes.test,,,,,,baja,tiempo,"
    )
    do(roster_id, andes)
    page = carla.get(reverse("lms:courses:roster-review", args=[roster_id])).content.decode()
    assert "Archivo de resultados" in page
    params = {"roster": roster_id}
    rows = list(TABLE.rows(params, "default"))
    assert [(row[0], row[2], row[4]) for row in rows] == [
        (2, "ana@x.org", "Corregido"), (3, "nora@x.org", "Persona nueva"), (4, "advisor2@andes.test", "Deja el grupo"),
    ]  # fmt: skip
    assert len(TABLE.columns(params)) == len(rows[0])
    assert TABLE.allowed(scope(andes.coordinator.pk), params)
    for stranger in (sur.coordinator, andes.facilitator, programme["administrator"]):
        assert not TABLE.allowed(scope(stranger.pk), params)
    RosterImport.objects.update(finished_at=timezone.now() - timedelta(days=31))
    roster.drop_old_rosters()
    assert RosterImport.objects.get().results == []


def test_a_workbook_is_read_like_a_csv() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("correo", "nombre", "país"), ("ana@x.org", "Ana", "PE"), (None,), ("mal", "Eva", "PE")):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    found = read_roster(kept.getvalue())
    assert [(row.line, row.email, row.country) for row in found.rows] == [(2, "ana@x.org", "PE")]
    assert [problem.line for problem in found.problems] == [4]


def test_a_workbook_comes_in_by_the_page(carla: Client, cohort_course: CohortCourse, andes: House) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(("e-mail", "first name"))
    book.active.append(("ana@x.org", "Ana"))
    kept = io.BytesIO()
    book.save(kept)
    file = SimpleUploadedFile("lista.xlsx", kept.getvalue())
    carla.post(reverse("lms:courses:roster-import", args=[andes.cohort.pk]), {"file": file})
    assert RosterImport.objects.get().rows[0]["email"] == "ana@x.org"


def test_a_reason_and_an_action_that_nobody_knows_are_said_with_their_line() -> None:
    found = read_roster(b"email,name,action,reason,new email\na@x.org,A,volar,,\nb@x.org,,withdraw,luna,\nc@x.org,,,,d@x.org\n")
    assert [(p.line, p.column) for p in found.problems] == [(2, "action"), (3, "reason"), (4, "new email")]


def test_everybody_without_an_account_is_invited_again_once(carla: Client, ana: Person, andes: House) -> None:
    url = reverse("lms:courses:group-invite", args=[andes.cohort.pk])
    assert "1 persona" in carla.get(url).content.decode()
    token = "0" * 32
    first, second = carla.post(url, {"token": token}), carla.post(url, {"token": token})
    assert first["Location"] == second["Location"]
    job = Job.objects.get(kind="courses.invite_group")
    run_job(job_id=job.pk)
    assert Invitation.objects.filter(person=ana).count() == 2
    assert Invitation.objects.filter(person=ana, withdrawn_at=None).count() == 1
    job.refresh_from_db()
    assert job.result["invited"] == 1
    ana.user = make_person("z@x.org", "Z", "Z", "PE").user
    Person.objects.filter(email="z@x.org").update(user=None)
    ana.save()
    assert carla.post(url).status_code == 302


def test_strangers_find_none_of_it(as_person: SignIn, enrolment: Enrolment, andes: House, sur: House) -> None:
    for who in (sur.coordinator, andes.facilitator, andes.advisor2):
        client = as_person(who)
        assert client.get(reverse("lms:courses:group-invite", args=[andes.cohort.pk])).status_code == 404
        for name in ("person-withdraw", "person-return"):
            url = reverse(f"lms:courses:{name}", args=[andes.cohort.pk, andes.advisor.pk])
            assert client.post(url, {"reason": "job"}).status_code == 404
    foreign = reverse("lms:courses:person-return", args=[andes.cohort.pk, sur.advisor.pk])
    assert as_person(andes.coordinator).post(foreign).status_code == 404
    enrolment.refresh_from_db()
    assert enrolment.state == "active"


def test_the_review_of_corrections_asks_no_more_queries_for_a_longer_list(
    carla: Client, cohort_course: CohortCourse, andes: House
) -> None:
    def queries(count: int) -> int:
        lines = [f"p{n}@x.org,P{n},X,PE,es,,,," for n in range(count)]
        do(upload(andes, *lines), andes)
        roster_id = upload(andes, *(f"p{n}@x.org,P{n},Y{count},PE,en,,corregir,,q{n}@x.org" for n in range(count)))
        with CaptureQueriesContext(connection) as seen:
            carla.get(reverse("lms:courses:roster-review", args=[roster_id]))
        return len(seen)

    assert queries(2) == queries(12)
