"""Search: folded and stemmed, every word, the last one as it is typed, in the reader's country; the same on both databases."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import api
from courses.models import Course, Item, SearchEntry
from courses.searching import asked_for, did_you_mean, marker, stems_of
from courses.selectors.searching import Found, search
from courses.services.search_index import index_everything
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]


@pytest.fixture
def indexed(published: Course) -> Course:
    """What was published is searchable: the job has run."""
    run_due_jobs()
    return published


def found(query: str, country: str = "PE", language: str = "es", **more: Any) -> Found:
    return search(query, country=country, language=language, **more)


def keys(query: str, *args: Any, **more: Any) -> list[str]:
    return [hit.key for hit in found(query, *args, **more).hits]


def test_accents_capitals_and_plurals_make_no_difference() -> None:
    assert stems_of("Oposición", "es") == stems_of("oposicion", "es") == stems_of("OPOSICIONES", "es")
    assert stems_of("licences", "en") == stems_of("licence", "en")


def test_a_query_of_empty_words_is_still_a_query() -> None:
    assert [one.word for one in asked_for("¿Puedo registrar este nombre?", "es")] == ["registrar", "nombre"]
    assert [one.word for one in asked_for("para que", "es")] == ["para", "que"]
    assert asked_for("¿?", "es") == []


def test_a_word_spelled_wrong_brings_words_that_exist() -> None:
    assert did_you_mean("opocision", ["Oposición a una marca", "Licencia"]) == ["oposición"]
    assert did_you_mean("zzzz", ["Oposición"]) == []


def test_publishing_makes_a_section_searchable_in_every_country_and_language(indexed: Course) -> None:
    assert "brands/how-long" in keys("cuanto dura")
    assert "brands/how-long" in keys("how long", "CL", "en")
    assert SearchEntry.objects.filter(kind="section", key="brands/how-long").count() == 8


def test_a_reader_finds_the_text_of_the_own_country_only(indexed: Course) -> None:
    assert keys("vicuña") == ["brands/how-long"]
    assert keys("vicuna", "CL") == []
    assert keys("zorzal", "CL") == ["brands/how-long"]


def test_the_facts_that_a_text_tells_are_found_in_it_and_by_themselves(indexed: Course) -> None:
    hits = found("duración", "CL").hits
    assert ("fact", "trademarks.term") in [(hit.kind, hit.key) for hit in hits]
    assert [hit.summary for hit in hits if hit.kind == "fact"] == ["11 años en CL"]
    assert [hit.summary for hit in found("duración", "CO").hits if hit.kind == "fact"] == ["12 años en AND"]


def test_the_last_word_is_found_while_it_is_typed(indexed: Course) -> None:
    assert "brands/how-long" in keys("vicu")
    assert keys("vicu dura") == []


def test_a_title_comes_before_a_text(indexed: Course) -> None:
    assert found("cuánto dura").hits[0].key == "brands/how-long"


def test_kinds_are_counted_and_chosen(indexed: Course) -> None:
    every = found("dura", "CL")
    assert sum(every.counts.values()) == every.total
    assert {hit.kind for hit in found("dura", "CL", kind="section").hits} == {"section"}
    assert found("dura", "CL", kind="section").counts == every.counts


def test_nothing_found_suggests_words_of_the_toolkit(indexed: Course) -> None:
    nothing = found("duracoin", "CL")
    assert nothing.hits == ()
    assert "duración" in nothing.suggestions


def test_help_of_the_own_country_and_of_wipo_is_found_never_anothers(indexed: Course) -> None:
    assert keys("ayuda", "PE", kind="resource") == ["int-help", "pe-help"]


def test_a_new_fact_moves_the_entries_of_what_tells_it(indexed: Course, author: Person, second: Person) -> None:
    item = Item.objects.get(kind="fact", key="trademarks.term", country="CL")
    item.archived_at = item.published.at if item.published else None
    item.save()
    api.publish_items(item_ids=[item.pk], by=author.pk, approved_by=second.pk)
    run_due_jobs()
    assert not SearchEntry.objects.filter(kind="fact", key="trademarks.term", country="CL").exists()
    assert "trademarks.term" not in keys("duración", "CL")


def test_indexing_again_writes_nothing(indexed: Course) -> None:
    with CaptureQueriesContext(connection) as asked:
        index_everything()
    assert [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_search_costs_the_same_at_any_size(indexed: Course) -> None:
    with CaptureQueriesContext(connection) as few:
        found("dura")
    row = SearchEntry.objects.filter(kind="fact", country="PE", language="es").first()
    assert row is not None
    items = Item.objects.bulk_create([Item(kind="term", key=f"t{n}") for n in range(60)])
    SearchEntry.objects.bulk_create(
        SearchEntry(
            item=item, version_id=row.version_id, kind="term", key=item.key, country="PE", language="es", title="Dura",
            title_words="dur", words=f"{marker('PE', 'es')} dur",
        )
        for item in items
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert found("dura").total > 60
    assert len(many) == len(few) == 2


ODD = [
    "19.039", "D.Leg. 1075", "1e5", "2e", "h5n1", "a'b\"c", "co-operative", "e-mail@x.test", "C# & (B|C)", "NEAR and OR not",
    "ñandú", "10bd", "0x1f", "3,5 %", "🙂", "*", "marca:*", "\\", "--", "año", "ß",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_no_query_breaks_and_every_odd_word_of_a_text_is_found(query: str, indexed: Course) -> None:
    row = SearchEntry.objects.filter(kind="section", country="PE", language="es").order_by("pk").first()
    assert row is not None
    row.words = " ".join([marker("PE", "es"), *stems_of(query, "es"), "despues"])
    row.save()
    hits = keys(query)
    assert (row.key in hits) == bool(stems_of(query, "es"))
