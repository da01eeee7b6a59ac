"""Judges compare a case's countries, each alone; what they said holds while what can differ is the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments import twins
from assessments.errors.releases import TwinsChanged, TwinsEmpty
from assessments.models import CaseStudy, TwinReview
from assessments.selectors.twins import said_of, twin, twin_lines
from assessments.services.twin_reviews import judge_twins
from courses import api as courses
from courses.models import Course, Item
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.kernel.writeonce import WrittenOnce
from tests.assessments.toolkit import CASE, write_toolkit

People = dict[str, Person]
YES = {"r1": (True, ""), "business": (True, ""), "": (True, "")}
NO = YES | {"r1": (False, "En Chile no hay regla comprobada."), "": (False, "Pesa más donde hay regla.")}
PAGE = "/library/cases/herbs/"


@pytest.fixture
def author(course: Course, as_person: Callable[[Person], Client], programme: People) -> Client:
    return as_person(programme["author"])


def body(**changed: str) -> dict[str, Any]:
    said: dict[str, Any] = {"version": twin("herbs").case.id}
    for name in ("r1", "business", "_"):
        said |= {f"is-{name}": changed.get(name, "yes"), f"why-{name}": "Por esto." if changed.get(name) == "no" else ""}
    return said


def standing() -> twins.Standing:
    found = twin("herbs")
    return twins.standing(said_of([found])["herbs"], found.criteria)


def judge(person: Person, answers: dict[str, tuple[bool, str]] = YES) -> int:
    return judge_twins(key="herbs", version_id=twin("herbs").case.id, by=person.pk, answers=answers)


def changed(root: Path, programme: People, **files: str) -> None:
    courses.import_toolkit(path=write_toolkit(root, **files), by=programme["author"].pk)
    courses.publish_course(
        course_id=Course.objects.get(key="marks-course").pk, by=programme["author"].pk, approved_by=programme["focal"].pk,
        countries=["CL", "CO", "MX", "PE"],
    )  # fmt: skip


def test_from_the_library_to_an_answer_for_each_criterion(author: Client, programme: People) -> None:
    assert PAGE.replace("herbs/", "") in author.get(reverse("lms:courses:fact-list")).content.decode()
    draft = author.get(reverse("lms:courses:draft-detail", args=[CaseStudy.objects.get().course_id])).content.decode()
    case = reverse("lms:assessments:case-draft", args=[CaseStudy.objects.get().pk])
    assert case in draft
    assert author.get(case).headers["Location"] == PAGE
    assert "espera" in author.get(reverse("lms:assessments:twin-list")).content.decode()
    page = author.get(PAGE).content.decode()
    for shown in ("En Chile", "En México", "30 días hábiles", "Hallazgo-secreto", "Ve los problemas"):
        assert shown in page
    assert author.post(PAGE, {**body(r1="no"), "why-r1": ""}).status_code == 422
    author.post(PAGE, body(r1="no"))
    assert TwinReview.objects.filter(judge=programme["author"]).count() == 3
    assert AuditEvent.objects.get(act="twins.judged").after["comparable"] == {"r1": False, "business": True, "_": True}
    author.post(PAGE, body(r1="no"))
    assert TwinReview.objects.count() == 3  # the same again is nothing new
    author.post(PAGE, body())
    assert TwinReview.objects.get(number=2).criterion == "r1"
    assert standing().by_criterion["r1"] == (1, 1)


def test_two_judges_who_agree_make_it_comparable_and_one_who_does_not_keeps_it_open(course: Course, programme: People) -> None:
    assert standing().state == twins.OPEN
    judge(programme["author"])
    assert standing().state == twins.OPEN
    judge(programme["focal"])
    assert (standing().state, standing().yes, standing().judges) == (twins.ALIKE, 2, 2)
    judge(programme["reviewer"], NO)
    assert (standing().state, standing().yes, standing().judges) == (twins.DOUBTED, 2, 3)
    assert dict(standing().doubts) == {"r1": 1, "": 1}


def test_each_judge_answers_before_seeing_what_others_said(
    author: Client, programme: People, as_person: Callable[[Person], Client]
) -> None:
    judge(programme["reviewer"], NO)
    assert "no hay regla comprobada" not in author.get(PAGE).content.decode()
    author.post(PAGE, body())
    assert "no hay regla comprobada" in author.get(PAGE).content.decode()


def test_words_that_all_countries_share_may_change_and_a_country_s_may_not(
    course: Course, toolkit_root: Path, programme: People
) -> None:
    judge(programme["author"])
    changed(toolkit_root, programme, case=CASE.replace("Escriba la carta.", "Escriba una carta."))
    assert standing().judges == 1
    assert twin("herbs").case.number == 2
    first = Item.objects.get(kind="case", key="herbs").lms_versions.get(number=1)
    with pytest.raises(TwinsChanged):
        judge_twins(key="herbs", version_id=first.pk, by=programme["focal"].pk, answers=YES)
    changed(toolkit_root, programme, case=CASE.replace("En Chile {fact", "En todo Chile {fact"))
    assert standing().judges == 0
    assert twin_lines(programme["author"].pk)[0].again
    judge(programme["author"])
    assert standing().judges == 1


def test_another_scoring_of_the_rubric_asks_again(course: Course, toolkit_root: Path, programme: People) -> None:
    judge(programme["author"])
    changed(toolkit_root, programme, case=CASE.replace("weight: 60", "weight: 50").replace("weight: 40", "weight: 50"))
    assert standing().judges == 0


def test_an_answer_is_whole_and_written_once(course: Course, programme: People) -> None:
    for lacking in ({"r1": (True, "")}, YES | {"": (False, " ")}):
        with pytest.raises(TwinsEmpty):
            judge(programme["author"], lacking)
    judge(programme["author"])
    row = TwinReview.objects.first()
    assert row is not None
    row.comparable = False
    with pytest.raises(WrittenOnce):
        row.save()


def test_only_judges_reach_it(course: Course, andes: Any, programme: People, as_person: Callable[[Person], Client]) -> None:
    for person in (andes.advisor, andes.coordinator, andes.assessor, programme["decider"]):
        assert as_person(person).get(PAGE).status_code == 404
    assert as_person(programme["focal"]).get("/library/cases/nothing/").status_code == 404


def test_the_pages_cost_the_same_at_two_sizes(
    author: Client, programme: People, toolkit_root: Path, django_assert_max_num_queries: Any
) -> None:
    costs = []
    for step in range(2):
        seen = []
        for path in (reverse("lms:assessments:twin-list"), PAGE):
            with django_assert_max_num_queries(15) as captured:
                author.get(path)
            seen.append(len(captured))
        costs.append(seen)
        if not step:
            for n in range(4):
                (toolkit_root / "cases" / f"more{n}.yaml").write_text(
                    CASE.replace("key: herbs", f"key: more{n}"), encoding="utf-8"
                )
            courses.import_toolkit(path=toolkit_root, by=programme["author"].pk)
            for person in ("author", "focal", "reviewer"):
                judge(programme[person], NO)
    assert costs[0] == costs[1]
