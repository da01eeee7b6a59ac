"""The clinic day: one page for the table, small enough for a phone, with a worker that reaches its own folder only."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from assessments.clinics.questions import ALWAYS, BY_STAGE
from assessments.clinics.words import STAGES
from courses import api as courses
from lms.institutions.models import Person
from tests.assessments.practising import a_form
from tests.conftest import House

pytestmark = pytest.mark.django_db
DAY = "/clinic/day/"


def shipped(programme: dict[str, Person]) -> None:
    courses.import_toolkit(path=Path(settings.BASE_DIR) / "courses" / "curriculum", by=programme["author"].pk)
    courses.publish_items(
        item_ids=courses.unpublished_items(), by=programme["author"].pk, approved_by=programme["focal"].pk, effective_at=None
    )


def test_every_stage_has_questions_in_both_languages() -> None:
    assert tuple(BY_STAGE) == STAGES
    for words in (*ALWAYS, *(one for ones in BY_STAGE.values() for one in ones)):
        assert set(words) == {"es", "en"}
        assert words["es"].startswith("¿") or "." in words["es"]
        assert "tú" not in words["es"].split()


def test_the_page_holds_six_stages_the_form_and_its_own_words(elena: Client, andes: House) -> None:
    page = elena.get(DAY).content.decode()
    assert re.findall(r'data-stage="(\w+)"', page) == list(STAGES)
    assert "¿Qué vende, a quién y dónde?" in page
    words = json.loads(re.search(r'<script id="clinic-words" type="application/json">(.*?)</script>', page)[1])  # type: ignore[index]
    assert words["kept"].startswith("Guardado en este dispositivo")
    assert page.count("<h1") == 1
    assert 'action="/clinic/sessions/new/"' in page
    assert elena.post("/clinic/sessions/new/", a_form()).status_code == 302  # the same form without the script


def test_with_the_toolkit_that_ships_it_shows_the_rules_of_the_country_and_stays_light(
    elena: Client, andes: House, programme: dict[str, Person], django_assert_max_num_queries: Any
) -> None:
    shipped(programme)
    elena.get(DAY)
    with django_assert_max_num_queries(10):
        answer = elena.get(DAY)
    page = answer.content.decode()
    assert "Decisión 486" in page
    assert page.count('href="#list-1"') >= 1
    assert page.count('id="list-1"') == 1, "a list of several stages stands once"
    assert "Ley 30056" in page or "UIT" in page  # what Peru calls micro and small
    assert len(gzip.compress(answer.content)) < 32 * 1024  # of the 60 that a page may weigh with its style and script


def test_the_page_is_an_advisors(as_person: Callable[[Person], Client], andes: House, client: Client) -> None:
    assert as_person(andes.facilitator).get(DAY).status_code == 404
    assert client.get(DAY).status_code == 302


def test_the_worker_is_a_script_that_says_nothing_about_anybody(elena: Client, client: Client, andes: House) -> None:
    answer = client.get(f"{DAY}worker.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    assert elena.get(f"{DAY}worker.js").content == answer.content
