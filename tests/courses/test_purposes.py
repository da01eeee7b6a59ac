"""What a renewal and a second country ask of a course: groups of its release's rule, and nothing beside them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from courses import api
from courses.errors import ImportRefused
from courses.kinds import Outcome
from courses.models import Course, Enrolment, ReleaseEntry
from courses.progress import Entry, Standing, requirement_groups, tally
from courses.purposes import for_purpose, groups_of, rule_mistakes
from lms.institutions.models import Person
from lms.kernel.places import COUNTRIES
from tests.conftest import House
from tests.courses import toolkit_files
from tests.courses.toolkit_fixtures import author, second

__all__ = ["author", "second"]
PASSED = Standing("passed")
RULE: dict[str, Any] = {
    "renewal": {"update": ["update-exam", "case"], "practice": ["clinic-again"]},
    "endorsement": {"law": "country", "case": ["case"]},
}


def entry(unit_id: int, key: str, *, required: bool = True, choice: str = "", differ: tuple[str, ...] = ()) -> Entry:
    """A unit of a release with the rule above."""
    return Entry(
        unit_id, key, unit_id, "d", "quiz", {}, 5, unit_id, required, choice, Decimal(1),
        renewal=groups_of(RULE, "renewal", differ).get(key, ""),
        endorsement=groups_of(RULE, "endorsement", differ).get(key, ""),
    )  # fmt: skip


@pytest.fixture
def release() -> list[Entry]:
    """Two lessons (one differs by country), a case, an exam, and two units for a renewal alone."""
    differ = ("law",)
    return [
        entry(1, "basics", differ=differ), entry(2, "law", differ=differ), entry(3, "case", differ=differ),
        entry(4, "exam", differ=differ), entry(5, "update-exam", required=False, differ=differ),
        entry(6, "clinic-again", required=False, differ=differ), entry(7, "extra", required=False, differ=differ),
    ]  # fmt: skip


def keys(entries: list[Entry]) -> list[str]:
    return [one.unit_key for one in entries]


def test_the_first_time_everything_is_asked_but_what_a_rule_alone_names(release: list[Entry]) -> None:
    assert keys(for_purpose(release, "first")) == ["basics", "law", "case", "exam", "extra"]


def test_a_renewal_asks_one_of_each_group(release: list[Entry]) -> None:
    asked = for_purpose(release, "renewal")
    assert keys(asked) == ["case", "update-exam", "clinic-again"]
    assert [keys(group) for group in requirement_groups(asked)] == [["case", "update-exam"], ["clinic-again"]]
    assert not tally(asked, {5: PASSED}).complete
    assert tally(asked, {5: PASSED, 6: PASSED}).complete
    assert tally(asked, {3: PASSED, 6: PASSED}).complete


def test_a_second_country_asks_what_differs_there_and_one_case(release: list[Entry]) -> None:
    asked = for_purpose(release, "endorsement")
    assert keys(asked) == ["law", "case"]
    assert tally(asked, {2: PASSED, 3: PASSED}).complete
    assert not tally(asked, {3: PASSED}).complete


def test_a_release_without_a_rule_asks_everything_whatever_the_purpose() -> None:
    plain = [
        Entry(1, "a", 1, "d", "quiz", {}, 5, 1, True, "", Decimal(1)),
        Entry(2, "b", 2, "d", "quiz", {}, 5, 2, False, "", Decimal(1)),
    ]
    for purpose in ("first", "renewal", "endorsement"):
        assert for_purpose(plain, purpose) == plain


@pytest.mark.parametrize(
    "rule",
    [
        [],
        {"recertification": {"a": ["exam"]}},
        {"renewal": {}},
        {"renewal": {"a": "country"}},
        {"renewal": {"a": []}},
        {"renewal": {"a": ["nothing"]}},
        {"renewal": {"a": ["exam"], "b": ["exam"]}},
        {"endorsement": {"a" * 41: ["exam"]}},
    ],
)
def test_a_rule_that_names_what_is_not_there_is_refused(rule: Any) -> None:
    assert len(rule_mistakes(rule, {"exam", "case"})) == 1


def test_the_rule_above_is_right() -> None:
    assert rule_mistakes(RULE, {"update-exam", "case", "clinic-again"}) == []
    assert rule_mistakes({}, set()) == []


# Through the doors -----------------------------------------------------------------------------------------------------
WITH_RULE = toolkit_files.COURSE.replace(
    "modules:", "rule: {renewal: {again: [second]}, endorsement: {law: country}}\nmodules:", 1
)


@pytest.fixture
def course(tmp_path: Path, author: Person, second: Person) -> Course:
    """The small toolkit's course with a rule: its first lesson has country slots, its second has none."""
    root = toolkit_files.write(tmp_path / "toolkit", {"courses/brands.yaml": WITH_RULE})
    api.import_toolkit(path=root, by=author.pk)
    found = Course.objects.get(key="brands")
    api.publish_course(course_id=found.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    return found


def enrolled(course: Course, house: House, **more: Any) -> Enrolment:
    made = api.enrol(
        person_id=house.advisor.pk, institution_id=house.institution.pk, course_id=course.pk, cohort_course_id=None,
        country="PE", language="es", by=None, **more,
    )  # fmt: skip
    return Enrolment.objects.get(pk=made)


def test_what_differs_by_country_is_found_when_it_is_published(course: Course) -> None:
    rows = ReleaseEntry.objects.filter(release__course=course).values_list("unit__key", "renewal", "endorsement")
    assert set(rows) == {("first", "", "country:first"), ("second", "again", "")}


@pytest.mark.parametrize(
    ("purpose", "asked"), [("renewal", ["second"]), ("endorsement", ["first"]), ("first", ["first", "second"])]
)
def test_an_enrolment_is_complete_with_what_its_purpose_asks(
    course: Course, andes: House, purpose: str, asked: list[str]
) -> None:
    enrolment = enrolled(course, andes, purpose=purpose)
    assert enrolment.lms_summary.required == len(asked)
    ids = {unit.key: unit.pk for unit in course.lms_units.non_polymorphic()}
    subjects = [one.subject for one in api.path(enrolment.pk).requirements]
    assert subjects == [f"unit:{ids[key]}" for key in asked]
    assert [one.subject for one in api.paths([enrolment.pk])[enrolment.pk].requirements] == subjects
    for key in asked:
        done = Outcome(key=key, state="passed", earned_at=timezone.now(), unit_version_id=None)
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=ids[key], outcome=done)
    enrolment.refresh_from_db()
    assert enrolment.state == "completed"


def test_a_rule_that_names_no_unit_is_refused_with_its_line(tmp_path: Path, author: Person) -> None:
    wrong = WITH_RULE.replace("[second]", "[third]")
    root = toolkit_files.write(tmp_path / "toolkit", {"courses/brands.yaml": wrong})
    with pytest.raises(ImportRefused) as refused:
        api.import_toolkit(path=root, by=author.pk)
    [problem] = refused.value.facts["problems"]
    assert (problem.path, problem.line) == ("courses/brands.yaml", 5)
    assert "third" in problem.sentence
