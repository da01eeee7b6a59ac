"""Groups by rule: what is compiled finds whom plain loops find, a broken rule finds nobody, pages work plainly."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.models import Award, Credential
from courses.models import (
    CohortCourse,
    Course,
    Enrolment,
    EnrolmentSummary,
    Lesson,
    OutcomeState,
    UnitProgress,
)
from courses.selectors.risk import at_risk
from lms.exports.tables import table_of
from lms.institutions.models import Cohort, Membership, Person
from lms.kernel.conditions import Condition
from lms.reporting.errors import RuleIsBroken, RuleNotValid
from lms.reporting.models import PeopleRule
from lms.reporting.rules import (
    DEPTH,
    FIELDS,
    VALUES_OF,
    EnrolmentFacts,
    Group,
    PersonFacts,
    Rule,
    matches,
    read_rule,
    write_rule,
)
from lms.reporting.services.people_rules import archive_rule, known_to, people_matching, save_rule
from tests.conftest import House

SignIn = Callable[[Person], Client]
NOW: Final = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
COURSES: Final = ("ip", "brands")


def make_world(house: House, seed: int, people: int = 14) -> None:
    """Two courses with a unit each, two groups, people in every sort of standing, by chance."""
    chance = random.Random(seed)
    other = Cohort.objects.create(
        institution=house.institution, key="other", names={"es": "Otro"}, country="PE", starts_on=date(2026, 1, 1),
        ends_on=date(2030, 1, 1),
    )  # fmt: skip
    cohorts = [house.cohort, other]
    credential = Credential.objects.create(key="advisor", titles={"es": "Asesor", "en": "Advisor"}, validity_months=24)
    taken = []
    for key in COURSES:
        course = Course.objects.create(key=key, titles={"es": key, "en": key})
        unit = Lesson.objects.create(course=course, key=f"{key}-1", kind="lesson", position=1, titles={"es": key})
        group = [
            CohortCourse.objects.create(cohort=one, course=course, starts_on=date(2026, 1, 1), ends_on=date(2030, 1, 1))
            for one in cohorts
        ]
        taken.append((course, unit, group))
    for number in range(people):
        person = Person.objects.create(
            email=f"p{number}@andes.test", given_name=f"P{number}", country=chance.choice(["CL", "CO", "MX", "PE"]),
            language=chance.choice(["es", "en"]),
        )  # fmt: skip
        for _roles in range(chance.randint(0, 2)):
            Membership.objects.get_or_create(
                person=person, institution=house.institution, cohort=chance.choice([None, *cohorts]),
                role=chance.choice(["advisor", "advisor", "facilitator", "assessor"]), until=None,
            )  # fmt: skip
        for course, unit, group in taken:
            if chance.random() < 0.7:
                _enrol(chance, house, person, course, unit, chance.choice([None, *group]))
        if chance.random() < 0.5:
            Award.objects.create(
                person=person, credential=credential, country="PE", institution=house.institution, digest="0" * 64,
                law_as_of=date(2026, 1, 1), state=chance.choice(["granted", "suspended", "revoked", "reduced"]),
                expires_at=chance.choice([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
            )  # fmt: skip


def _enrol(chance: random.Random, house: House, person: Person, course: Course, unit: Any, group: Any) -> None:
    state = chance.choice(["active", "active", "completed", "closed"])
    enrolment = Enrolment.objects.create(
        person=person, institution=house.institution, cohort_course=group, course=course, country="PE", state=state,
        created_at=NOW - timedelta(days=chance.randint(0, 40)), closed_at=NOW if state == "closed" else None,
    )  # fmt: skip
    required = chance.choice([0, 3, 7])
    EnrolmentSummary.objects.create(
        enrolment=enrolment, institution=house.institution, cohort_course=group, required=required,
        done=chance.randint(0, required), score=chance.choice([None, Decimal("49.50"), Decimal(50), Decimal("80.25")]),
        last_seen_at=chance.choice([None, NOW - timedelta(days=chance.randint(0, 30))]),
        next_due=chance.choice([None, NOW - timedelta(days=3)]),
    )  # fmt: skip
    if chance.random() < 0.7:
        UnitProgress.objects.create(
            enrolment=enrolment, unit=unit, country="PE", state=chance.choice([one.value for one in OutcomeState])
        )


def facts_by_loops(house: House) -> dict[int, PersonFacts]:
    """What is known of each person, read row by row."""
    risky = {one.person_id for one in at_risk(institution_id=house.institution.pk, at=NOW)}
    found = {}
    for person in Person.objects.filter(lms_memberships__institution=house.institution, lms_memberships__until=None).distinct():
        open_ = [one for one in person.lms_memberships.all() if one.institution_id == house.institution.pk and not one.until]
        enrolments = []
        for one in person.lms_enrolments.exclude(state="closed"):
            units = {str(unit.pk): "" for unit in one.course.lms_units.all()}
            units |= {str(row.unit_id): row.state for row in one.lms_unit_progress.all()}
            summary = one.lms_summary
            enrolments.append(
                EnrolmentFacts(
                    one.course.key, one.state, summary.done, summary.required, summary.score, summary.last_seen_at,
                    one.created_at, units,
                )
            )  # fmt: skip
        awards = []
        for award in person.lms_awards.all():
            over = award.expires_at is not None and award.expires_at <= NOW
            holds = award.state in ("granted", "reduced")
            awards.append((award.credential.key, "expired" if holds and over else "in_force" if holds else award.state))
        found[person.pk] = PersonFacts(
            person.country, person.language, frozenset(one.role for one in open_),
            frozenset(one.cohort.key for one in open_ if one.cohort), tuple(enrolments), tuple(awards), person.pk in risky,
        )  # fmt: skip
    return found


def a_condition(units: list[str]) -> st.SearchStrategy[Condition]:
    """Any condition that the world can answer."""

    def of_field(name: str) -> st.SearchStrategy[Condition]:
        kind = FIELDS[name]
        of = {"course": st.sampled_from(["", *COURSES]), "credential": st.sampled_from(["", "advisor"])}
        narrowed = st.sampled_from(units) if kind.of == "unit" else of.get(kind.of, st.just(""))
        if kind.most:
            number = st.integers(0, min(kind.most, 100)).map(lambda one: (one,))
            return st.builds(Condition, st.just(name), st.sampled_from(["at_least", "at_most"]), number, narrowed)
        known = VALUES_OF.get(name) or {"cohort": ("2026-b", "other"), "course": COURSES}[name]
        values = st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True).map(tuple)
        return st.builds(Condition, st.just(name), st.just("in"), values, narrowed)

    return st.sampled_from(sorted(FIELDS)).flatmap(of_field)


def a_rule(units: list[str]) -> st.SearchStrategy[Group]:
    """A tree of at most three levels."""
    leaf: st.SearchStrategy[Rule] = a_condition(units)
    join = st.sampled_from(["all", "any", "none"])
    inner = st.recursive(
        leaf, lambda one: st.builds(Group, join, st.lists(one, min_size=1, max_size=2).map(tuple)), max_leaves=4
    )
    return st.builds(Group, join, st.lists(inner, min_size=1, max_size=3).map(tuple))


def depth(rule: Rule) -> int:
    return 1 + max(map(depth, rule.of)) if isinstance(rule, Group) else 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_compiled_finds_whom_plain_loops_find(andes: House, seed: int) -> None:
    make_world(andes, seed)
    facts, known = facts_by_loops(andes), known_to(andes.institution.pk)
    units = [str(pk) for pk in Lesson.objects.values_list("pk", flat=True)]
    known_units = {unit: next(iter(known.units.values()), None) for unit in units}
    known = type(known)(known.cohorts, known.courses, known_units, known.credentials)  # type: ignore[arg-type]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(a_rule(units))
    def same(rule: Group) -> None:
        if depth(rule) > DEPTH:
            return
        assert read_rule(write_rule(rule)) == rule
        by_loops = {pk for pk, one in facts.items() if matches(rule, one, NOW)}
        assert people_matching(andes.institution.pk, rule, known=known, now=NOW) == by_loops

    same()


KEYS: Final = ("join", "of", "field", "op", "value", "x")
ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda one: st.lists(one, max_size=4) | st.dictionaries(st.sampled_from(KEYS), one, max_size=4),
    max_leaves=20,
)


@given(ANYTHING)
def test_no_json_whatever_it_is_passes_unchecked(raw: Any) -> None:
    try:
        rule = read_rule(raw)
    except RuleNotValid:
        return
    assert read_rule(write_rule(rule)) == rule


def _nested(levels: int) -> dict[str, Any]:
    return {"join": "all", "of": [_nested(levels - 1)]} if levels else {"field": "country", "op": "in", "value": ["PE"]}


@pytest.mark.parametrize(
    "raw",
    [
        _nested(DEPTH), {"join": "all", "of": [_nested(0)] * 17}, {"join": "all", "of": []}, _nested(0), [], None,
        {"join": "xor", "of": [_nested(0)]}, {"join": "all", "of": [{**_nested(0), "sql": "1"}]},
        {"join": "all", "of": [{"field": "progress", "op": "at_least", "value": [True]}]},
        {"join": "all", "of": [{"field": "progress", "op": "at_least", "value": [101]}]},
        {"join": "all", "of": [{"field": "unit", "op": "in", "value": ["passed"]}]},
        {"join": "all", "of": [{"field": "country", "op": "in", "value": ["XX"]}]},
        {"join": "all", "of": [{"field": "cohort", "op": "in", "value": ["x" * 9000]}]},
    ],
)  # fmt: skip
def test_a_rule_that_is_too_deep_too_long_or_unknown_is_refused(raw: Any) -> None:
    with pytest.raises(RuleNotValid):
        read_rule(raw)


def in_cohort(key: str) -> dict[str, Any]:
    return {"join": "none", "of": [{"field": "cohort", "op": "in", "value": [key]}]}


def test_a_rule_about_something_gone_finds_nobody_and_says_what(andes: House, as_person: SignIn) -> None:
    """Also under NOT, where an empty set would turn into everybody."""
    pk = save_rule(institution_id=andes.institution.pk, by=andes.coordinator.pk, name="Resto", rule=in_cohort("2026-b"))
    assert people_matching(andes.institution.pk, read_rule(in_cohort("2026-b")))
    Cohort.objects.filter(pk=andes.cohort.pk).update(archived_at=timezone.now())
    with pytest.raises(RuleIsBroken, match="2026-b"):
        people_matching(andes.institution.pk, read_rule(in_cohort("2026-b")))
    browser = as_person(andes.coordinator)
    page = browser.get(f"/people/rules/{pk}/").content.decode()
    assert "2026-b" in page
    assert f"?rule={pk}" not in page
    assert browser.get("/people/write/", {"rule": pk}).status_code == 409


def test_a_rule_is_kept_for_its_institution_alone(andes: House, sur: House, as_person: SignIn) -> None:
    pk = save_rule(institution_id=andes.institution.pk, by=andes.coordinator.pk, name="Resto", rule=in_cohort("2026-b"))
    assert as_person(sur.coordinator).get(f"/people/rules/{pk}/").status_code == 404
    assert as_person(sur.coordinator).get("/people/write/", {"rule": pk}).status_code == 404
    assert as_person(andes.facilitator).get(f"/people/rules/{pk}/").status_code == 404
    archive_rule(rule_id=pk, institution_id=andes.institution.pk, by=andes.coordinator.pk)
    assert as_person(andes.coordinator).get(f"/people/rules/{pk}/").status_code == 404
    archive_rule(rule_id=pk, institution_id=andes.institution.pk, by=andes.coordinator.pk, back=True)
    assert as_person(andes.coordinator).get(f"/people/rules/{pk}/").status_code == 200


def test_a_rule_is_built_a_button_at_a_time_without_javascript(andes: House, as_person: SignIn) -> None:
    browser, url = as_person(andes.coordinator), f"/people/rules/new/{andes.institution.pk}/"
    assert browser.get(url).status_code == 200
    base = {"name": "Advisors", "join": "all", "b0-join": "any"}
    page = browser.post(url, base | {"do": "add:0", "b0-new": "role"}).content.decode()
    assert 'name="b0-r0-value"' in page
    row = {"b0-r0-field": "role", "b0-r0-value": ["advisor"]}
    page = browser.post(url, base | row | {"do": "look"}).content.decode()
    assert andes.advisor.full_name in page
    assert andes.coordinator.full_name not in page.split('<h2 id="lk">')[1]
    assert browser.post(url, base | {"do": "save"}).status_code == 422
    page = browser.post(url, base | row | {"do": "block"}).content.decode()
    assert 'name="b1-join"' in page
    number = {"b1-join": "none", "b1-r0-field": "progress", "b1-r0-op": "at_least", "b1-r0-value": "x"}
    assert browser.post(url, base | row | number | {"do": "save"}).status_code == 422
    done = browser.post(url, base | row | number | {"b1-r0-value": "50", "do": "save"})
    assert done.status_code == 302
    kept = PeopleRule.objects.get()
    assert kept.rule == {
        "join": "all",
        "of": [
            {"join": "any", "of": [{"field": "role", "op": "in", "value": ["advisor"]}]},
            {"join": "none", "of": [{"field": "progress", "op": "at_least", "value": [50]}]},
        ],
    }
    page = browser.get(done["Location"]).content.decode()
    assert 'value="50"' in page
    assert browser.post(url, base | row | {"do": "save"}).status_code == 422  # the name is taken
    dropped = browser.post(url, base | row | {"do": "drop:0:0"}).content.decode()
    assert 'name="b0-r0-value"' not in dropped
    assert browser.post(f"/people/rules/{kept.pk}/archive/").status_code == 200
    assert browser.post(f"/people/rules/{kept.pk}/archive/", {"back": "1"}).status_code == 302


@pytest.mark.parametrize("people", [3, 60])
def test_the_page_of_a_rule_asks_the_same_however_many_match(
    andes: House, as_person: SignIn, people: int, django_assert_max_num_queries: Any
) -> None:
    make_world(andes, 5, people)
    rule = {
        "join": "any",
        "of": [
            {"field": "role", "op": "in", "value": ["advisor"]}, {"field": "progress", "op": "at_most", "value": [99]},
            {"field": "award", "op": "in", "value": ["none", "expired"]}, {"field": "score", "op": "at_least", "value": [1]},
            {"field": "country", "op": "in", "value": ["PE"]},
            {"field": "last_seen", "op": "at_least", "value": [1], "of": "ip"},
        ],
    }  # fmt: skip
    pk = save_rule(institution_id=andes.institution.pk, by=andes.coordinator.pk, name="Todos", rule=rule)
    browser = as_person(andes.coordinator)
    with django_assert_max_num_queries(15):
        assert browser.get(f"/people/rules/{pk}/").status_code == 200


def test_a_rule_narrows_the_groups_table_and_its_file_and_has_a_file_of_its_own(
    andes: House, sur: House, as_person: SignIn
) -> None:
    make_world(andes, 3, people=40)
    group = CohortCourse.objects.get(cohort__key="other", course__key="ip")
    raw = {"join": "all", "of": [{"field": "language", "op": "in", "value": ["es"]}]}
    rule = save_rule(institution_id=andes.institution.pk, by=andes.coordinator.pk, name="En español", rule=raw)
    people = people_matching(andes.institution.pk, read_rule(raw))
    there = Enrolment.objects.filter(cohort_course=group).exclude(state="closed")
    wanted = sorted(there.filter(person_id__in=people).values_list("person_id", flat=True))
    assert 0 < len(wanted) < there.count()

    browser = as_person(andes.coordinator)
    table = f"{reverse('lms:reporting:cohort-detail', args=[group.cohort_id])}?course={group.pk}"
    page = browser.get(f"{table}&rule={rule}")
    assert sorted(line["row"].person_id for line in page.context["lines"]) == wanted
    assert "En español" in page.content.decode()
    assert len(browser.get(table).context["lines"]) == there.count()
    for other in (andes.facilitator, sur.coordinator):
        assert as_person(other).get(f"{table}&rule={rule}").status_code == 404

    offered = page.context["export"]
    matrix = table_of(offered.table)
    names = {person.full_name for person in Person.objects.filter(pk__in=wanted)}
    assert {row[0] for row in matrix.rows(matrix.clean(offered.params), "default")} == names
    own = browser.get(reverse("lms:reporting:rule-detail", args=[rule])).context["export"]
    lines = list(table_of(own.table).rows(table_of(own.table).clean(own.params), "default"))
    assert {line[1] for line in lines} == set(Person.objects.filter(pk__in=people).values_list("email", flat=True))
    assert all(len(line) == len(table_of(own.table).columns({})) for line in lines)
    told = sorted((line[1], line[6], line[7]) for line in lines if line[3])
    open_ones = Enrolment.objects.filter(institution=andes.institution, person_id__in=people).exclude(state="closed")
    assert told == sorted(open_ones.values_list("person__email", "lms_summary__done", "lms_summary__required"))

    archive_rule(rule_id=rule, institution_id=andes.institution.pk, by=andes.coordinator.pk)
    assert browser.get(f"{table}&rule={rule}").status_code == 404
    body = {"table": own.table, **own.params, "format": "csv"}
    assert browser.post(reverse("lms:exports:export-request"), body).status_code == 404


def test_a_broken_rule_shows_nobody_in_the_table_and_says_why(andes: House, as_person: SignIn) -> None:
    make_world(andes, 3)
    group = CohortCourse.objects.filter(cohort=andes.cohort, course__key="ip").get()
    raw = {"join": "all", "of": [{"field": "course", "op": "in", "value": ["gone"]}]}
    row = PeopleRule.objects.create(institution=andes.institution, owner=andes.coordinator, name="Rota", rule=raw)
    page = as_person(andes.coordinator).get(
        reverse("lms:reporting:cohort-detail", args=[andes.cohort.pk]), {"course": group.pk, "rule": row.pk}
    )
    assert (page.status_code, page.context["lines"]) == (200, [])
    assert "gone" in page.content.decode()
