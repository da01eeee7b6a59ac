"""Hidden seeds: so many that nobody can tell, drawn by nobody, one at a time."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import api
from assessments.errors import QualifyFirst
from assessments.models import Allocation, CaseStudy, Qualification, ReferenceScript, Score, Submission
from assessments.services.letters import new_ref, open_letter, save_letter, submit_letter
from assessments.services.qualifying import end_qualification
from assessments.services.scoring_letters import claim_seed, record_score
from assessments.services.seeding import place_of, serve_seed_if_due
from courses.models import Course, Enrolment
from lms.institutions.api import declare_interest, end_interest, scope
from lms.institutions.models import Membership, Person
from tests.assessments.conftest import LETTER
from tests.assessments.quality import QUALIFIED_COURSE, make_references, qualified
from tests.assessments.scoring import SOLID, score
from tests.assessments.toolkit import write_toolkit
from tests.conftest import House, make_person
from tests.courses import building


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    return write_toolkit(tmp_path / "toolkit", course=QUALIFIED_COURSE)


@pytest.fixture
def letters(course: Course, toolkit_root: Path, andes: House) -> Callable[[int], list[Submission]]:
    """`letters(n)`: so many letters of Andes wait; eight seeds are there."""
    make_references(toolkit_root)
    place = building.place(andes.cohort, course)
    unit = CaseStudy.objects.get(course=course)

    def make(many: int) -> list[Submission]:
        found = []
        for _n in range(many):
            person = make_person(f"p{Submission.objects.count()}@andes.test", "Ana", "Paz", "PE")
            Membership.objects.create(person=person, institution=andes.institution, cohort=andes.cohort, role="advisor")
            enrolment = building.enrol(person, andes.institution, course, cohort_course=place)
            letter = open_letter(enrolment_id=enrolment.pk, unit_id=unit.pk)
            save_letter(letter_id=letter, blocks=LETTER, revision=0)
            submit_letter(letter_id=letter)
            found.append(Submission.objects.get(pk=letter))
        return found

    return make


def score_seed(one: Allocation, picks: dict[str, int] = SOLID, *flags: str) -> Score:
    assert one.assessor_id
    claim_seed(allocation_id=one.pk, assessor_id=one.assessor_id)
    one.refresh_from_db()
    made = record_score(
        allocation_id=one.pk, assessor_id=one.assessor_id, fence=one.fence, picks=picks, comments={}, red_flags=flags
    )
    return Score.objects.get(pk=made)


def seeds_of(person: Person) -> Any:
    return Allocation.objects.filter(stage="seed", assessor=person).order_by("pk")


def test_one_in_each_block_and_never_the_first() -> None:
    for who in ("1:a:x", "2:a:x", "3:b:y"):
        places = [place_of(who, n, 5) for n in range(40)]
        assert all(5 * n <= place < 5 * (n + 1) for n, place in enumerate(places))
        assert places[0] >= 2
        assert len({place % 5 for place in places}) == 5  # not every fifth: nobody can count


def test_seeds_come_among_the_letters_one_in_so_many(letters: Callable[[int], list[Submission]], andes: House) -> None:
    qualified(andes.assessor)
    waiting = letters(12)
    scored = 0
    for letter in waiting:
        score(letter, andes.assessor, SOLID)
        scored += 1
        opened = list(seeds_of(andes.assessor).filter(done_at=None))
        assert len(opened) <= 1
        for one in opened:
            score_seed(one)
            scored += 1
    served = seeds_of(andes.assessor)
    assert scored // 4 - 1 <= served.count() <= scored // 4 + 1
    assert served.count() >= 3
    keys = list(served.values_list("reference__key", flat=True))
    assert len(set(keys)) == len(keys)  # none twice
    assert all(one.reference.country == "PE" for one in served.select_related("reference"))


def test_who_lies_apart_from_the_others_gets_seeds_too(letters: Callable[[int], list[Submission]], andes: House) -> None:
    qualified(andes.assessor)
    for letter in letters(5):
        score(letter, andes.assessor, SOLID)
        again = timezone.now() + timedelta(days=7)
        Allocation.objects.filter(submission=letter).update(discussing=True, done_at=None, lease_until=again)
    assert seeds_of(andes.assessor).exists()


def test_a_seed_waits_in_the_queue_like_a_letter(
    letters: Callable[[int], list[Submission]], andes: House, as_person: Callable[[Person], Client]
) -> None:
    qualified(andes.assessor)
    waiting = letters(8)
    while not seeds_of(andes.assessor).exists():
        score(waiting.pop(), andes.assessor, SOLID)
    seed = seeds_of(andes.assessor).get()
    assert seed.shown_as_of
    assert timedelta(minutes=15) < seed.shown_as_of - timezone.now() < timedelta(hours=8)
    client, claim = as_person(andes.assessor), reverse("lms:assessments:script-claim", args=[seed.seed_ref])
    assert seed.seed_ref not in queue(andes.assessor)  # nothing comes in with one's own score
    assert client.post(claim).status_code == 404
    with time_machine.travel(seed.shown_as_of + timedelta(minutes=1), tick=False):
        lines = {one.ref: one for one in api.waiting_submissions(scope(andes.assessor.pk))}
        assert as_person(andes.assessor).post(claim).status_code == 302
    other = lines[waiting[0].ref]
    mine = lines[seed.seed_ref]
    assert (mine.titles, mine.country, mine.case_key, mine.qualified, mine.needs) == (
        other.titles, other.country, other.case_key, other.qualified, other.needs,
    )  # fmt: skip
    assert mine.submitted_at == seed.shown_as_of
    assert serve_seed_if_due(assessor_id=andes.assessor.pk, case_key="herbs") is None  # one at a time


def test_the_places_of_seeds_hang_on_the_secret(settings: Any) -> None:
    before = [place_of("1:a:x", n, 6) for n in range(30)]
    settings.SECRET_KEY = "another one"
    assert [place_of("1:a:x", n, 6) for n in range(30)] != before


def test_an_appeal_brings_no_seed_of_its_country(letters: Callable[[int], list[Submission]], andes: House) -> None:
    qualified(andes.assessor)
    for letter in letters(5):
        score(letter, andes.assessor, SOLID)
    seeds_of(andes.assessor).delete()
    Allocation.objects.update(assessor=None, done_at=None, lease_until=None)
    (appealed, *rest) = Submission.objects.all()
    Allocation.objects.filter(submission=appealed).update(stage="appeal")
    Submission.objects.filter(pk=appealed.pk).update(state="released")
    seed = served(andes.assessor)
    assert queue(andes.assessor) == {appealed.ref}
    Submission.objects.filter(pk=rest[0].pk).update(state="submitted")
    assert queue(andes.assessor) == {appealed.ref, rest[0].ref, seed.seed_ref}


def test_a_seed_about_an_older_text_of_the_case_is_not_served(letters: Callable[[int], list[Submission]], andes: House) -> None:
    qualified(andes.assessor)
    waiting = letters(5)
    for one in ReferenceScript.objects.filter(use="seed"):
        one.config["case"]["version"] = "older"
        one.save()
    for letter in waiting:
        score(letter, andes.assessor, SOLID)
    assert not seeds_of(andes.assessor).exists()


def test_a_seed_goes_when_the_letters_close_for_its_assessor(
    letters: Callable[[int], list[Submission]], andes: House, programme: dict[str, Person]
) -> None:
    able = qualified(andes.assessor)
    waiting = letters(8)
    while not seeds_of(andes.assessor).exists():
        score(waiting.pop(), andes.assessor, SOLID)
    end_qualification(qualification_id=able.pk, why="Un año sin evaluar.", by=programme["decider"].pk)
    assert not seeds_of(andes.assessor).exists()
    assert not any(one.qualified for one in api.waiting_submissions(scope(andes.assessor.pk)))


def test_who_did_not_qualify_gets_none(letters: Callable[[int], list[Submission]], andes: House) -> None:
    able = qualified(andes.assessor)
    for letter in letters(6):
        score(letter, andes.assessor, SOLID)
    seeds_of(andes.assessor).delete()
    Qualification.objects.filter(pk=able.pk).update(ended_at=timezone.now())
    assert serve_seed_if_due(assessor_id=andes.assessor.pk, case_key="herbs") is None
    qualified(andes.assessor)
    assert serve_seed_if_due(assessor_id=andes.assessor.pk, case_key="herbs")  # the control


def test_a_seed_of_a_country_that_one_never_scores_is_not_served(
    letters: Callable[[int], list[Submission]], toolkit_root: Path, sur: House, course: Course, andes: House
) -> None:
    qualified(sur.assessor)
    place = building.place(sur.cohort, course)
    enrolment = building.enrol(sur.advisor, sur.institution, course, cohort_course=place)
    letter = open_letter(enrolment_id=enrolment.pk, unit_id=CaseStudy.objects.get(course=course).pk)
    save_letter(letter_id=letter, blocks=LETTER, revision=0)
    submit_letter(letter_id=letter)
    letters(0)
    score(Submission.objects.get(pk=letter), sur.assessor, SOLID)
    for _n in range(8):
        assert serve_seed_if_due(assessor_id=sur.assessor.pk, case_key="herbs") is None


def served(person: Person, **facts: Any) -> Allocation:
    """A seed that is in the queue now."""
    script = ReferenceScript.objects.filter(use="seed").order_by("key")[0]
    return Allocation.objects.create(reference=script, seed_ref=new_ref(), assessor=person, stage="seed", **facts)


def queue(person: Person) -> set[str]:
    return {one.ref for one in api.waiting_submissions(scope(person.pk))}


def test_a_seed_that_no_letter_stands_beside_makes_room_for_another(
    letters: Callable[[int], list[Submission]], andes: House
) -> None:
    qualified(andes.assessor)
    waiting = letters(6)
    hidden = served(andes.assessor)
    ReferenceScript.objects.filter(key=hidden.reference.key).update(country="CL")
    for letter in waiting[:5]:
        score(letter, andes.assessor, SOLID)
    assert [one.reference.country for one in seeds_of(andes.assessor).select_related("reference")] == ["PE"]


@pytest.mark.parametrize("leased", [False, True])
def test_a_seed_goes_with_the_letters_that_an_interest_keeps_away(
    letters: Callable[[int], list[Submission]], andes: House, leased: bool
) -> None:
    qualified(andes.assessor)
    waiting = letters(2)
    seed = served(andes.assessor)
    if leased:
        claim_seed(allocation_id=seed.pk, assessor_id=andes.assessor.pk)
    assert queue(andes.assessor) == {seed.seed_ref, *(one.ref for one in waiting)}
    me = andes.assessor.pk
    interest = declare_interest(person_id=me, by=me, institution_id=andes.institution.pk)
    assert queue(andes.assessor) == set()
    end_interest(interest_id=interest, by=me)
    assert queue(andes.assessor) == set()  # neither comes back: what does not return would be letters


def test_a_seed_is_listed_beside_letters_of_its_case_and_country_only(
    letters: Callable[[int], list[Submission]], andes: House
) -> None:
    qualified(andes.assessor)
    (letter,) = letters(1)
    seed = served(andes.assessor)
    Enrolment.objects.update(country="CL")
    assert queue(andes.assessor) == {letter.ref}
    Enrolment.objects.update(country="PE")
    assert queue(andes.assessor) == {letter.ref, seed.seed_ref}
    Submission.objects.update(state="draft")
    assert queue(andes.assessor) == set()


def test_what_was_taken_goes_back_with_the_qualification_seed_and_letter_alike(
    letters: Callable[[int], list[Submission]],
    andes: House,
    programme: dict[str, Person],
    as_person: Callable[[Person], Client],
) -> None:  # fmt: skip
    able = qualified(andes.assessor)
    taken, other = letters(2)
    seed, client = served(andes.assessor), as_person(andes.assessor)
    for ref in (taken.ref, seed.seed_ref):
        assert client.post(reverse("lms:assessments:script-claim", args=[ref])).status_code == 302
    end_qualification(qualification_id=able.pk, why="Un año sin evaluar.", by=programme["decider"].pk)
    assert not seeds_of(andes.assessor).exists()
    row = Allocation.objects.get(submission=taken)
    assert (row.assessor, row.lease_until, row.draft) == (None, None, {})
    full = {"fence": "1", "level-r1": "2", "level-business": "3", "flag-f1": "clear"}
    for ref in (taken.ref, seed.seed_ref):
        assert client.post(reverse("lms:assessments:script-score", args=[ref]), full).status_code == 404
    assert {one.ref: one.qualified for one in api.waiting_submissions(scope(andes.assessor.pk))} == {
        taken.ref: False, other.ref: False
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["letter", "seed"])
def test_who_is_not_qualified_any_more_scores_nothing_that_they_hold(
    letters: Callable[[int], list[Submission]], andes: House, as_person: Callable[[Person], Client], kind: str
) -> None:
    able = qualified(andes.assessor)
    (letter,) = letters(1)
    seed, client = served(andes.assessor), as_person(andes.assessor)
    ref = letter.ref if kind == "letter" else seed.seed_ref
    client.post(reverse("lms:assessments:script-claim", args=[ref]))
    Qualification.objects.filter(pk=able.pk).update(ended_at=timezone.now())
    full = {"fence": "1", "level-r1": "2", "level-business": "3", "flag-f1": "clear"}
    for name in ("script-review", "script-score", "script-claim"):
        reply = client.post(reverse(f"lms:assessments:{name}", args=[ref]), full)
        assert reply.status_code == 409
    one = Allocation.objects.get(pk=seed.pk) if kind == "seed" else Allocation.objects.get(submission=letter)
    with pytest.raises(QualifyFirst):
        record_score(
            allocation_id=one.pk, assessor_id=andes.assessor.pk, fence=one.fence, picks=SOLID, comments={}, red_flags=[]
        )
    assert not Score.objects.exists()
    assert {one.qualified for one in api.waiting_submissions(scope(andes.assessor.pk))} == {False}
