"""At the end of a lesson stand the offices of the reader's country that keep what its rules speak of."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import api
from courses.models import Course, Item, UnitVersion
from lms.institutions.models import Person
from lms.kernel.places import COUNTRIES
from tests.conftest import House
from tests.courses import building, toolkit_files
from tests.courses.toolkit_fixtures import author, root, second

__all__ = ["author", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]

LINE = (
    "- {{key: {key}, country: {country}, acronym: {name}, names: {{es: Instituto, en: Institute}}, covers: [{covers}], "
    "covers_words: {{es: marcas, en: marks}}, website: {name}.test, sources: [{source}], as_of: '2026-11', confidence: high}}\n"
)
OFFICES = (
    "offices:\n"
    + LINE.format(key="pe-b", country="PE", name="derechos", covers="copyright", source="pe-law")
    + LINE.format(key="pe-a", country="PE", name="indecopi", covers="trademarks, patents", source="pe-law")
    + LINE.format(key="cl-a", country="CL", name="inapi", covers="trademarks", source="cl-law")
)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def course(root: Path, author: Person, second: Person) -> Course:
    """The small toolkit and three offices, all published."""
    api.import_toolkit(path=toolkit_files.write(root, {"offices/all.yaml": OFFICES}), by=author.pk)
    made = Course.objects.get(key="brands")
    offices = list(Item.objects.filter(kind="office").values_list("pk", flat=True))
    api.publish_items(item_ids=offices, by=author.pk, approved_by=second.pk)
    api.publish_course(course_id=made.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    return made


def test_a_lesson_names_the_office_for_its_topic_and_no_other(course: Course, andes: House, as_person: SignIn) -> None:
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    client = as_person(andes.advisor)
    lesson = UnitVersion.objects.get(unit__key="first", unit__course=course)
    url = reverse("lms:courses:lesson", args=[enrolment.pk, lesson.unit_id])
    page = client.get(url).content.decode()
    assert 'href="https://indecopi.test"' in page
    assert "derechos.test" not in page
    assert "inapi.test" not in page
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    assert len(seen) <= 10
    there = client.get(f"{url}?country=CL").content.decode()
    assert 'href="https://inapi.test"' in there
    assert "indecopi.test" not in there
    assert "offices-title" not in client.get(f"{url}?compare=1").content.decode()


def test_a_lesson_whose_rules_no_office_keeps_names_none_and_asks_nothing(
    course: Course, andes: House, as_person: SignIn
) -> None:
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    quiet = next(
        one for one in UnitVersion.objects.filter(unit__course=course, kind="lesson") if not one.config["facts"].get("PE")
    )
    page = as_person(andes.advisor).get(reverse("lms:courses:lesson", args=[enrolment.pk, quiet.unit_id])).content.decode()
    assert "offices-title" not in page
