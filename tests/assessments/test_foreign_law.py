"""How often people answer with another country's law: who counts, what is said, who may see it."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from assessments.models import Quiz
from assessments.selectors.foreign_law import tallied, told
from assessments.selectors.foreign_law_page import foreign_law_file, foreign_law_page
from courses.models import CohortCourse, Enrolment
from lms.institutions.api import cohort_card
from lms.institutions.models import Cohort, Person
from tests.assessments.test_analysis import hand_in
from tests.conftest import House, make_person
from tests.courses import building

As = Callable[[Person], Client]
Sit = Callable[..., Enrolment]
FACT = "trademarks.opposition"


@pytest.fixture
def sit(quiz: Quiz) -> Sit:
    """A new advisor of a house takes the quiz once and answers the law's question with `law` (''= her own)."""
    counter = iter(range(1, 1000))

    def one(house: House, law: str = "", cohort: Cohort | None = None) -> Enrolment:
        n = next(counter)
        country, group = house.institution.country, cohort or house.cohort
        person = make_person(f"f{n}@{house.institution.key}.test", f"F{n}", "De Prueba", country)
        known = CohortCourse.objects.filter(cohort=group, course=quiz.course).first()
        place = known or building.place(group, quiz.course)
        enrolment = building.enrol(person, house.institution, quiz.course, cohort_course=place)
        hand_in(enrolment, quiz, choose={"q-bound": f"law:{law}"} if law else {})
        return enrolment

    return one


def test_first_attempts_are_counted_by_fact_country_and_law(quiz: Quiz, andes: House, sur: House, sit: Sit) -> None:
    again = sit(andes, "CO")
    hand_in(again, quiz)  # a second attempt, right this time: does not count
    sit(andes)
    sit(sur, "PE")
    found = tallied(told(), "fact", "country")
    assert {group: (one.n, dict(one.of)) for group, one in found.items()} == {
        (FACT, "CL"): (1, {"PE": 1}),
        (FACT, "PE"): (2, {"CO": 1}),
    }
    assert {group: one.n for group, one in tallied(told(andes.cohort.pk), "country").items()} == {("PE",): 2}


def test_a_wrong_answer_that_is_nobodys_law_is_no_foreign_law(quiz: Quiz, andes: House) -> None:
    person = andes.advisor
    enrolment = building.enrol(person, andes.institution, quiz.course, cohort_course=building.place(andes.cohort, quiz.course))
    hand_in(enrolment, quiz, choose={"q-single": "b"})
    ((_group, one),) = tallied(told(), "fact").items()
    assert (one.n, one.foreign) == (1, 0)


def test_under_ten_people_there_is_a_number_and_no_share(quiz: Quiz, andes: House, sit: Sit) -> None:
    for _ in range(9):
        sit(andes, "CO")
    with translation.override("en"):
        page = foreign_law_page(cohort=cohort_card(andes.cohort.pk))
    (line,) = page["lines"]
    assert (line["n"], line["share"].text, line["foreign"], line["of"]) == (9, "not enough data", None, [])
    assert (page["sentences"], page["plot"].dots[0].x) == ([], None)
    assert foreign_law_file(cohort=cohort_card(andes.cohort.pk))[1][4:] == [9] + [""] * 8


def test_from_ten_people_on_the_page_says_whose_law_it_was(quiz: Quiz, andes: House, sit: Sit) -> None:
    for n in range(12):
        sit(andes, ("CO", "CO", "CO", "MX", "", "")[n % 6])
    with translation.override("es"):
        page = foreign_law_page(cohort=cohort_card(andes.cohort.pk))
    (line,) = page["lines"]
    assert (line["n"], line["foreign"], line["of"]) == (12, 8, [("Colombia", 6), ("México", 2)])
    assert (line["share"].text, line["share"].sure) == ("67\u00a0%", "39 a 86")
    assert page["sentences"] == [
        "Perú, «Plazo opposition»: el 67\u00a0% de 12 respondió con la ley de otro país, sobre todo con la de Colombia (6)."
    ]
    head, row = foreign_law_file(cohort=cohort_card(andes.cohort.pk))
    assert dict(zip(head, row, strict=True)) | {"title": ""} == {
        "fact": FACT, "part": "", "title": "", "country": "PE", "n": 12, "foreign": 8, "percent": 66.67, "low": 39.06,
        "high": 86.19, "CL": 0, "CO": 6, "MX": 2, "PE": 0,
    }  # fmt: skip


def test_the_number_of_queries_does_not_grow(quiz: Quiz, andes: House, sit: Sit, django_assert_num_queries: Any) -> None:
    for size in (1, 5):
        for _ in range(size):
            sit(andes, "CO")
        with django_assert_num_queries(3):
            told()


def test_the_programme_sees_all_and_groups_only_who_reviews(
    quiz: Quiz, andes: House, sur: House, sit: Sit, programme: dict[str, Person], as_person: As
) -> None:
    for n in range(10):
        sit(andes, "CO" if n % 2 else "")
        sit(sur, "MX")
    pages = {role: as_person(programme[role]).get("/foreign-law/").content.decode() for role in ("author", "reviewer")}
    for page in pages.values():
        assert "Plazo opposition" in page
        assert page.count('class="chart"') == 1
    assert "Centro andes" in pages["reviewer"]
    assert "Grupo B" not in pages["author"]
    assert "Centro andes" not in pages["author"]
    files = {role: as_person(programme[role]).get("/foreign-law/answers.csv").content.decode() for role in pages}
    assert "andes" not in files["author"]
    rows = list(csv.DictReader(StringIO(files["reviewer"].removeprefix("\ufeff"))))
    assert {(row["institution"], row["country"], row["n"], row["foreign"]) for row in rows} == {
        ("andes", "PE", "10", "5"), ("sur", "CL", "10", "10"),
    }  # fmt: skip


def test_a_group_sees_its_own(quiz: Quiz, andes: House, sur: House, sit: Sit, as_person: As) -> None:
    for _ in range(10):
        sit(andes, "CO")
    url = f"/cohorts/{andes.cohort.pk}/foreign-law/"
    page = as_person(andes.facilitator).get(url).content.decode()
    assert "Colombia 10" in page
    assert "Elena" not in page
    assert as_person(andes.coordinator).get(f"{url}answers.csv")["Content-Type"] == "text/csv; charset=utf-8"
    for other in (sur.facilitator, sur.coordinator, andes.advisor):
        assert as_person(other).get(url).status_code == 404
        assert as_person(other).get(f"{url}answers.csv").status_code == 404
    assert as_person(andes.facilitator).get("/foreign-law/").status_code == 404


def test_where_nobody_was_asked_the_page_says_so(programme: dict[str, Person], andes: House, as_person: As) -> None:
    page = as_person(programme["author"]).get("/foreign-law/").content.decode()
    assert "Nadie ha respondido todavía" in page


def test_the_analysis_page_leads_there(quiz: Quiz, programme: dict[str, Person], andes: House, as_person: As) -> None:
    building.place(andes.cohort, quiz.course)
    assert 'href="/foreign-law/"' in as_person(programme["author"]).get(f"/quiz/{quiz.pk}/analysis/").content.decode()
    page = as_person(andes.facilitator).get(f"/cohorts/{andes.cohort.pk}/quiz/{quiz.pk}/analysis/").content.decode()
    assert f'href="/cohorts/{andes.cohort.pk}/foreign-law/"' in page
