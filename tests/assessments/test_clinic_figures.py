"""Figures of clinics: everything inside an institution, counts that tell of nobody for the programme."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from assessments.clinics.bars import RIGHT, bars
from assessments.clinics.programme_counts import Seen, programme
from assessments.models import ClinicReferral, ClinicSequel, ClinicStep
from assessments.selectors.clinic_figures import months_between
from assessments.selectors.clinic_figures_page import Shown, country_line, place_line, programme_rows
from lms.institutions.models import Person
from tests.assessments.clinic_houses import hold_session, make_edition, take_in
from tests.assessments.reckoning import Equation, determined
from tests.conftest import House, make_house

As = Callable[[Person], Client]
COUNTRIES = ("CL", "CO", "MX", "PE")
HOUSES = {country: (n * 10, n * 10 + 1, n * 10 + 2) for n, country in enumerate(COUNTRIES, 1)}
ADDITIVE = ("month", "stage", "sector", "outcome")
DAY = date(2026, 3, 2)


def some_sessions() -> st.SearchStrategy[list[Seen]]:
    """Sessions of a year as they fall: a few large institutions, many small ones, rare categories."""
    places = st.sampled_from(
        [("PE", 40), ("PE", 40), ("PE", 40), ("PE", 41), ("PE", 42), ("CL", 10), ("CL", 11), ("CO", 20), ("MX", 30)]
    )
    stage = st.sampled_from(["growth", "growth", "growth", "idea", "export"])
    rights = st.lists(st.sampled_from(["trademarks", "trademarks", "designs", "patents"]), max_size=2, unique=True)
    one = st.tuples(
        places, st.integers(1, 4), stage, st.sampled_from(["food", "food", "crafts", "software"]), rights,
        st.sampled_from(["", "", "filed", "nothing"]), st.integers(0, 9),
    )  # fmt: skip
    kinds = st.lists(one, min_size=1, max_size=12)
    often = st.lists(st.integers(1, 9), min_size=12, max_size=12)
    return st.builds(
        lambda some, times: [_seen(one) for one, n in zip(some, times, strict=False) for _n in range(n)], kinds, often
    )


def _seen(one: Any) -> Seen:
    place, month, stage, sector, rights, outcome, business = one
    return Seen(place[0], place[1], f"2026-{month:02}", stage, sector, tuple(rights), outcome, business)


def attack(rows: Sequence[Sequence[Any]], hidden: str) -> list[Equation]:
    """What who reads the programme's file can write down: (figure, category, place) of every hidden count is an unknown."""
    told = {tuple(row[:3]): row[3] for row in rows[1:]}
    places = [place for figure, category, place in told if figure == "S" and place != "all"]
    found: list[Equation] = []

    def sums(parts: list[tuple[str, str, str]], total: tuple[str, str, str]) -> None:
        left: dict[object, int] = {one: 1 for one in parts if told[one] == hidden}
        right = -sum(told[one] for one in parts if told[one] != hidden)
        if told[total] == hidden:
            left[total] = -1
        else:
            right += told[total]
        if left:
            found.append((left, right))

    if places:
        sums([("S", "", place) for place in places], ("S", "", "all"))
    for figure in (*ADDITIVE, "right"):
        categories = list(dict.fromkeys(category for kind, category, _place in told if kind == figure))
        columns = list(dict.fromkeys(place for kind, _category, place in told if kind == figure and place != "all"))
        for category in categories:
            sums([(figure, category, place) for place in columns], (figure, category, "all"))
        for place in (*columns, "all") if figure in ADDITIVE and categories else ():
            whole = ("S", "", place)
            if whole not in told:  # several countries together in this table: their sessions are known one by one
                told[whole] = sum(told["S", "", one] for one in places if set(one.split("+")) <= set(place.split("+")))
            sums([(figure, category, place) for category in categories], whole)
    return found


def as_file(sessions: list[Seen]) -> list[Sequence[Any]]:
    """The programme's file of some sessions, with short names in place of words."""
    found = programme(sessions, countries=COUNTRIES, houses=HOUSES)
    heads = ["+".join(line) for line in found.countries]
    rows: list[Sequence[Any]] = [("figure", "category", "place", "count")]
    if found.few:
        return rows
    rows.append(("S", "", "all", found.total))
    rows += [("S", "", head, count) for head, count in zip(heads, found.counts, strict=True)]
    for table in found.tables:
        if table.withheld:
            continue
        for category, cells, total in zip(table.categories, table.cells, table.totals, strict=True):
            name = category or "none"
            columns = ["+".join(line) for line in table.countries]
            rows += [(table.key, name, head, "?" if n is None else n) for head, n in zip(columns, cells, strict=True)]
            rows.append((table.key, name, "all", "?" if total is None else total))
    return rows


@given(some_sessions())
@settings(max_examples=80)
def test_who_solves_the_whole_file_of_the_programme_gets_no_hidden_count(sessions: list[Seen]) -> None:
    rows = as_file(sessions)
    assert all(row[3] == "?" or row[3] == 0 or row[3] >= 5 for row in rows[1:])
    assert determined(attack(rows, "?")) == set()


def test_the_months_do_not_give_away_what_came_of_a_few_old_sessions() -> None:
    """25 of 30 are too young to be asked about: the five others would have one outcome each, hidden or not."""
    told = [
        Seen("CL", 10, "2026-03", "idea", "food", (), one, 0) for one in ("filed", "licensed", "stopped", "nothing", "other")
    ]
    young = [Seen("CL", 10, "2026-10", "idea", "food", (), "", 0, young=True)] * 25
    found = {table.key: table for table in programme([*told, *young], countries=COUNTRIES, houses=HOUSES).tables}
    assert found["month"].totals == (5, 25)
    assert found["outcome"].withheld
    more = [*told * 2, *young]  # ten old ones may be told apart: each hidden one has room
    outcome = next(table for table in programme(more, countries=COUNTRIES, houses=HOUSES).tables if table.key == "outcome")
    assert not outcome.withheld
    assert outcome.totals == (*(None,) * 5, 25)


@given(some_sessions())
@settings(max_examples=80)
def test_countries_and_institutions_with_few_sessions_have_no_line_of_their_own(sessions: list[Seen]) -> None:
    found = programme(sessions, countries=COUNTRIES, houses=HOUSES)
    by_country = Counter(one.country for one in sessions)
    if 0 < len(sessions) < 5:
        assert found.few
        assert found.total == 0
        assert not found.tables
        return
    assert sum(found.counts) == len(sessions)
    assert all(count == 0 or count >= 5 for count in found.counts)
    for country, places in (found.places or {}).items():
        assert all(place.count == 0 or place.count >= 5 for place in places)
        assert not places or sum(place.count for place in places) == by_country[country]
    for line in found.countries:
        if len(line) > 1:
            assert line[0] not in (found.places or {})  # its institutions would give the countries away
    assert all(n is None or n == 0 or n >= 5 for n in (*found.businesses, found.business_total))


def test_a_large_country_is_told_whole() -> None:
    sessions = [Seen("PE", 40, "2026-03", "growth", "food", ("trademarks",), "filed", n) for n in range(1, 9)]
    sessions += [Seen("PE", 41, "2026-03", "idea", "food", (), "", n) for n in range(1, 7)]
    found = programme(sessions, countries=COUNTRIES, houses={"PE": (40, 41)})
    assert [(line, count) for line, count in zip(found.countries, found.counts, strict=True) if count] == [(("PE",), 14)]
    assert [(place.institutions, place.count) for place in (found.places or {})["PE"]] == [((40,), 8), ((41,), 6)]
    stage = next(table for table in found.tables if table.key == "stage")
    assert (stage.categories, stage.totals) == (("idea", "growth"), (6, 8))
    assert found.business_total == 14


def test_months_without_a_session_have_their_place() -> None:
    assert months_between(["2026-02", "2025-11", "2026-02"]) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert len(months_between(["2020-01", "2026-01"])) == 24


@pytest.mark.django_db
def test_a_year_with_a_slip_of_the_keys_does_not_take_the_page_down(
    as_person: As, andes: House, programme: dict[str, Person]
) -> None:
    business = take_in(make_edition(andes), andes.coordinator)
    for n in range(5):
        hold_session(business, andes.advisor, client_id=f"s{n}", held_on=date(226, 11, 20), state="confirmed")
    assert as_person(andes.coordinator).get(f"/clinics/figures/{andes.institution.pk}/").status_code == 200
    for year in ("", "?year=226"):
        assert as_person(programme["reviewer"]).get(f"/clinics/programme/{year}").status_code == 200


def test_bars_are_as_long_as_their_counts_and_a_hidden_one_has_none() -> None:
    drawn = bars([("a", 10), ("b", 5), ("c", None)])
    assert [bar.width for bar in drawn.bars] == [RIGHT, RIGHT / 2, 0]
    assert drawn.bars[2].count is None


def fill(house: House, many: int, *, code: str = "ZQX-1", region: str = "Quispicanchi", **more: Any) -> None:
    """An edition with some sessions of one kind, two a business."""
    clinic = make_edition(house)
    for n in range(many):
        if n % 2 == 0:
            business = take_in(clinic, house.coordinator, f"{code}{n}", region=region)
        hold_session(business, house.advisor, **({"held_on": DAY, "state": "confirmed"} | more))


@pytest.mark.django_db
def test_an_institution_sees_its_sessions_by_everything_and_what_is_open(as_person: As, andes: House) -> None:
    clinic = make_edition(andes)
    business = take_in(clinic, andes.coordinator, "N-07")
    one = hold_session(business, andes.advisor, held_on=DAY, state="confirmed", rights=["trademarks", "designs"])
    hold_session(business, andes.advisor, held_on=date(2026, 5, 4), stage="export", rights=[])
    hold_session(business, andes.advisor, held_on=DAY, state="draft")
    ClinicStep.objects.create(session=one, number=1, what="Buscar el nombre")
    ClinicStep.objects.create(session=one, number=2, what="Guardar la receta", end="done")
    ClinicReferral.objects.create(session=one, number=1, to="resource", why="Registro", end="arrived")
    ClinicReferral.objects.create(session=one, number=2, to="nobody", why="No hace falta")
    ClinicSequel.objects.create(session=one, outcome="filed")
    page = as_person(andes.facilitator).get(f"/clinics/figures/{andes.institution.pk}/").content.decode()
    for said in (
        "marzo de 2026",
        "abril de 2026",
        "mayo de 2026",
        "Exportación",
        "Se presentó una solicitud",
        "Ninguno señalado",
    ):
        assert said in page, said
    assert page.count('<svg class="chart"') == 6
    rows = _rows(as_person(andes.coordinator).get(f"/clinics/figures/{andes.institution.pk}/figures.csv"))
    told = {(row[0], row[1]): row[2] for row in rows}
    assert told["Por etapa del negocio", "Crecimiento"] == "1"
    assert told["Por mes", "abril de 2026"] == "0"
    assert told["Próximos pasos y derivaciones", "Próximos pasos abiertos"] == "1"
    assert told["Próximos pasos y derivaciones", "Derivaciones que llegaron"] == "1"


def _rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode().lstrip("\ufeff"))))


@pytest.mark.django_db
def test_no_code_and_no_region_leaves_an_institution(
    as_person: As, andes: House, sur: House, programme: dict[str, Person]
) -> None:
    fill(andes, 12, rights=["trademarks", "designs"], comment="Quispicanchi")
    fill(sur, 7, stage="export")
    reviewer = as_person(programme["reviewer"])
    answers = [
        reviewer.get("/clinics/programme/"), reviewer.get("/clinics/programme/figures.csv"),
        as_person(andes.coordinator).get(f"/clinics/figures/{andes.institution.pk}/figures.csv"),
    ]  # fmt: skip
    for answer in answers:
        assert answer.status_code == 200
        text = answer.content.decode()
        for secret in ("ZQX", "Quispicanchi", "Elena", "La marca"):
            assert secret not in text, secret
    page = answers[0].content.decode()
    assert "Perú" in page
    told = {tuple(row[:3]): row[3] for row in _rows(answers[1])}
    assert told["Sesiones", "", "Perú"] == "12"
    assert told["Por etapa del negocio", "Exportación", "Chile"] == "7"
    assert told["Por etapa del negocio", "Exportación", "Perú"] == "0"


@pytest.mark.django_db
def test_the_programme_counts_confirmed_sessions_only_and_hides_small_ones(
    as_person: As, andes: House, sur: House, programme: dict[str, Person]
) -> None:
    fill(andes, 12)
    fill(sur, 3)
    make_house_with(andes, state="declared")
    page = as_person(programme["reviewer"]).get("/clinics/programme/").content.decode()
    told = {tuple(row[:3]): row[3] for row in _rows(as_person(programme["reviewer"]).get("/clinics/programme/figures.csv"))}
    assert told["Sesiones", "", "Todos los países"] == "15"
    assert not any(place == "Chile" for _figure, _category, place in told)
    assert not any(place == "Perú" for _figure, _category, place in told)  # alone, it would give Chile away
    assert "juntos" in page


def make_house_with(house: House, **more: Any) -> None:
    fill(house, 8, code="ZQY-1", **more)


@pytest.mark.django_db
def test_of_fewer_than_five_sessions_nothing_is_told(as_person: As, andes: House, programme: dict[str, Person]) -> None:
    reviewer = as_person(programme["reviewer"])
    assert "Todavía no se confirmó ninguna sesión" in reviewer.get("/clinics/programme/").content.decode()
    fill(andes, 4)
    page = reviewer.get("/clinics/programme/").content.decode()
    assert "menos de cinco sesiones" in page
    assert "Perú" not in page.split("<main")[1].split("</main")[0]
    assert _rows(reviewer.get("/clinics/programme/figures.csv"))[1] == ["Sesiones", "", "Todos los países", "menos de cinco"]


@pytest.mark.django_db
def test_a_coordinator_does_not_see_the_programme(as_person: As, andes: House) -> None:
    assert as_person(andes.coordinator).get("/clinics/programme/").status_code == 404


@pytest.mark.django_db
def test_the_programme_asks_as_many_queries_for_many_institutions_as_for_two(
    as_person: As, andes: House, sur: House, programme: dict[str, Person], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reviewer = as_person(programme["reviewer"])
    fill(andes, 6)
    fill(sur, 6)
    reviewer.get("/clinics/programme/")
    with django_assert_max_num_queries(15) as small:
        reviewer.get("/clinics/programme/")
    for n in range(4):
        fill(make_house(f"casa-{n}", "CO", "America/Bogota"), 12, stage="idea")
    with django_assert_max_num_queries(15) as large:
        reviewer.get("/clinics/programme/")
    assert len(small) == len(large)


def test_lines_told_together_say_so() -> None:
    assert country_line(["PE"]) in ("Peru", "Perú")
    assert "(" in country_line(["PE", "CL"])
    assert "2" in place_line([1, 2], {})


def test_a_withheld_table_is_one_line_of_the_file() -> None:
    found = programme([], countries=COUNTRIES, houses={})
    facts = {"found": found, "countries": [], "places": [], "tables": [Shown("stage", "T", [], [], [], True, False)]}
    assert programme_rows(facts)[-1][0] == "T"
