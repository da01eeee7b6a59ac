"""The programme page: sums of all institutions at one instant, small numbers hidden, the same for everybody who may look."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Course, Enrolment
from courses.services.enrolment import enrol
from lms.audit import api as audit
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job
from lms.kernel.places import COUNTRIES
from lms.reporting.figures import ALL, Sheet
from lms.reporting.figures.summing import WHOLE, Adder, told
from lms.reporting.models import ProgrammeFigures
from lms.reporting.services.programme import QUARTERS, ask_for_programme, compute_programme
from tests.conftest import House, make_person
from tests.tampering import intruder

PAGE = reverse("lms:reporting:programme")


def sheet(**rows: list[tuple[str, dict[str, Any]]]) -> Sheet:
    made = Sheet()
    for figure, mine in rows.items():
        made.add(ALL[figure], mine)
    return made


def counted(*sheets: tuple[str, Sheet]) -> dict[str, dict[str, Any]]:
    adder = Adder()
    for country, one in sheets:
        adder.add(country, one)
    return {place: {one.id: one for one in figures} for place, figures in adder.figures(COUNTRIES).items()}


def people(*codes: str) -> list[tuple[str, dict[str, Any]]]:
    return [(code, {}) for code in codes]


def test_a_person_in_two_institutions_counts_once_in_a_country_and_once_in_all() -> None:
    found = counted(("PE", sheet(F01=people("P-1", "P-2"))), ("PE", sheet(F01=people("P-2"))), ("CL", sheet(F01=people("P-2"))))
    assert [found[place]["F01"].value for place in ("PE", "CL", "CO", WHOLE)] == [2, 1, 0, 2]


def test_a_share_of_all_is_counted_from_all_rows_not_averaged() -> None:
    ten = [(str(n), {"yes": n < 9}) for n in range(10)]
    thirty = [(str(n), {"yes": n < 3}) for n in range(30)]
    found = counted(("PE", sheet(F09=ten)), ("CL", sheet(F09=thirty)))
    assert (found["PE"]["F09"].percent, found["CL"]["F09"].percent, found[WHOLE]["F09"].percent) == (90.0, 10.0, 30.0)


def test_what_speaks_of_a_country_is_taken_once() -> None:
    agreement = [("case", {"n": 50, "kappa": 0.7, "low": 0.5, "high": 0.9})]
    found = counted(("PE", sheet(F14=agreement)), ("PE", sheet(F14=agreement)), ("CL", sheet(F14=agreement)))
    assert found["PE"]["F14"].value == 1
    assert found[WHOLE]["F14"].value == 2


@given(st.lists(st.tuples(st.sampled_from(COUNTRIES), st.integers(0, 30)), max_size=12))
def test_a_hidden_count_keeps_five_possible_values(places: list[tuple[str, int]]) -> None:
    adder = Adder()
    for number, (country, n) in enumerate(places):
        adder.add(country, sheet(S01=people(*(f"{number}-{k}" for k in range(n)))))
    figures = adder.figures(COUNTRIES)
    if not figures[WHOLE]:
        return
    shown = {place: found[0].get("value") for place, found in told(figures).items()}
    true = {place: found[0].value for place, found in figures.items()}
    hidden = [place for place in COUNTRIES if shown[place] is None]
    assert all(true[place] == shown[place] for place in shown if shown[place] is not None)
    assert all(place in hidden for place in COUNTRIES if 0 < true[place] < 5)
    if hidden and shown[WHOLE] is not None:
        rest = shown[WHOLE] - sum(shown[place] for place in COUNTRIES if shown[place] is not None)
        assert len(hidden) > 1
        assert rest >= 4


@pytest.fixture
def course(db: None) -> Course:
    return Course.objects.create(key="essentials", titles={"es": "Esenciales", "en": "Essentials"})


def enrolled(house: House, course: Course, n: int) -> None:
    for k in range(n):
        person = make_person(f"p{k}@{house.institution.key}.many", "Ana", f"N{k}", house.institution.country)
        enrol(
            person_id=person.pk, institution_id=house.institution.pk, course_id=course.pk, cohort_course_id=None,
            country=house.institution.country, language="es", by=None,
        )  # fmt: skip


def figure(row: ProgrammeFigures, country: str, one: str) -> dict[str, Any]:
    return next(found for found in row.body["countries"][country] if found["id"] == one)


def test_the_hourly_count_asks_for_eight_quarters_and_then_for_the_running_one_alone(andes: House) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False) as clock:
        assert ask_for_programme() == QUARTERS
        run_due_jobs()
        assert ask_for_programme() == 0
        assert ProgrammeFigures.objects.filter(ended=False).get().quarter == "2026-Q4"
        clock.shift(timedelta(hours=1))
        assert ask_for_programme() == 1
        run_due_jobs()
    assert not Job.objects.exclude(state="done").exists()


def test_a_quarter_that_ended_lately_is_counted_again_once_a_day(andes: House) -> None:
    with time_machine.travel(datetime(2026, 10, 5, 12, tzinfo=UTC), tick=False) as clock:
        ask_for_programme()
        run_due_jobs()
        clock.shift(timedelta(hours=24))
        assert ask_for_programme() == 2


def test_the_page_shows_four_countries_and_the_count_of_all(
    andes: House, sur: House, course: Course, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    enrolled(andes, course, 12)
    enrolled(sur, course, 7)
    compute_programme()
    row = ProgrammeFigures.objects.get()
    assert [figure(row, place, "F01").get("value") for place in ("PE", "CL", "CO", WHOLE)] == [12, 7, 0, 19]
    page = as_person(programme["reviewer"]).get(PAGE).content.decode()
    assert "Personas inscritas" in page
    assert "Todos los países" in page
    assert "<svg" in page


def test_a_book_that_was_tampered_with_is_told_on_the_page_until_it_holds(
    andes: House, course: Course, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    enrolled(andes, course, 6)
    for number in range(3):
        audit.append_to_book(book="reports", act="signed", subject=f"report:{number}", digest_="0" * 64)
    client = as_person(programme["decider"])
    compute_programme()
    assert "no está íntegro" not in client.get(PAGE).content.decode()
    with intruder() as cursor:
        cursor.execute("UPDATE lms_audit_bookentry SET digest = 'x' WHERE number = 2")
    compute_programme()
    page = client.get(PAGE).content.decode()
    assert "no está íntegro" in page
    assert "Informes firmados: desde la línea 2." in page


def test_a_small_number_is_protected_on_the_page_and_in_the_file(
    andes: House, sur: House, course: Course, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    enrolled(andes, course, 12)
    enrolled(sur, course, 3)
    compute_programme()
    client = as_person(programme["reviewer"])
    assert "resguardado" in client.get(PAGE).content.decode()
    reply = client.post(reverse("lms:exports:export-request"), {"table": "reporting.programme", "format": "csv"})
    run_due_jobs()
    export_id = int(reply["Location"].rstrip("/").rpartition("/")[2])
    file: Any = client.get(reverse("lms:exports:export-file", args=[export_id]))
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    lines = [row for row in csv.reader(io.StringIO(text), delimiter=";") if row[2] == "F01"]
    numbers = {row[1]: row[5] for row in lines}
    assert numbers["Chile"] == ""
    assert numbers["Perú"] in ("", "12")
    assert numbers["Todos los países"] == ""


def test_the_page_takes_the_same_queries_at_two_sizes(
    andes: House, sur: House, course: Course, programme: dict[str, Person], as_person: Callable[[Person], Client],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    compute_programme()
    client = as_person(programme["decider"])
    with django_assert_max_num_queries(15) as few:
        client.get(PAGE)
    enrolled(andes, course, 20)
    enrolled(sur, course, 20)
    compute_programme()
    with django_assert_max_num_queries(15) as many:
        client.get(PAGE)
    assert len(few) == len(many)
    assert Enrolment.objects.count() == 40


def test_before_the_first_count_the_page_says_so(programme: dict[str, Person], as_person: Callable[[Person], Client]) -> None:
    page = as_person(programme["focal"]).get(PAGE).content.decode()
    assert "Las cifras se están contando" in page


def test_an_older_count_never_replaces_a_newer_one(andes: House) -> None:
    compute_programme(quarter="2026-Q3")
    row = ProgrammeFigures.objects.get()
    ProgrammeFigures.objects.update(as_at=row.as_at + timedelta(days=1), body={"later": True})
    compute_programme(quarter="2026-Q3")
    assert ProgrammeFigures.objects.get().body == {"later": True}
