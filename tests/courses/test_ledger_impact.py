"""The impact set of a change against a text search over the shipped files, and the rules of which countries it touches."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from courses import api
from courses.ledger import Impact, Step, Text, as_json
from courses.models import Completion, Course, Item, ItemVersion
from courses.selectors.ledger import impact_of, texts_of
from courses.selectors.ledger_plans import plan_change
from lms.institutions.models import Institution, ProgrammeRole
from lms.kernel.places import COUNTRIES
from tests.conftest import make_person
from tests.courses import building
from tests.courses.ledger_oracle import CURRICULUM, Found, search, sections_with_a_link_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]
SOON = date(2027, 2, 1)
COURSE = "essentials"


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: Any) -> Iterator[Course]:
    """The shipped curriculum, published; in each country one person finished the course and one is taking it."""
    with django_db_blocker.unblock(), transaction.atomic():
        author = make_person("author@ledger.test", "Autora", "Uno", "PE")
        ProgrammeRole.objects.create(person=author, role="author", country="PE")
        second = make_person("second@ledger.test", "Autora", "Dos", "CL")
        api.import_toolkit(path=CURRICULUM, by=author.pk)
        course = Course.objects.get(key=COURSE)
        api.publish_course(course_id=course.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
        for code in COUNTRIES:
            house = Institution.objects.create(key=f"centro-{code.lower()}", names={"es": code, "en": code}, country=code)
            for name in ("done", "open"):
                person = make_person(f"{name}.{code}@ledger.test".lower(), name, code, code)
                enrolment = building.enrol(person, house, course)
                if name == "done":
                    building.finish(enrolment, score="90")
        yield course
        transaction.set_rollback(True)


def impact(key: str, country: str, value: str, **more: Any) -> Impact:
    return impact_of(plan_change(key, country, value, in_force_from=SOON, **more).step, asks=True)


def keys(found: Impact, kind: str) -> set[str]:
    return {line.key for line in found.of(kind)}


def people(found: Impact, kind: str) -> dict[str, set[str]]:
    """{country: keys} of people."""
    return {group.country: set(group.keys.split(",")) for group in found.people if group.kind == kind}


def check(found: Impact, oracle: Found, fact: str, part: str = "") -> None:
    assert keys(found, "section") == set(oracle.sections)
    assert keys(found, "checklist") == oracle.checklists
    assert keys(found, "question") == oracle.questions
    assert keys(found, "case") == oracle.cases
    assert keys(found, "unit") == oracle.units
    assert keys(found, "term") == oracle.terms
    assert keys(found, "stage") == oracle.stages
    assert keys(found, "comparison") == oracle.comparisons
    for line in found.of("section"):
        item = Item.objects.select_related("draft", "published").get(kind="section", key=line.key, language="es")
        text = item.published or item.draft
        assert text is not None
        blocks = text.body["blocks"]
        naming = {b["id"] for b in blocks if _block_names(b, line.country, fact, part)}
        assert set(line.blocks) == naming


def _taught(fact: str, country: str) -> bool:
    return any(unit.startswith(f"{COURSE}/") for unit in search(fact, country).taught)


def _block_names(block: dict[str, Any], country: str, fact: str, part: str) -> bool:
    text = json.dumps(block["countries"][country] if block["type"] == "slot" else block)
    wanted = [f"{{fact:{fact}}}", f'"{fact}"', f"{{fact:{fact}.{part}" + ("}" if part else "")]
    return any(words in text for words in wanted)


def test_one_peruvian_trademark_term_touches_exactly_what_a_text_search_finds() -> None:
    found = impact("trademarks.term", "PE", "12y")
    oracle = search("trademarks.term", "PE")
    assert oracle.sections
    assert oracle.questions
    assert found.countries == ("PE",)
    check(found, oracle, "trademarks.term")
    assert {line.country for line in found.content} == {"PE"}
    done = Completion.objects.get(enrolment__country="PE").enrolment_id
    assert people(found, "completion") == {"PE": {str(done)}}
    assert set(people(found, "enrolment")) == {"PE"}
    assert str(done) not in people(found, "enrolment")["PE"]


@pytest.mark.parametrize("fact", sorted({"trademarks.opposition", "trademarks.renewal_window", "trademarks.nullity"}))
@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_its_own_set(fact: str, country: str) -> None:
    if not Item.objects.filter(kind="fact", key=fact, country=country).exists():
        country = "AND"
    found = impact(fact, country, "Todo es distinto ahora.", en="All is different now.")
    assert found.countries
    for code in found.countries:
        narrowed = Impact((code,), tuple(line for line in found.content if line.country == code))
        check(narrowed, search(fact, code), fact)
    assert set(people(found, "completion")) == {code for code in found.countries if _taught(fact, code)}


def test_an_andean_rule_touches_colombia_and_peru_where_they_have_none_of_their_own() -> None:
    andean = next(
        key
        for (key,) in Item.objects.filter(kind="fact", country="AND").order_by("key").values_list("key")
        if not Item.objects.filter(kind="fact", key=key).exclude(country="AND").exists() and _taught(key, "PE")
    )
    said = {"value": "La regla andina cambia.", "en": "The Andean rule changes."}
    assert impact(andean, "AND", **said).countries == ("CO", "PE")
    with_own = impact(andean, "PE", "El Perú se aparta.", en="Peru goes its own way.")
    assert with_own.countries == ("PE",)  # a new national rule
    assert set(people(with_own, "completion")) == {"PE"}
    check(with_own, search(andean, "PE"), andean)
    plan = plan_change(andean, "PE", "El Perú se aparta.", en="Peru goes its own way.", in_force_from=SOON)
    national = Item.objects.create(kind="fact", key=andean, country="PE")
    national.draft = national.published = ItemVersion.objects.create(
        item=national, number=1, digest="0" * 64, body=dict(plan.body)
    )
    national.save()
    assert impact(andean, "AND", **said).countries == ("CO",)
    retired = plan_change(andean, "PE", "", in_force_from=SOON, retire=True)
    assert impact_of(retired.step, asks=True).countries == ("PE",)


def test_a_part_touches_only_what_names_it_or_the_whole(tmp_path: Path) -> None:
    whole = impact("trademarks.renewal_window", "CL", "30 %", es="Otra.", en="Other.")
    check(whole, search("trademarks.renewal_window", "CL"), "trademarks.renewal_window")
    for part in ("before", "surcharge"):
        value = "30 %" if part == "surcharge" else "9m"
        found = impact(f"trademarks.renewal_window.{part}", "CL", value, es="Otra regla.", en="Another rule.")
        check(found, search("trademarks.renewal_window", "CL", part), "trademarks.renewal_window", part)


def test_a_source_opens_the_facts_that_rest_on_it_and_what_cites_those() -> None:
    item = Item.objects.get(kind="source", key="cl-ley-19039")
    text = texts_of(Item.objects.filter(pk=item.pk))[item.key, "CL"]
    step = Step("source", item.key, "CL", "", text, Text(None, {**text.body, "title": "Otra ley"}))
    found = impact_of(step, asks=True)
    assert found.countries == ("CL",)
    assert "trademarks.term" in keys(found, "fact")
    assert set(search("trademarks.term", "CL").sections) <= keys(found, "section")
    assert set(people(found, "completion")) == {"CL"}
    same = Step("source", item.key, "CL", "", text, Text(None, {**text.body, "checked_on": "2026-12-01", "note": "Leída."}))
    assert impact_of(same, asks=True) == Impact()


def test_a_slot_of_a_section_touches_its_country_alone() -> None:
    item = next(
        one
        for one in Item.objects.filter(kind="section", language="es").exclude(published=None).select_related("published")
        if one.published and any(block["type"] == "slot" for block in one.published.body["blocks"])
    )
    assert item.published is not None
    before = Text(item.published_id, item.published.body, item.published.parts)
    after = Text(None, item.published.body, {**item.published.parts, "MX": "1" * 64})
    found = impact_of(Step("section", item.key, "", "es", before, after), asks=True)
    assert found.countries == ("MX",)
    assert keys(found, "section") == {item.key} | sections_with_a_link_to(item.key)  # its English text; who sends readers there
    assert found.of("unit")


def test_notes_and_provenance_change_nothing_for_readers() -> None:
    texts = texts_of(Item.objects.filter(kind="fact", key="trademarks.term"))
    text = texts["trademarks.term", "PE"]
    body = {**text.body, "note": "Leída otra vez.", "raw": "otra", "sources": [], "as_of": "2026-12"}
    assert impact_of(Step("fact", "trademarks.term", "PE", "", text, Text(None, body)), asks=True).countries == ()


def test_the_json_is_what_the_issue_says() -> None:
    found = impact("trademarks.term", "PE", "12y")
    said = json.loads(as_json(found))
    assert list(said)[:5] == ["sections", "units", "questions", "cases", "checklists"]
    assert list(said)[-3:] == ["enrolments", "completions", "certificates"]
    for kind, lines in said.items():
        for line in lines:
            assert {"key", "country", "owner", "state"} <= set(line), kind
    assert {line["state"] for line in said["completions"]} == {"to ask"}
    assert {line["state"] for line in said["enrolments"]} == {"nothing"}
    assert {line["owner"] for line in said["completions"]} == {"centro-pe"}
    assert {line["owner"] for line in said["sections"]} == {"author@ledger.test"}
    assert json.loads(as_json(Impact()))["completions"] == []


def test_the_set_costs_the_same_number_of_queries_however_much_rests_on_it() -> None:
    step = plan_change("trademarks.term", "PE", "12y", in_force_from=SOON).step
    with CaptureQueriesContext(connection) as small:
        impact_of(step, asks=True)
    house, course = Institution.objects.get(key="centro-pe"), Course.objects.get(key=COURSE)
    for number in range(5):
        building.finish(
            building.enrol(make_person(f"n{number}@ledger.test", "N", str(number), "PE"), house, course), score="80"
        )
    with CaptureQueriesContext(connection) as large:
        found = impact_of(step, asks=True)
    assert found.count("completion") == 6
    assert len(large) == len(small)
    assert len(small) <= 25
