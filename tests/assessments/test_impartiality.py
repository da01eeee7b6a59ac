"""No script and no decision reaches somebody who is too close, in queues, lists and by URL; everybody else reaches theirs.

Random casts (tests.assessments.casting); for every person and every thing the program's answer is compared with an oracle's.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments import api
from assessments.models import Appeal, AssessorHold, CaseStudy, Quiz, SubmissionState
from assessments.selectors.essays import waiting_answers
from assessments.services.releasing import release_letters
from certificates.models import AwardEvent, Motion, Objection, Ruling
from courses.models import Course
from lms.institutions.api import conflicts, house_conflicts, scope
from lms.institutions.models import Institution, Person
from tests.assessments.casting import Cast, Oracle, make_cast

SEEDS = (1, 2, 3)
AsPerson = Callable[[Person], Client]


@pytest.fixture(params=SEEDS)
def cast(request: Any, course: Course, case: CaseStudy, quiz: Quiz) -> Cast:
    return make_cast(request.param, course, case, quiz)


@pytest.fixture
def browsers(cast: Cast, as_person: AsPerson) -> dict[int, Client]:
    return {person.pk: as_person(person) for person in cast.people}


def at(name: str, *args: Any) -> str:
    return reverse(f"lms:{name}", args=args)


def opens(client: Client, url: str) -> bool:
    """Whether a page opens; it is there, or looks as if it were not."""
    status = client.get(url).status_code
    assert status in (200, 404), (url, status)
    return status == 200


def refuses(client: Client, urls: Sequence[str], *, held: bool) -> None:
    """Acts that look as if there were nothing to act on. Without the role that they ask for, one of them stands for all: that
    is what tests/permissions walk."""
    for url in urls if held else urls[:1]:
        assert client.post(url, {"answer": "No.", "because": "No.", "step": "send"}).status_code == 404, url


def test_who_is_too_close_is_who_the_oracle_says(cast: Cast) -> None:
    oracle, ids = Oracle(), [one.pk for one in cast.people]
    for moment in (None, *(one.submitted_at for one in cast.letters)):
        found = conflicts(ids, ids, moment)
        for person in cast.people:
            said = {subject for who, subject in found if who == person.pk}
            assert said == {subject for subject in ids if oracle.close(person, subject, moment)}, (person, moment)
    houses = list(Institution.objects.values_list("pk", flat=True))
    held = house_conflicts(ids, houses)
    for person in cast.people:
        for house in houses:
            assert ((person.pk, house) in held) is oracle.close_to_institution(person, house)


def test_no_script_reaches_somebody_who_is_too_close(cast: Cast, browsers: dict[int, Client]) -> None:
    oracle, seen = Oracle(), Counter[str]()
    waiting = [one for one in cast.letters if one.state == SubmissionState.SUBMITTED or hasattr(one, "lms_appeal")]
    waiting = [one for one in waiting if one.state == SubmissionState.SUBMITTED or one.lms_appeal.state == "scoring"]
    for person in cast.people:
        client = browsers[person.pk]
        may = {
            one.ref for one in waiting if oracle.scores(person, one, certifying=one.unit_version_id in cast.certifying)
        }  # fmt: skip
        assert {one.ref for one in api.waiting_submissions(scope(person.pk))} == may
        queue = client.get(at("assessments:submission-list"))
        told = queue.content.decode() if queue.status_code == 200 else ""
        for letter in cast.letters:
            if letter.ref in may:
                seen["reached"] += 1
                assert opens(client, at("assessments:script-form", letter.ref)) or letter.ref in told
                continue
            seen["refused"] += 1
            assert letter.ref not in told
            pages = ("script-claim", "script-draft", "script-score", "script-note")
            refuses(client, [at(f"assessments:{page}", letter.ref) for page in pages], held=bool(told))
            if told:
                assert not opens(client, at("assessments:script-form", letter.ref))
                assert not opens(client, at("assessments:script-discussion", letter.ref))
        with transaction.atomic():  # the next one is one of them, until there is none
            taken = []
            for _turn in range(3):
                answer = client.post(at("assessments:script-next"))
                taken += [
                    ref for ref in (one.ref for one in cast.letters) if answer.status_code == 302 and ref in answer["Location"]
                ]
            assert set(taken) <= may
            transaction.set_rollback(True)
    assert seen["reached"]
    assert seen["refused"] > 10


def test_no_written_answer_of_an_exam_reaches_somebody_who_is_too_close(cast: Cast, browsers: dict[int, Client]) -> None:
    """In practice who teaches may score answers; nobody scores those of family, or in an exam those of anybody near."""
    oracle, seen = Oracle(), Counter[bool]()
    for person in cast.people:
        mine = scope(person.pk)
        if not mine.roles & {"assessor", "facilitator"}:
            continue
        listed = {one.id for one in waiting_answers(mine)}
        for one in cast.attempts:
            may = oracle.scores_by_hand(person, one, certifying=one.unit_version_id in cast.certifying)
            seen[may] += 1
            assert (one.pk in listed) is may
            assert opens(browsers[person.pk], at("assessments:essay-form", one.pk)) is may
    assert seen[True]
    assert seen[False]


def test_no_result_is_released_by_somebody_who_is_too_close(cast: Cast, browsers: dict[int, Client]) -> None:
    oracle, scored = Oracle(), [one for one in cast.letters if one.state == SubmissionState.SCORED]
    for person in cast.people:
        may = {
            one.pk for one in scored if oracle.releases(person, one, certifying=one.unit_version_id in cast.certifying)
        }  # fmt: skip
        for house in {one.enrolment.institution_id for one in scored}:
            page = browsers[person.pk].get(at("assessments:release-batch", house, scored[0].unit_id))
            told = page.content.decode() if page.status_code == 200 else ""
            here = {one for one in scored if one.enrolment.institution_id == house}
            assert {one.pk for one in here if one.ref in told} == {one.pk for one in here if one.pk in may}
        with transaction.atomic():
            assert set(release_letters(submission_ids=[one.pk for one in scored], by=person.pk).released) == may
            transaction.set_rollback(True)


def test_no_appeal_is_decided_by_somebody_who_is_too_close(cast: Cast, browsers: dict[int, Client]) -> None:
    oracle, seen = Oracle(), Counter[bool]()
    for person in cast.people:
        client = browsers[person.pk]
        page = client.get(at("assessments:appeal-list"))
        told = page.content.decode() if page.status_code == 200 else ""
        for appeal in Appeal.objects.select_related("submission__enrolment__cohort_course"):
            letter = appeal.submission
            may = oracle.holds("decider", person) and not oracle.close_to_work(person, letter.enrolment, letter.submitted_at)
            seen[may] += 1
            assert (letter.ref in told) is may
            assert opens(client, at("assessments:appeal-detail", appeal.pk)) is may
            if not may:
                acts = [at(f"assessments:appeal-{act}", appeal.pk) for act in ("accept", "refuse", "decide")]
                refuses(client, acts, held=oracle.holds("decider", person))
        for hold in AssessorHold.objects.all():
            may = oracle.holds("decider", person) and not oracle.close(person, hold.person_id)
            assert opens(client, at("assessments:hold-detail", hold.pk)) is may
            if not may:
                refuses(client, [at("assessments:hold-detail", hold.pk)], held=True)
    assert seen[False]


def test_no_decision_about_an_award_reaches_somebody_who_is_too_close(cast: Cast, browsers: dict[int, Client]) -> None:
    oracle, seen = Oracle(), Counter[bool]()
    before = _state()
    for person in cast.people:
        client = browsers[person.pk]
        held = oracle.holds("decider", person) or oracle.holds("reviewer", person)
        lists = {
            name: client.get(at(f"certificates:{name}")).content.decode()
            for name in ("award-list", "question-list", "objection-list", "ruling-list")
        }
        for award in cast.awards:
            may = oracle.decides(person, award, "decider", "reviewer")
            moves = oracle.decides(person, award, "decider")
            seen[may] += 1
            motion = Motion.objects.get(award=award)
            objection = Objection.objects.get(event__award=award)
            pages = {
                at("certificates:award-detail", award.pk): may,
                at("certificates:question-detail", award.pk): may,
                at("certificates:objection-answer", objection.pk): may,
                at("certificates:award-move", award.pk): moves,
                at("certificates:reissue-form", award.pk): oracle.reissues(person, award),
            }
            for url, expected in list(pages.items())[0 if held else 4 :]:
                assert opens(client, url) is expected, (person, url)
            for name, url in (
                ("award-list", at("certificates:award-detail", award.pk)),
                ("question-list", at("certificates:question-detail", award.pk)),
                ("objection-list", at("certificates:objection-answer", objection.pk)),
            ):
                assert bool(re.search(rf'"{url}"', lists[name])) is may, (person, name)
            if not may:
                acts = [("motion-carry", motion.pk), ("motion-refuse", motion.pk), ("motion-withdraw", motion.pk)]
                acts += [(f"question-{act}", award.pk) for act in ("keep", "propose", "approve")]
                acts += [("award-move", award.pk), ("objection-answer", objection.pk)]
                refuses(client, [at(f"certificates:{name}", pk) for name, pk in acts], held=held)
            if not oracle.reissues(person, award):
                refuses(client, [at("certificates:reissue-form", award.pk)], held=True)
            ruling = Ruling.objects.get(person=award.person_id)
            rules = held and not oracle.close(person, ruling.person_id)
            url = at("certificates:ruling-detail", ruling.pk)
            assert opens(client, url) is rules
            assert (url in lists["ruling-list"]) is rules
            if not rules:
                refuses(client, [at(f"certificates:ruling-{act}", ruling.pk) for act in ("accept", "refuse", "end")], held=held)
    assert _state() == before
    assert seen[True]
    assert seen[False] > 5


def _state() -> Any:
    return (
        list(Motion.objects.order_by("pk").values_list("state")), list(Ruling.objects.order_by("pk").values_list("state")),
        list(Objection.objects.order_by("pk").values_list("state")), AwardEvent.objects.count(),
    )  # fmt: skip
