"""The shipped toolkit takes every checked fact, and its gate is open for all four countries on the day it was checked."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import override

from courses import api
from courses.models import Course, Item
from courses.services.gate import gate_of
from lms.demo.making import CHECKED_ON
from lms.kernel.places import COUNTRIES
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
CURRICULUM = Path(settings.BASE_DIR) / "courses" / "curriculum"
RAW = Path(__file__).parent / "data" / "raw_fact_ids.txt"


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped toolkit, imported."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert api.import_toolkit(path=CURRICULUM).problems == []
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _in_a_savepoint(django_db_blocker: Any, shipped: None) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic(), override("en"):
        yield
        transaction.set_rollback(True)


def test_every_checked_fact_stands_in_the_toolkit_or_is_held_back_with_a_reason() -> None:
    wanted = RAW.read_text("utf-8").split()
    assert len(wanted) == len(set(wanted)) == 297
    taken: set[str] = set()
    for raw in Item.objects.filter(kind="fact", archived_at=None).values_list("draft__body__raw", flat=True):
        taken.update([raw] if isinstance(raw, str) else raw or ())
    report = _report()
    assert sorted(set(wanted) - taken - set(report["raw"]["held_back"])) == []
    assert all(report["raw"]["held_back"].values()), "what is held back says why"


def test_the_shipped_courses_pass_their_own_gate() -> None:
    """The toolkit is published first, as by `import_toolkit --publish`: a lesson may link to another course's section."""
    author, second = (make_person(f"{name}@programme.test", name, "Programa", "PE") for name in ("author", "second"))
    api.publish_items(item_ids=api.unpublished_items(), by=author.pk, approved_by=second.pk, note="Toolkit")
    courses = Course.objects.order_by("key")
    assert courses
    for course in courses:
        shut = gate_of(course.pk, COUNTRIES, today=CHECKED_ON).closed_by()
        assert [f"{one.country} {one.unit_key} {one.sentence}" for one in shut] == []


def test_the_report_names_what_the_toolkit_lacks() -> None:
    report = _report()
    assert set(report) == {"sections", "gaps", "totals", "behind", "resources", "raw"}
    assert all({"topic", "country"} <= set(gap) for gap in report["gaps"])
    assert set(report["behind"]) == {*COUNTRIES, "es", "en"}
    assert not any(found["missing"] for found in report["behind"].values())
    assert set(report["resources"]) == set(COUNTRIES)
    out = StringIO()
    call_command("content_report", stdout=out)
    assert "checked facts:" in out.getvalue()


def test_every_shipped_section_is_plain_full_and_asked_about() -> None:
    """INFLESZ 55 in Spanish («normal»), Flesch 50 in English, for the country whose text is hardest; no slot is empty."""
    report = _report()
    found = report["sections"]
    assert {one["language"] for one in found} == {"es", "en"}
    least = {"es": 55, "en": 50}
    assert [(one["key"], one["language"]) for one in found if one["reading_ease"] < least[one["language"]]] == []
    assert [one["key"] for one in found if any(slot["missing"] for slot in one["slots"].values())] == []
    totals = report["totals"]
    assert totals["sections"] == len({one["key"] for one in found})
    assert totals["questions"] >= totals["questions_bound"] > 0


def _report() -> dict[str, Any]:
    out = StringIO()
    call_command("content_report", "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found
