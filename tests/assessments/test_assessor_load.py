"""Hours of scoring asked for and offered, the pool of outside assessors, and looks at a colleague's score."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.assessor_load import LONGEST, LOOKED_AT, USUAL_MINUTES, Past, is_looked_at, minutes_of, need
from assessments.errors import SubmissionNotFound
from assessments.errors.load import HoursWrong, LookDone, LookIncomplete, NotAnAssessorHere
from assessments.models import Allocation, HoursOffer, PeerFinding, PeerLook, PoolAgreement, Qualification, Score, Submission
from assessments.selectors.assessor_load import load_of, load_todos
from assessments.selectors.peer_looks import own_findings
from assessments.selectors.script_queue import next_scripts
from assessments.selectors.scripts import waiting_submissions
from assessments.services import peer_looks
from assessments.services.assessor_load import hours_of, join_pool, leave_pool, offer_hours
from assessments.services.peer_looks import open_looks, record_finding, take_look
from assessments.services.releasing import release_letter
from assessments.services.scoring_letters import claim_letter
from courses.models import CohortCourse, Course, UnitVersion
from lms.audit.models import AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Membership, Person, ProgrammeRole
from tests.assessments import examining
from tests.assessments.scoring import HIGH, score
from tests.conftest import House, make_person

People = dict[str, Person]
RULES = {"stages": "sampled", "sample": 20, "qualify": True}
AGREE: dict[str, Any] = {"verdict": "agree", "criteria": {}, "clear": 4, "true": 3, "useful": 4, "note": ""}


# The sum


@pytest.mark.parametrize(
    ("letters", "rules", "past", "scripts", "hours"),
    [
        (0, RULES, Past(), (0, 0, 0, 0), 0.0),
        # a fifth by lot, and of the rest three in ten by doubt: 44 %; three in twenty of those by a third; one look in ten
        (100, RULES, Past(), (100, 44, 7, 16), round((151 * USUAL_MINUTES + 160) / 60, 1)),
        (100, {"stages": "single"}, Past(), (100, 0, 0, 0), round(100 * USUAL_MINUTES / 60, 1)),
        (100, {"stages": "double"}, Past(), (100, 100, 15, 0), round(215 * USUAL_MINUTES / 60, 1)),
        # what the case has shown: half of the rest in doubt, a tenth to a third, twelve minutes
        (10, RULES, Past((12.0,) * 20, 40, 20, 40, 4), (10, 6, 1, 2), round((17 * 12 + 20) / 60, 1)),
    ],
)
def test_the_hours_are_letters_by_stage_times_minutes(
    letters: int, rules: dict[str, Any], past: Past, scripts: tuple[int, int, int, int], hours: float
) -> None:
    found = need(letters, rules, past)
    assert (found.first, found.second, found.third, found.looks) == scripts
    assert found.hours == hours


def test_what_is_a_guess_is_said_and_a_script_left_open_counts_two_hours_at_most() -> None:
    assert need(10, RULES, Past()).guessed == ("minutes", "second", "third")
    assert need(10, RULES, Past((12.0,) * 20, 40, 20, 40, 4)).guessed == ()
    assert minutes_of([9000.0] * 20) == (LONGEST, False)


def test_one_score_in_ten_is_looked_at_whatever_place_was_drawn() -> None:
    for place in range(100 // LOOKED_AT):
        looked = [nth for nth in range(1, 51) if is_looked_at(nth, place)]
        assert len(looked) == 5
        assert {(nth - 1) % 10 for nth in looked} == {place}


# Hours of a group


@pytest.fixture
def course(tmp_path: Path, programme: People) -> Course:
    return examining.certifying_course(tmp_path / "toolkit", programme)


@pytest.fixture
def group(course: Course, andes: House) -> CohortCourse:
    """Three people of Andes take the course."""
    for number in range(3):
        examining.enrolled(course, andes, number)
    return CohortCourse.objects.get(course=course)


@pytest.fixture
def carla(as_person: Callable[[Person], Client], andes: House) -> Client:
    """The browser of Andes' coordinator."""
    return as_person(andes.coordinator)


def hours_page(cohort_id: int) -> str:
    return reverse("lms:assessments:cohort-hours", args=[cohort_id])


def test_before_a_group_opens_hours_asked_for_stand_against_hours_offered(
    group: CohortCourse, andes: House, carla: Client
) -> None:
    (load,) = load_of(andes.cohort.pk)
    assert load.needed == need(3, RULES, Past()).hours
    assert (load.offered, load.missing) == (0, load.needed)
    offer_hours(
        cohort_course_id=group.pk, institution_id=andes.institution.pk, assessor_id=andes.assessor.pk,
        hours=Decimal("1.5"), by=andes.coordinator.pk,
    )  # fmt: skip
    (load,) = load_of(andes.cohort.pk)
    assert (load.offered, load.missing) == (1.5, round(load.needed - 1.5, 1))
    page = carla.get(hours_page(andes.cohort.pk), {"people": "40"}).content.decode()
    assert "Pablo De Andes" in page
    assert str(need(40, RULES, Past()).hours).replace(".", ",") in page


def test_a_group_that_opens_within_a_month_without_hours_is_on_the_coordinators_first_page(
    group: CohortCourse, andes: House
) -> None:
    assert load_todos(scope(andes.coordinator.pk)) == []
    CohortCourse.objects.filter(pk=group.pk).update(starts_on=timezone.localdate() + timedelta(days=20), ends_on="2030-01-01")
    assert len(load_todos(scope(andes.coordinator.pk))) == 1
    assert load_todos(scope(andes.assessor.pk)) == []
    HoursOffer.objects.create(cohort_course=group, assessor=andes.assessor, hours=2, by=andes.assessor)
    assert load_todos(scope(andes.coordinator.pk)) == []


def test_an_assessor_offers_their_own_hours_and_takes_them_back(
    group: CohortCourse, andes: House, as_person: Callable[[Person], Client]
) -> None:
    pablo = as_person(andes.assessor)
    to = reverse("lms:assessments:hours-offer", args=[andes.cohort.pk, group.pk])
    assert pablo.post(to, {"hours": "12,5"}).status_code == 302
    assert pablo.post(to, {"hours": "8"}).status_code == 302
    offer = HoursOffer.objects.get(withdrawn_at=None)
    assert (offer.hours, offer.assessor) == (Decimal(8), andes.assessor)
    refused = pablo.post(to, {"hours": "muchas"})
    assert refused.status_code == 422
    assert "muchas" in refused.content.decode()
    assert "8" in pablo.get(reverse("lms:assessments:hours-own")).content.decode()
    pablo.post(reverse("lms:assessments:hours-withdraw", args=[offer.pk]))
    pablo.post(reverse("lms:assessments:hours-withdraw", args=[offer.pk]))
    assert not HoursOffer.objects.filter(withdrawn_at=None).exists()
    assert AuditEvent.objects.filter(act="hours.withdrawn").count() == 1


def test_an_assessor_offers_for_nobody_else_and_no_stranger_is_written_down(
    group: CohortCourse, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    to = reverse("lms:assessments:hours-offer", args=[andes.cohort.pk, group.pk])
    as_person(andes.assessor).post(to, {"hours": "5", "assessor": str(sur.assessor.pk)})
    assert HoursOffer.objects.get().assessor == andes.assessor
    with pytest.raises(NotAnAssessorHere):
        offer_hours(
            cohort_course_id=group.pk, institution_id=andes.institution.pk, assessor_id=sur.assessor.pk,
            hours=Decimal(5), by=andes.coordinator.pk,
        )  # fmt: skip
    assert as_person(sur.coordinator).get(hours_page(andes.cohort.pk)).status_code == 404
    assert as_person(sur.assessor).post(to, {"hours": "5"}).status_code == 404


@pytest.mark.parametrize("text", ["", "0", "-1", "1001", "1.25", "nan", "inf", "1e400", "mucho"])
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(HoursWrong):
        hours_of(text)


def test_the_hours_of_each_assessor_are_reported(course: Course, group: CohortCourse, andes: House, carla: Client) -> None:
    able(andes.assessor, course)
    letter = examining.handed_in(examining.enrolled(course, andes, 4), course)
    score(letter, andes.assessor, HIGH)
    stage = Allocation.objects.get(submission=letter, assessor=andes.assessor)
    Allocation.objects.filter(pk=stage.pk).update(taken_at=stage.done_at - timedelta(minutes=90))
    offer_hours(
        cohort_course_id=group.pk, institution_id=andes.institution.pk, assessor_id=andes.assessor.pk, hours=Decimal(3),
        by=andes.coordinator.pk,
    )  # fmt: skip
    (load,) = load_of(andes.cohort.pk)
    (offer,) = load.offers
    assert (offer.scripts, round(offer.minutes), offer.timed) == (1, 90, 1)
    assert "1,5" in carla.get(hours_page(andes.cohort.pk)).content.decode()


def test_the_page_asks_the_same_of_the_database_for_three_people_and_for_thirty(
    course: Course, group: CohortCourse, andes: House, carla: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15) as few:
        carla.get(hours_page(andes.cohort.pk))
    for number in range(10, 37):
        examining.enrolled(course, andes, number)
    with django_assert_max_num_queries(15) as many:
        carla.get(hours_page(andes.cohort.pk))
    assert len(few) == len(many)


# The pool


def able(person: Person, course: Course) -> None:
    """This person has qualified on every case of the course's exam."""
    exam = examining.exam_of(course)
    config = UnitVersion.objects.filter(unit=exam).order_by("-number")[0].config
    for key, parts in config["alternates"].items():
        Qualification.objects.get_or_create(
            person=person, case_key=key, structure_hash=parts["rubric"]["structure_hash"], ended_at=None
        )


def queue(person: Person) -> list[str]:
    return [ref for ref, _pk in next_scripts(scope(person.pk))]


def test_outside_assessors_get_certifying_letters_of_institutions_that_agreed_and_of_no_other(
    course: Course, andes: House, sur: House
) -> None:
    stranger = make_person("fuera@programa.test", "Eva", "Fuera", "PE")
    ProgrammeRole.objects.create(person=stranger, role="assessor")
    for person in (stranger, sur.assessor, andes.assessor):
        able(person, course)
    letter = examining.handed_in(examining.enrolled(course, andes, 1), course)
    assert (queue(andes.assessor), queue(sur.assessor), queue(stranger)) == ([letter.ref], [], [])
    join_pool(institution_id=andes.institution.pk, by=andes.coordinator.pk)
    assert (queue(sur.assessor), queue(stranger)) == ([], [letter.ref])  # Bosque lends nobody yet
    join_pool(institution_id=sur.institution.pk, by=sur.coordinator.pk)
    join_pool(institution_id=sur.institution.pk, by=sur.coordinator.pk)
    assert PoolAgreement.objects.count() == 2
    assert queue(sur.assessor) == [letter.ref]
    leave_pool(institution_id=andes.institution.pk, by=andes.coordinator.pk)
    assert (queue(andes.assessor), queue(sur.assessor), queue(stranger)) == ([letter.ref], [], [])


def test_an_outside_assessor_sees_the_letter_without_names_and_nothing_else_of_the_institution(
    course: Course, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    able(sur.assessor, course)
    for house in (andes, sur):
        join_pool(institution_id=house.institution.pk, by=house.coordinator.pk)
    letter = examining.handed_in(examining.enrolled(course, andes, 1), course)
    browser = as_person(sur.assessor)
    browser.post(reverse("lms:assessments:script-claim", args=[letter.ref]))
    page = browser.get(reverse("lms:assessments:script-form", args=[letter.ref]))
    assert page.status_code == 200
    for name in ("Candidata", "andes", "Andes", letter.enrolment.person.email):
        assert name not in page.content.decode()
    assert browser.get(reverse("lms:assessments:cohort-hours", args=[andes.cohort.pk])).status_code == 404
    assert browser.get(reverse("lms:reporting:cohort-detail", args=[andes.cohort.pk])).status_code in (403, 404)
    assert {one.ref for one in waiting_submissions(scope(sur.assessor.pk))} == {letter.ref}


def test_who_teaches_elsewhere_the_person_that_wrote_gets_no_letter_of_theirs_by_the_pool(
    course: Course, andes: House, sur: House
) -> None:
    able(sur.assessor, course)
    for house in (andes, sur):
        join_pool(institution_id=house.institution.pk, by=house.coordinator.pk)
    enrolment = examining.enrolled(course, andes, 1)
    Membership.objects.create(person=enrolment.person, institution=andes.institution, cohort=andes.cohort, role="advisor")
    Membership.objects.create(person=sur.assessor, institution=andes.institution, cohort=andes.cohort, role="facilitator")
    examining.handed_in(enrolment, course)
    assert queue(sur.assessor) == []


def test_a_coordinator_joins_and_leaves_for_their_own_institution_only(andes: House, sur: House, carla: Client) -> None:
    own = reverse("lms:assessments:pool-change", args=[andes.institution.pk])
    assert carla.post(own, {"act": "join"}, follow=True).status_code == 200
    assert PoolAgreement.objects.get().institution == andes.institution
    assert carla.post(reverse("lms:assessments:pool-change", args=[sur.institution.pk]), {"act": "join"}).status_code == 404
    carla.post(own, {"act": "leave"})
    assert PoolAgreement.objects.get().ended_by == andes.coordinator


# Looks at a colleague's score


@pytest.fixture
def peer(course: Course, andes: House) -> Person:
    """A second assessor of Andes, qualified."""
    person = make_person("par@andes.test", "Inés", "Par", "PE")
    Membership.objects.create(person=person, institution=andes.institution, role="assessor")
    able(person, course)
    return person


@pytest.fixture
def looked(course: Course, andes: House, peer: Person, monkeypatch: pytest.MonkeyPatch) -> PeerLook:
    """Pablo has scored a letter, its result is out, and it was its turn to be looked at."""
    monkeypatch.setattr(peer_looks, "_place", lambda *_of: 0)
    able(andes.assessor, course)
    letter = examining.handed_in(examining.enrolled(course, andes, 1), course)
    Allocation.objects.filter(submission=letter, stage="second").delete()
    score(letter, andes.assessor, HIGH)
    assert not PeerLook.objects.exists()  # before the result is out nothing is said of it
    release_letter(Submission.objects.get(pk=letter.pk), by=None)
    return PeerLook.objects.get()


def test_each_assessor_is_sampled_by_a_peer_on_score_and_feedback(
    looked: PeerLook, peer: Person, andes: House, as_person: Callable[[Person], Client]
) -> None:
    browser = as_person(peer)
    assert "Caso del examen" in browser.get(reverse("lms:assessments:look-list")).content.decode()
    browser.post(reverse("lms:assessments:look-take", args=[looked.pk]))
    to = reverse("lms:assessments:look-form", args=[looked.pk])
    page = browser.get(to).content.decode()
    assert "Pablo" not in page
    assert "Candidata" not in page
    assert browser.post(to, {"verdict": "lower", "clear": "2", "true": "3", "useful": "1"}).status_code == 422
    said = {"verdict": "lower", "clear": "2", "true": "3", "useful": "1", "note": "Falta decir qué hacer.", "level-r1": "1"}
    assert browser.post(to, said).status_code == 302
    finding = PeerFinding.objects.get()
    assert (finding.verdict, finding.criteria, finding.useful) == ("lower", {"r1": 1}, 1)
    (own,) = own_findings(andes.assessor.pk)
    assert (own["n"], own["lower"], own["means"], own["notes"]) == (1, 1, None, ["Falta decir qué hacer."])
    assert "Inés" not in as_person(andes.assessor).get(reverse("lms:assessments:assessor-own")).content.decode()


def test_a_look_changes_no_score_and_no_result(looked: PeerLook, peer: Person) -> None:
    before = list(Score.objects.values_list("pk", "percent")), looked.score.allocation.submission
    take_look(look_id=looked.pk, peer_id=peer.pk)
    record_finding(look_id=looked.pk, peer_id=peer.pk, said=AGREE | {"verdict": "lower", "note": "Menos."})
    assert list(Score.objects.values_list("pk", "percent")) == before[0]
    with pytest.raises(LookDone):
        record_finding(look_id=looked.pk, peer_id=peer.pk, said=AGREE)


def test_nobody_looks_at_their_own_score_nor_at_a_letter_they_had_nor_unqualified(
    looked: PeerLook, peer: Person, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    to = reverse("lms:assessments:look-form", args=[looked.pk])
    assert as_person(andes.assessor).get(to).status_code == 404
    assert as_person(sur.assessor).get(to).status_code == 404
    Qualification.objects.filter(person=peer).update(passed_at=timezone.now() - timedelta(days=400))
    assert as_person(peer).get(to).status_code == 404


def test_two_peers_never_do_the_same_look(looked: PeerLook, peer: Person, course: Course, andes: House) -> None:
    other = make_person("par2@andes.test", "Luz", "Par", "PE")
    Membership.objects.create(person=other, institution=andes.institution, role="assessor")
    able(other, course)
    take_look(look_id=looked.pk, peer_id=peer.pk)
    with pytest.raises(LookDone):
        take_look(look_id=looked.pk, peer_id=other.pk)


@pytest.mark.parametrize("said", [{"verdict": ""}, {"clear": 0}, {"verdict": "higher"}, {"useful": 1}])
def test_a_look_is_whole_and_says_why(looked: PeerLook, peer: Person, said: dict[str, Any]) -> None:
    take_look(look_id=looked.pk, peer_id=peer.pk)
    with pytest.raises(LookIncomplete):
        record_finding(look_id=looked.pk, peer_id=peer.pk, said=AGREE | said)


def test_opening_looks_again_opens_none_twice(looked: PeerLook) -> None:
    assert open_looks(submission_id=looked.score.allocation.submission_id or 0) == 0
    assert PeerLook.objects.count() == 1


def test_a_claim_of_what_the_pool_does_not_give_is_refused_by_its_address(
    course: Course, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    able(sur.assessor, course)
    letter = examining.handed_in(examining.enrolled(course, andes, 1), course)
    assert as_person(sur.assessor).post(reverse("lms:assessments:script-claim", args=[letter.ref])).status_code == 404
    assert SubmissionNotFound.status == 404
    assert claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk)
