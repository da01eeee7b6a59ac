"""A list is shown row by row, then done by a job: all of it or nothing, and once however often it is asked for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.errors import RosterNotOpen
from courses.models import CohortCourse, Enrolment, RosterImport
from courses.services import roster
from lms.audit.models import AuditEvent
from lms.institutions.models import Cohort, Invitation, Membership, Person
from lms.jobs.models import Job
from lms.jobs.services import run_job
from tests.conftest import House
from tests.courses import building

SignIn = Callable[..., Client]
HEAD = "correo,nombre,apellido,país,idioma,grupo\n"


@pytest.fixture
def carla(as_person: SignIn, andes: House) -> Client:
    return as_person(andes.coordinator)


def upload(house: House, *lines: str) -> int:
    return roster.upload_roster(
        cohort_id=house.cohort.pk, content=(HEAD + "\n".join(lines)).encode(), file_name="lista.csv", by=house.coordinator.pk
    )


def acts(roster_id: int) -> list[str]:
    return [one.act for one in roster.plan_roster(RosterImport.objects.get(pk=roster_id))]


def do(roster_id: int, house: House) -> Job:
    job_id = roster.confirm_roster(roster_id=roster_id, by=house.coordinator.pk)
    run_job(job_id=job_id)
    return Job.objects.get(pk=job_id)


def test_the_review_says_what_will_happen_and_writes_nothing(
    carla: Client, cohort_course: CohortCourse, enrolment: Enrolment, andes: House
) -> None:
    other = Cohort.objects.create(
        institution=andes.institution, key="c", names={"es": "Grupo C"}, country="PE", starts_on=andes.cohort.starts_on,
        ends_on=andes.cohort.ends_on,
    )  # fmt: skip
    building.place(other, cohort_course.course)
    text = HEAD + (
        "nueva@x.org,Nueva,Persona,PE,es,2026-b\n"  # not known here
        "advisor2@andes.test,Julio,De Andes,,,\n"  # known, not enrolled
        "advisor@andes.test,Elena,De Andes,,,2026-b\n"  # enrolled already
        "facilitator@andes.test,Rosa,De Andes,,,Grupo C\n"
    )
    people = Person.objects.count()
    file = SimpleUploadedFile("lista.csv", text.encode("cp1252"), "text/csv")
    answer = carla.post(reverse("lms:courses:roster-import", args=[andes.cohort.pk]), {"file": file})
    kept = RosterImport.objects.get()
    assert answer["Location"] == reverse("lms:courses:roster-review", args=[kept.pk])
    assert acts(kept.pk) == ["new", "known", "same", "known"]
    page = carla.get(answer["Location"]).content.decode()
    for words in ("nueva@x.org", "Grupo C", "Persona nueva", "Ya con inscripción", "No se ha hecho nada todavía"):
        assert words in page
    assert (Person.objects.count(), Enrolment.objects.count(), Invitation.objects.count()) == (people, 1, 0)


def test_someone_of_another_group_is_shown_as_moving(enrolment: Enrolment, andes: House) -> None:
    other = Cohort.objects.create(
        institution=andes.institution, key="c", country="PE", starts_on=andes.cohort.starts_on, ends_on=andes.cohort.ends_on
    )
    placed = building.place(other, enrolment.course)
    roster_id = upload(andes, "advisor@andes.test,Elena,De Andes,,,c")
    assert acts(roster_id) == ["moved"]
    do(roster_id, andes)
    enrolment.refresh_from_db()
    assert enrolment.cohort_course_id == placed.pk
    assert RosterImport.objects.get().counts["moved"] == 1


def test_confirming_brings_everyone_in_once(carla: Client, cohort_course: CohortCourse, andes: House) -> None:
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,PE,es,", "luis@x.org,Luis,Paz,CL,en,", "advisor2@andes.test,Julio,X,,,")
    url = reverse("lms:courses:roster-confirm", args=[roster_id])
    first, second = carla.post(url), carla.post(url)
    job = Job.objects.get(kind="courses.import_roster")
    assert first["Location"] == second["Location"] == reverse("lms:jobs:job-detail", args=[job.pk])
    assert run_job(job_id=job.pk)
    assert not run_job(job_id=job.pk), "delivered twice, done once"
    assert {(e.person.email, e.country, e.language) for e in Enrolment.objects.select_related("person")} == {
        ("ana@x.org", "PE", "es"), ("luis@x.org", "CL", "en"), ("advisor2@andes.test", "PE", "es"),
    }  # fmt: skip
    ana = Person.objects.get(email="ana@x.org")
    assert Membership.objects.filter(person=ana, cohort=andes.cohort, role="advisor", until=None).count() == 1
    assert Invitation.objects.filter(person=ana).count() == 1
    assert Invitation.objects.count() == 2, "who has an account is not invited"
    kept = RosterImport.objects.get()
    assert (kept.state, kept.rows) == ("done", [])
    assert kept.counts == {"new": 2, "known": 1, "moved": 0, "same": 0, "enrolled": 3, "invited": 2}
    event = AuditEvent.objects.get(act="roster.imported")
    assert (event.actor, event.institution) == (andes.coordinator.pk, andes.institution.pk)
    page = carla.get(reverse("lms:courses:roster-review", args=[roster_id])).content.decode()
    assert "ana@x.org" not in page
    assert "Inscripciones nuevas" in page
    job.refresh_from_db()
    assert job.result["url"] == reverse("lms:courses:roster-review", args=[roster_id])


def test_the_same_file_again_changes_nothing(cohort_course: CohortCourse, andes: House) -> None:
    lines = ("ana@x.org,Ana,Rojas,PE,es,", "luis@x.org,Luis,Paz,PE,en,")
    do(upload(andes, *lines), andes)
    again = upload(andes, *lines)
    assert acts(again) == ["same", "same"]
    before = (Enrolment.objects.count(), Membership.objects.count(), Invitation.objects.count(), Person.objects.count())
    do(again, andes)
    assert (Enrolment.objects.count(), Membership.objects.count(), Invitation.objects.count(), Person.objects.count()) == before
    assert RosterImport.objects.get(pk=again).counts["same"] == 2


def test_a_person_whom_another_institution_has_on_the_course_is_an_error_that_names_nobody(
    cohort_course: CohortCourse, andes: House, sur: House
) -> None:
    building.enrol(sur.advisor, sur.institution, cohort_course.course)
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,PE,es,", "advisor@sur.test,Elena,De Sur,PE,es,")
    planned = roster.plan_roster(RosterImport.objects.get(pk=roster_id))
    assert [one.act for one in planned] == ["new", "error"]
    assert "sur" not in planned[1].problem.lower()


def test_a_stranger_known_elsewhere_looks_like_a_new_person(cohort_course: CohortCourse, andes: House, sur: House) -> None:
    roster_id = upload(andes, "facilitator@sur.test,Rosa,Otra,PE,es,")
    (one,) = roster.plan_roster(RosterImport.objects.get(pk=roster_id))
    assert (one.act, one.invite) == ("new", True)
    do(roster_id, andes)
    person = Person.objects.get(email="facilitator@sur.test")
    assert person.family_name == "De Sur", "a file fills blanks and overwrites nothing"


def test_what_changed_since_the_review_undoes_all_and_says_which_line(
    cohort_course: CohortCourse, andes: House, sur: House
) -> None:
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,PE,es,", "advisor@sur.test,Elena,De Sur,PE,es,")
    job_id = roster.confirm_roster(roster_id=roster_id, by=andes.coordinator.pk)
    building.enrol(sur.advisor, sur.institution, cohort_course.course)
    run_job(job_id=job_id)
    job, kept = Job.objects.get(pk=job_id), RosterImport.objects.get()
    assert job.state == "dead"
    assert "3" in job.note
    assert (kept.state, [p["line"] for p in kept.problems]) == ("review", [3])
    assert not Person.objects.filter(email="ana@x.org").exists()
    assert Enrolment.objects.count() == 1


def test_a_fault_in_the_middle_leaves_nothing_and_the_next_attempt_does_it_all(
    cohort_course: CohortCourse, andes: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,PE,es,", "luis@x.org,Luis,Paz,PE,es,")
    job_id = roster.confirm_roster(roster_id=roster_id, by=andes.coordinator.pk)
    real, calls = roster.enrol, []

    def breaks(**facts: Any) -> int:
        calls.append(facts)
        if len(calls) == 2:
            raise OSError("disk")
        return real(**facts)

    monkeypatch.setattr(roster, "enrol", breaks)
    run_job(job_id=job_id)
    assert (Person.objects.filter(email__endswith="@x.org").count(), Enrolment.objects.count()) == (0, 0)
    Job.objects.filter(pk=job_id).update(due_at=timezone.now())
    assert run_job(job_id=job_id)
    assert Enrolment.objects.count() == 2


def test_a_group_of_another_institution_is_unknown(cohort_course: CohortCourse, andes: House, sur: House) -> None:
    Cohort.objects.create(
        institution=sur.institution, key="solo-sur", country="CL", starts_on=sur.cohort.starts_on, ends_on=sur.cohort.ends_on
    )
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,PE,es,solo-sur")
    (problem,) = RosterImport.objects.get(pk=roster_id).problems
    assert problem["line"] == 2
    assert "solo-sur" in problem["what"]
    with pytest.raises(RosterNotOpen):
        roster.confirm_roster(roster_id=roster_id, by=andes.coordinator.pk)


def test_a_bad_list_shows_line_column_and_cure_and_no_button(carla: Client, cohort_course: CohortCourse, andes: House) -> None:
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,AR,es,", "luis@x.org,Luis,Paz,PE,es,")
    page = carla.get(reverse("lms:courses:roster-review", args=[roster_id])).content.decode()
    assert "Columna «país»" in page
    assert "CL, CO, MX o PE" in page
    assert reverse("lms:courses:roster-confirm", args=[roster_id]) not in page


def test_a_country_that_the_course_is_not_offered_for_is_an_error(andes: House) -> None:
    course = building.make_course("solo-peru", countries=["PE"])
    building.publish(course)
    building.place(andes.cohort, course)
    assert acts(upload(andes, "ana@x.org,Ana,Rojas,CL,es,")) == ["error"]


def test_a_forgotten_list_is_emptied_and_can_not_be_confirmed(carla: Client, cohort_course: CohortCourse, andes: House) -> None:
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,PE,es,")
    assert carla.post(reverse("lms:courses:roster-drop", args=[roster_id])).status_code == 302
    kept = RosterImport.objects.get()
    assert (kept.state, kept.rows) == ("dropped", [])
    assert carla.post(reverse("lms:courses:roster-confirm", args=[roster_id])).status_code == 409


def test_a_list_that_nobody_confirms_is_forgotten_after_a_week(cohort_course: CohortCourse, andes: House) -> None:
    old, fresh = upload(andes, "ana@x.org,Ana,Rojas,PE,es,"), upload(andes, "ana@x.org,Ana,Rojas,PE,es,")
    RosterImport.objects.filter(pk=old).update(created_at=timezone.now() - timedelta(days=8))
    assert roster.drop_old_rosters() == 1
    assert RosterImport.objects.get(pk=old).rows == []
    assert RosterImport.objects.get(pk=fresh).rows != []


def test_the_review_asks_no_more_queries_for_a_longer_list(carla: Client, cohort_course: CohortCourse, andes: House) -> None:
    def queries(count: int) -> int:
        roster_id = upload(andes, *(f"p{n}@x.org,P{n},X,PE,es," for n in range(count)))
        with CaptureQueriesContext(connection) as seen:
            page = carla.get(reverse("lms:courses:roster-review", args=[roster_id]))
        assert len(page.content) < 60_000
        return len(seen)

    assert queries(3) == queries(300)


@pytest.mark.parametrize("who", ["advisor", "facilitator", "assessor"])
def test_only_coordinators_bring_people_in(who: str, as_person: SignIn, cohort_course: CohortCourse, andes: House) -> None:
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,PE,es,")
    client = as_person(getattr(andes, who))
    assert client.get(reverse("lms:courses:roster-import", args=[andes.cohort.pk])).status_code == 404
    assert client.get(reverse("lms:courses:roster-review", args=[roster_id])).status_code == 404
    assert client.get(reverse("lms:courses:cohort-courses", args=[andes.cohort.pk])).status_code == 404


def test_another_institutions_coordinator_finds_nothing(
    as_person: SignIn, cohort_course: CohortCourse, andes: House, sur: House
) -> None:
    roster_id = upload(andes, "ana@x.org,Ana,Rojas,PE,es,")
    client = as_person(sur.coordinator)
    for name, args in (
        ("roster-import", [andes.cohort.pk]), ("person-form", [andes.cohort.pk]), ("cohort-courses", [andes.cohort.pk]),
        ("roster-review", [roster_id]),
    ):  # fmt: skip
        assert client.get(reverse(f"lms:courses:{name}", args=args)).status_code == 404
    for name, args in (
        ("roster-confirm", [roster_id]), ("roster-drop", [roster_id]),
        ("person-reinvite", [andes.cohort.pk, andes.advisor.pk]),
    ):  # fmt: skip
        assert client.post(reverse(f"lms:courses:{name}", args=args)).status_code == 404
    assert RosterImport.objects.get().state == "review"


def test_one_person_is_added_by_hand_and_invited(carla: Client, cohort_course: CohortCourse, andes: House) -> None:
    url = reverse("lms:courses:person-form", args=[andes.cohort.pk])
    said = {"email": "Ana@X.org", "given_name": "Ana", "family_name": "Rojas", "country": "PE", "language": "es"}
    for _ in range(2):
        assert carla.post(url, said)["Location"] == url
    person = Person.objects.get(email="ana@x.org")
    assert Enrolment.objects.get(person=person).cohort_course_id == cohort_course.pk
    assert Invitation.objects.filter(person=person).count() == 1


def test_a_person_held_elsewhere_is_refused_on_the_form(
    carla: Client, cohort_course: CohortCourse, andes: House, sur: House
) -> None:
    building.enrol(sur.advisor, sur.institution, cohort_course.course)
    url = reverse("lms:courses:person-form", args=[andes.cohort.pk])
    said = {"email": "advisor@sur.test", "given_name": "Elena", "family_name": "X", "country": "PE", "language": "es"}
    answer = carla.post(url, said)
    assert answer.status_code == 422
    assert not Membership.objects.filter(person=sur.advisor, institution=andes.institution).exists(), "nothing is half done"


def test_inviting_again_makes_a_new_link(carla: Client, cohort_course: CohortCourse, andes: House) -> None:
    person_id = roster.add_person(
        cohort_id=andes.cohort.pk, email="ana@x.org", given_name="Ana", family_name="R", country="PE", language="es",
        by=andes.coordinator.pk,
    )  # fmt: skip
    first = Invitation.objects.get()
    carla.post(reverse("lms:courses:person-reinvite", args=[andes.cohort.pk, person_id]))
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1
