"""Results are released together, by a person who sees references and counts, and never a name beside a score."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import AssessorHold, Submission, SubmissionState
from assessments.selectors.releases import batches, release_todos
from assessments.services.letters import open_letter, save_letter, submit_letter
from courses.models import Course
from lms.audit.models import AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job
from lms.messages.models import Message
from tests.assessments.conftest import LETTER
from tests.assessments.scoring import SOLID, score
from tests.conftest import House, make_person
from tests.courses import building

Ruled = Callable[..., Submission]


@pytest.fixture
def carla(as_person: Callable[[Person], Client], andes: House) -> Client:
    """The coordinator's browser."""
    return as_person(andes.coordinator)


def page_of(letter: Submission) -> str:
    return reverse("lms:assessments:release-batch", args=[letter.enrolment.institution_id, letter.unit_id])


def more(letter: Submission, house: House, course: Course, many: int, *, scored: bool = True) -> list[Submission]:
    """As many more letters of the same case and group, by others."""
    made = []
    for n in range(many):
        person = make_person(f"more{n}@{house.institution.key}.test", f"Nombre{n}", "Apellidoso", house.institution.country)
        taken = building.enrol(person, house.institution, course, cohort_course=letter.enrolment.cohort_course)
        one = Submission.objects.get(pk=open_letter(enrolment_id=taken.pk, unit_id=letter.unit_id))
        Submission.objects.filter(pk=one.pk).update(unit_version=letter.unit_version_id)
        save_letter(letter_id=one.pk, blocks=LETTER, revision=0)
        submit_letter(letter_id=one.pk)
        one = Submission.objects.get(pk=one.pk)
        if scored:
            score(one, house.assessor, SOLID)
        made.append(one)
    return made


def test_from_the_first_page_to_released_results(ruled: Ruled, andes: House, carla: Client, elena: Client) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    home = carla.get("/").content.decode()
    assert "1 carta evaluada espera que usted publique su resultado" in home
    listed = carla.get(reverse("lms:assessments:release-list")).content.decode()
    assert page_of(letter) in listed
    page = carla.get(page_of(letter)).content.decode()
    assert letter.ref in page
    for hidden in ("Elena", "80", andes.assessor.full_name):
        assert hidden not in page.split("<main")[1]
    confirm = carla.post(page_of(letter), {"one": letter.ref}).content.decode()
    assert "no se puede deshacer" in confirm.lower()
    letter.refresh_from_db()
    assert letter.state == SubmissionState.SCORED  # nothing happened before the yes
    token = confirm.split('name="token" value="')[1][:36]
    done = carla.post(page_of(letter), {"refs": letter.ref, "token": token, "step": "release"}, follow=True).content.decode()
    assert "1 carta" in done
    assert reverse("lms:assessments:case-results", args=[andes.cohort.pk, letter.unit_id]) in done
    letter.refresh_from_db()
    assert (letter.state, letter.released_by) == (SubmissionState.RELEASED, andes.coordinator)
    assert AuditEvent.objects.get(act="submission.released").actor == andes.coordinator.pk
    assert Message.objects.filter(kind="case_result", person=andes.advisor).count() == 1
    assert "80" in elena.get(reverse("lms:assessments:submission-detail", args=[letter.pk])).content.decode()


def test_what_is_held_back_is_counted_and_its_assessor_not_named(ruled: Ruled, andes: House, carla: Client) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    AssessorHold.objects.create(person=andes.assessor, case_key="herbs")
    found = batches(scope(andes.coordinator.pk))[0]
    assert (found.scored, found.held, found.ready) == (1, 1, 0)
    assert release_todos(scope(andes.coordinator.pk)) == []
    page = carla.get(page_of(letter)).content.decode()
    assert andes.assessor.family_name not in page.split("<main")[1]
    confirm = carla.post(page_of(letter), {"all": "1"}).content.decode()
    assert 'value="release"' not in confirm
    sent = {"refs": letter.ref, "token": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "step": "release"}
    done = carla.post(page_of(letter), sent, follow=True).content.decode()
    assert "retenido" in done
    letter.refresh_from_db()
    assert letter.state == SubmissionState.SCORED


def test_many_results_are_released_by_a_worker_and_a_second_click_asks_for_nothing_new(
    ruled: Ruled, andes: House, course: Course, carla: Client
) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    letters = [letter, *more(letter, andes, course, 21)]
    confirm = carla.post(page_of(letter), {"all": "1"}).content.decode()
    token = confirm.split('name="token" value="')[1][:36]
    sent = {"refs": " ".join(one.ref for one in letters), "token": token, "step": "release"}
    first, second = (carla.post(page_of(letter), sent) for _n in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    run_due_jobs()
    assert Submission.objects.filter(state=SubmissionState.RELEASED).count() == 22
    job = Job.objects.get(kind="assessments.release_results")
    assert (job.state, job.result["released"], job.result["held"]) == ("done", 22, 0)
    assert "22 cartas" in carla.get(first.headers["Location"]).content.decode()
    assert Message.objects.filter(kind="case_result").count() == 22


def test_a_worker_that_died_half_way_goes_on_and_counts_all(ruled: Ruled, andes: House, course: Course) -> None:
    from assessments.services.release_jobs import release_results
    from assessments.services.releasing import release_letters

    letter = ruled()
    score(letter, andes.assessor, SOLID)
    ids = [letter.pk, *(one.pk for one in more(letter, andes, course, 21))]
    release_results(
        submission_ids=ids, by=andes.coordinator.pk, token="t", institution_id=andes.institution.pk, url="/releases/"
    )
    release_letters(submission_ids=ids[:7], by=andes.coordinator.pk)
    run_due_jobs()
    assert Job.objects.get(kind="assessments.release_results").result["released"] == 22
    assert Message.objects.filter(kind="case_result").count() == 22


def test_a_decider_sees_every_institution_and_another_coordinator_none(
    ruled: Ruled, andes: House, sur: House, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    assert as_person(programme["decider"]).get(page_of(letter)).status_code == 200
    assert as_person(sur.coordinator).get(page_of(letter)).status_code == 404
    assert batches(scope(sur.coordinator.pk)) == []
    assert len(batches(scope(programme["decider"].pk))) == 1


def test_letters_still_being_scored_are_counted_where_a_person_will_release(
    ruled: Ruled, andes: House, course: Course, carla: Client
) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    more(letter, andes, course, 2, scored=False)
    found = batches(scope(andes.coordinator.pk))[0]
    assert (found.scored, found.scoring, found.scoring_days) == (1, 2, 0)
    Submission.objects.filter(state=SubmissionState.SUBMITTED).update(submitted_at=timezone.now() - timedelta(days=9))
    assert "la más antigua, hace 9 días" in carla.get(reverse("lms:assessments:release-list")).content.decode()
    assert "2 cartas del mismo caso" in carla.post(page_of(letter), {"all": "1"}).content.decode()


def test_the_pages_cost_the_same_with_one_letter_and_with_many(
    ruled: Ruled, andes: House, course: Course, carla: Client, django_assert_max_num_queries: Any
) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    AssessorHold.objects.create(person=andes.assessor, case_key="another")
    costs = []
    for _round in range(2):
        seen = []
        for path in (reverse("lms:assessments:release-list"), page_of(letter)):
            with django_assert_max_num_queries(15) as captured:
                carla.get(path)
            seen.append(len(captured))
        costs.append(seen)
        if not _round:
            more(letter, andes, course, 12)
    assert costs[0] == costs[1]
