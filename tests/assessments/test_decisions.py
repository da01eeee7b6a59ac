"""What a pass is worth, beside the item analysis, and as figure F15."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from assessments import api
from assessments.analysis.building import build
from assessments.models import Attempt, Quiz
from assessments.models.analysis import ItemAnalysis
from courses.models import Course, UnitVersion
from lms.institutions.models import Person
from tests.assessments.regrades import takes
from tests.conftest import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def sat(quiz: Quiz, course: Course, house: House, people: int, *, cut: str = "0.600000", name: str = "p") -> None:
    """So many first attempts of forty points on sheets with a cut."""
    rng = random.Random(people)
    version = UnitVersion.objects.filter(unit=quiz).latest("pk")
    enrolments = [takes(house.institution, course, f"{name}{n}") for n in range(people)]
    Attempt.objects.bulk_create(
        Attempt(
            enrolment=one, unit=quiz, unit_version=version, number=1, state="submitted", law_as_of=timezone.localdate(),
            submitted_at=timezone.now() - timedelta(hours=1), fraction=Decimal(rng.randrange(12, 41)) / 40,
            sheet={"slots": [], "pass_percent": "60", "cut": {"points": "24", "of": "40", "share": cut}},
        )
        for one in enrolments
    )  # fmt: skip


def analysed(quiz: Quiz, percent: float | None) -> None:
    """An item analysis with this coefficient of consistency."""
    body = build([], {}, [])
    said = None if percent is None else {"value": percent, "low": None, "high": None, "method": ""}
    body["tests"][0]["figures"] = {"internal_consistency": said}
    ItemAnalysis.objects.create(unit=quiz, attempts_digest=f"{percent}", body=body)


def figure(country: str = "PE") -> api.Soundness:
    now = timezone.now()
    found = api.exam_soundness(country, start=now - timedelta(days=365), end=now)
    assert len(found) == 1
    return found[0]


def test_not_enough_data_under_n_50_on_the_page_and_in_the_figure(
    quiz: Quiz, course: Course, andes: House, programme: dict[str, Person], as_person: Any
) -> None:
    sat(quiz, course, andes, 49)
    analysed(quiz, 80)
    assert (figure().n, figure().consistency, figure().why) == (49, None, "too_few")
    page = as_person(programme["reviewer"]).get(reverse("lms:assessments:quiz-analysis", args=[quiz.pk]))
    assert "No alcanzan los datos: menos de 50 personas" in page.content.decode()


def test_from_fifty_people_on_the_page_says_what_a_pass_is_worth(
    quiz: Quiz, course: Course, andes: House, programme: dict[str, Person], as_person: Any, django_assert_max_num_queries: Any
) -> None:
    sat(quiz, course, andes, 60)
    analysed(quiz, None)
    assert figure().why == "no_reliability"
    analysed(quiz, 85)
    found = figure()
    assert found.consistency is not None
    assert found.accuracy is not None
    assert 0.7 < found.consistency < found.accuracy < 1
    assert found.cut == pytest.approx(0.6)
    client = as_person(programme["author"])
    with django_assert_max_num_queries(15):
        page = client.get(reverse("lms:assessments:quiz-analysis", args=[quiz.pk])).content.decode()
    assert "Misma decisión con otra hoja" in page
    assert f"{100 * found.consistency:.1f}".replace(".", ",") in page


def test_a_quiz_without_cut_scores_says_nothing_of_it(
    quiz: Quiz, enrolment: Any, programme: dict[str, Person], as_person: Any
) -> None:
    page = as_person(programme["reviewer"]).get(reverse("lms:assessments:quiz-analysis", args=[quiz.pk])).content.decode()
    assert "Misma decisión" not in page
    assert api.exam_soundness("PE", start=timezone.now() - timedelta(days=9), end=timezone.now()) == []


def test_people_of_another_country_and_of_another_year_are_not_counted(
    quiz: Quiz, course: Course, andes: House, sur: House
) -> None:
    sat(quiz, course, andes, 60)
    sat(quiz, course, sur, 55, name="c")
    analysed(quiz, 85)
    assert (figure("PE").n, figure("CL").n, figure("").n) == (60, 55, 115)
    then = timezone.now() - timedelta(days=400)
    assert api.exam_soundness("PE", start=then - timedelta(days=30), end=then) == []


def test_the_same_attempts_cost_the_same_queries(
    quiz: Quiz, course: Course, andes: House, django_assert_num_queries: Any
) -> None:
    sat(quiz, course, andes, 51)
    analysed(quiz, 85)
    with django_assert_num_queries(2):
        figure()
