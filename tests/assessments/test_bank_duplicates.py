"""Questions that read alike: what counts as alike, and what a person says of a pair."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from assessments import duplicates
from assessments.models import Likeness
from assessments.services.likenesses import look
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.assessments.banking import import_bank, item_id, question
from tests.assessments.toolkit import QUESTIONS

LIST = "/library/questions/alike/"
TWIN = """\
- key: q-twin
  kind: single
  topic: trademarks
  stem: {es: ¿cual es EL primer paso de todos?, en: Something else altogether}
  options:
  - {id: x, text: {es: pagar, en: To pay a fee}}
  - {id: y, right: true, text: {es: buscar, en: To look around}}
  - {id: z, text: {es: esperár, en: Doing nothing}}
"""


def body(stem: str, *options: str) -> dict[str, Any]:
    return {
        "kind": "single", "stem": {"es": stem, "en": f"{stem} {stem}"},
        "options": [{"id": str(n), "text": {"es": text, "en": text}} for n, text in enumerate(options)],
    }  # fmt: skip


def test_the_order_of_options_accents_capitals_and_endings_do_not_matter() -> None:
    one = body(
        "¿Qué protege una marca registrada en el país?", "El nombre del negocio", "La receta secreta", "Los precios altos"
    )
    other = body(
        "¿que protegen las MARCAS registradas en el pais?", "Los precios altos", "El nombre del negocio", "La receta secreta"
    )
    assert duplicates.resemblance(duplicates.shingles(one, "es"), duplicates.shingles(other, "es")) > 0.6
    assert set(duplicates.alike([(1, one), (2, other)])) == {(1, 2)}


def test_twins_in_one_language_are_found_when_the_other_is_not_alike() -> None:
    one, other = (
        body("¿Cuánto dura una marca en su país desde hoy?", "Diez años enteros", "Cinco años y medio") for _n in "ab"
    )
    other["stem"]["en"] = "Nothing of the sort whatsoever"
    for option in other["options"]:
        option["text"]["en"] = f"words {option['id']} of their own kind"
    assert duplicates.alike([(1, one), (2, other)])[1, 2] == 1


def test_feedback_does_not_count_and_another_fact_is_another_thing() -> None:
    one = body("¿Cuál es el plazo?") | {"fact": "a.b", "part": ""}
    other = body("¿Cuál es el plazo?") | {"fact": "a.c", "part": "", "feedback": {"es": "Mucho que decir", "en": "x"}}
    assert duplicates.shingles(one, "es") != duplicates.shingles(other, "es")
    assert duplicates.shingles({**one, "feedback": {"es": "x", "en": "y"}}, "es") == duplicates.shingles(one, "es")


@given(
    some.lists(some.frozensets(some.sampled_from([(c,) for c in "abcdefgh"]), min_size=1), max_size=12),
    some.sampled_from([0.3, 0.5, 0.6, 0.8, 1.0]),
)
def test_no_pair_is_missed_and_none_is_made_up(drawn: list[frozenset[tuple[str, ...]]], threshold: float) -> None:
    sets = dict(enumerate(drawn))
    wanted = {
        (min(a, b), max(a, b)): duplicates.resemblance(sets[a], sets[b])
        for a, b in combinations(sets, 2)
        if duplicates.resemblance(sets[a], sets[b]) >= threshold
    }
    found = list(duplicates.pairs(sets, threshold))
    assert dict(found) == wanted
    assert len(found) == len(wanted)


@pytest.fixture
def bank(tmp_path: Path, programme: dict[str, Person]) -> None:
    import_bank(tmp_path, programme["author"], questions=QUESTIONS + TWIN)


@pytest.fixture
def author(bank: None, programme: dict[str, Person], as_person: Callable[[Person], Client]) -> Client:
    return as_person(programme["author"])


def pair() -> Likeness:
    return Likeness.objects.get(state="found", one__item__key="q-single", other__item__key="q-twin")


def settle(client: Client, act: str) -> None:
    client.post(reverse("lms:assessments:likeness-settle", args=[pair().pk]), {"act": act})


def test_a_look_is_work_for_the_background_and_shows_its_pairs(author: Client) -> None:
    assert "q-twin" not in author.get(LIST).content.decode()
    author.post(LIST + "look/")
    run_due_jobs()
    page = author.get(LIST).content.decode()
    assert "q-single" in page
    assert "q-twin" in page
    assert "% de parecido" in page
    assert "<ins>" in page


def test_not_the_same_is_kept(author: Client) -> None:
    look()
    settle(author, "apart")
    look()
    assert not Likeness.objects.filter(state="found", other__item__key="q-twin").exists()
    assert Likeness.objects.get(state="apart").by_id


def test_a_family_is_meant_to_be_alike(author: Client) -> None:
    look()
    settle(author, "family")
    assert question("q-single").family == question("q-twin").family == "q-single"
    look()
    assert not Likeness.objects.filter(other__item__key="q-twin").exists()


def test_one_of_them_is_retired_and_the_pair_is_back_when_that_is_taken_back(author: Client) -> None:
    look()
    settle(author, "retire-other")
    assert question("q-twin").life == "retired"
    assert "q-twin" not in author.get(LIST).content.decode()
    author.post(reverse("lms:assessments:question-undo"))
    assert question("q-twin").life == "operational"
    assert "q-twin" in author.get(LIST).content.decode()


def test_a_settled_pair_is_gone_for_the_second_person(author: Client) -> None:
    look()
    first = pair().pk
    settle(author, "retire-other")
    assert author.post(reverse("lms:assessments:likeness-settle", args=[first]), {"act": "apart"}).status_code == 404
    assert item_id("q-twin")
