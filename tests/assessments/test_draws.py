"""Statistics where chance decides what a person is asked: of a question, of a place, of the quiz; and what is never pooled."""

import random
import statistics as plain
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from math import sqrt
from typing import Any

import pytest
from django.utils import translation

from assessments.analysis.building import build
from assessments.analysis.records import FULL, Line, Option, Place, Sitting, answer
from assessments.analysis.seating import numbers, plan_of, seats
from assessments.selectors.analysis_page import shown
from assessments.statistics import analyse

ONE = Decimal(1)
POOL = tuple(f"p{n}" for n in range(1, 7))
PLACES = [Place(("a",), ONE), Place(("b",), Decimal(2)), Place(POOL, ONE, count=2, drawn=True), Place(("c",), ONE)]
DAY = date(2026, 11, 2)


def line(key: str, *, run: int = 1, country: str = "", version: int = 1) -> Line:
    options = [Option("x", {"es": "Sí", "en": "Yes"}, 1.0), Option("y", {"es": "No", "en": "No"}, 0.0)]
    name = "|".join(filter(None, (key, str(run), country)))
    return Line(name, key, "single", run, country, {"es": "¿Qué?", "en": "What?"}, options, {version}, 50.0)


def sat(keys: Sequence[str], scores: Sequence[float], *, country: str = "PE", lines: dict[str, str] | None = None) -> Sitting:
    worth = {"b": Decimal(2)}
    return Sitting(
        country, "es", DAY,
        {
            key: answer((lines or {}).get(key, f"{key}|1"), Decimal(str(score)), worth.get(key, ONE), ("x" if score else "y",))
            for key, score in zip(keys, scores, strict=True)
        },
    )  # fmt: skip


def programme(people: int, *, seed: int = 4) -> tuple[list[Sitting], dict[str, Line], list[Place]]:
    """Everybody gets a, b, c and two of six; a sheet shuffles them. Who is able gets more right; p6 has the wrong key."""
    dice = random.Random(seed)
    made = []
    for _ in range(people):
        ability = dice.gauss(0, 1)
        keys = ["a", "b", "c", *dice.sample(POOL, 2)]
        dice.shuffle(keys)
        scores = [int(dice.gauss(0, 0.8) < (-ability if key == "p6" else ability)) for key in keys]
        made.append(sat(keys, scores))
    return made, {f"{key}|1": line(key) for key in ("a", "b", "c", *POOL)}, PLACES


def by_key(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["question"]: one for one in body["questions"] if one["current"]}


def earned(sitting: Sitting, keys: Sequence[str]) -> float:
    return sum(a.fraction * a.maximum / FULL / 100 for key, a in sitting.answers.items() if key in keys)


def test_a_question_is_called_after_its_place() -> None:
    assert numbers(PLACES) == {"a": "1", "b": "2", "c": "4"} | {f"p{n}": f"3.{n}" for n in range(1, 7)}
    both = [Place(("p1", "q"), ONE, drawn=True), Place(("q",), ONE)]
    assert numbers(both)["q"] == "2"  # where it stands for everybody


@pytest.mark.parametrize(
    ("keys", "whole"),
    [
        (["a", "b", "c", "p1", "p5"], True),
        (["p5", "c", "p1", "b", "a"], True),
        (["a", "b", "c", "p1"], False),
        (["a", "b", "c", "p1", "p2", "p3"], False),
        (["a", "b", "c", "p1", "z"], False),
        (["a", "b", "p1", "p2", "p3"], False),
    ],
)
def test_a_sheet_is_of_the_make_up_when_every_place_is_filled_and_nothing_is_left_over(keys: list[str], whole: bool) -> None:
    found = seats(sat(keys, [1] * len(keys)), plan_of(PLACES))
    assert (found is not None) == whole
    if found:
        assert [len(there) for there in found] == [1, 1, 2, 1]


def test_a_question_worth_something_else_was_on_another_sheet() -> None:
    other = [Place(place.pool, Decimal(3), place.count, place.drawn) for place in PLACES]
    assert seats(sat(["a", "b", "c", "p1", "p2"], [1] * 5), plan_of(other)) is None


def test_pools_that_overlap_are_seated_so_that_all_have_a_place() -> None:
    """q1 could go to both; taken greedily it would leave q2 standing."""
    places = [Place(("q1", "q2"), ONE, drawn=True), Place(("q1", "q3"), ONE, drawn=True)]
    found = seats(sat(["q1", "q2"], [1, 0]), plan_of(places))
    assert found is not None
    assert [[one.line for one in there] for there in found] == [["q2|1"], ["q1|1"]]
    assert seats(sat(["q2", "q3"], [1, 0]), plan_of(places)) is not None
    assert seats(sat(["q1"], [1]), plan_of(places)) is None


def test_a_drawn_question_is_judged_by_those_who_got_it() -> None:
    made, lines, places = programme(400)
    body = build(made, lines, places)
    for key in POOL:
        got = [one for one in made if key in one.answers]
        scores = [one.answers[key].fraction / FULL for one in got]
        rest = [earned(one, list(one.answers)) - score for one, score in zip(got, scores, strict=True)]
        one = by_key(body)[key]
        assert one["n"] == len(got) < 400
        assert one["figures"]["facility"]["value"] == pytest.approx(100 * plain.fmean(scores), abs=1e-5)
        assert one["figures"]["sd"]["value"] == pytest.approx(plain.stdev(scores), abs=1e-5)
        assert one["figures"]["discrimination_index"]["value"] == pytest.approx(100 * plain.correlation(scores, rest), abs=1e-4)
        assert "effective_weight" not in one
    assert by_key(body)["p6"]["findings"][0]["code"] == "key_suspect"
    assert by_key(body)["p6"]["findings"][0]["params"]["number"] == "3.6"


def test_a_place_is_judged_by_what_everybody_scored_there() -> None:
    made, lines, places = programme(300)
    body = build(made, lines, places)
    (place,) = body["places"]
    scores, totals = [earned(one, POOL) for one in made], [earned(one, list(one.answers)) for one in made]
    rest = [total - score for total, score in zip(totals, scores, strict=True)]
    assert (place["number"], place["count"], place["of"], place["n"], place["maximum"]) == ("3", 2, 6, 300, 2)
    assert place["figures"]["facility"]["value"] == pytest.approx(50 * plain.fmean(scores), abs=1e-5)
    assert place["figures"]["sd"]["value"] == pytest.approx(plain.stdev(scores), abs=1e-5)
    assert place["figures"]["discrimination_index"]["value"] == pytest.approx(100 * plain.correlation(scores, rest), abs=1e-4)
    for figure in place["figures"].values():
        assert figure["low"] < figure["value"] < figure["high"]


def test_weights_belong_to_places_and_add_up() -> None:
    made, lines, places = programme(300)
    body = build(made, lines, places)
    weighed = [by_key(body)["a"], by_key(body)["b"], body["places"][0], by_key(body)["c"]]
    assert [one["intended_weight"] for one in weighed] == [
        pytest.approx(w, abs=1e-5) for w in (100 / 6, 100 / 3, 100 / 3, 100 / 6)
    ]
    totals = [earned(one, list(one.answers)) for one in made]
    roots = [sqrt(plain.covariance([earned(one, keys) for one in made], totals)) for keys in (["a"], ["b"], POOL, ["c"])]
    assert [one["effective_weight"]["value"] for one in weighed] == pytest.approx(
        [100 * r / sum(roots) for r in roots], abs=1e-4
    )
    assert sum(one["effective_weight"]["value"] for one in weighed) == pytest.approx(100, abs=1e-4)


def test_the_consistency_is_over_positions_that_everybody_has() -> None:
    made, lines, places = programme(300)
    (test,) = build(made, lines, places)["tests"]
    rows = []
    for one in made:
        drawn = [key for key in one.answers if key in POOL]  # in the order of the sheet
        rows.append([earned(one, [key]) for key in ("a", "b", *drawn, "c")])
    spread = sum(plain.variance(column) for column in zip(*rows, strict=True))
    alpha = 100 * 5 / 4 * (1 - spread / plain.variance([sum(row) for row in rows]))
    assert (test["positions"], test["drawn"], test["why"]) == (5, True, "")
    assert test["figures"]["internal_consistency"]["value"] == pytest.approx(alpha, abs=1e-4)
    assert test["figures"]["mean"]["value"] == pytest.approx(plain.fmean(sum(row) for row in rows), abs=1e-5)


def test_the_luck_of_the_draw_lowers_the_consistency() -> None:
    """A pool of easy and hard questions: people of one ability differ by what they were asked. Against every fixed pair."""
    dice = random.Random(1)
    hard = {key: n - 3.5 for n, key in enumerate(POOL, start=1)}
    scored = []
    for _ in range(1500):
        ability = dice.gauss(0, 1)
        scored.append({key: int(dice.gauss(0, 0.8) < ability - hard.get(key, 0)) for key in ("a", "b", "c", *POOL)})
    drawn = []
    for one in scored:
        keys = ["a", "b", "c", *dice.sample(POOL, 2)]
        drawn.append(sat(keys, [one[key] for key in keys]))
    (test,) = build(drawn, {f"{key}|1": line(key) for key in ("a", "b", "c", *POOL)}, PLACES)["tests"]
    fixed = []
    for pair in combinations(POOL, 2):
        rows = [[one["a"], 2 * one["b"], one[pair[0]], one[pair[1]], one["c"]] for one in scored]
        fixed.append(analyse([1, 2, 1, 1, 1], rows).test.internal_consistency or 0)
    assert test["figures"]["internal_consistency"]["value"] < plain.fmean(fixed) - 2


def test_who_answered_by_a_key_that_has_changed_is_no_part_of_the_test() -> None:
    """A scoring version restarts the question's statistics, and the test's with it."""
    made, lines, places = programme(80)
    lines |= {"a|2": line("a", run=2, version=2)}
    for one in made[40:]:
        one.answers = dict(one.answers) | {"a": one.answers["a"]._replace(line="a|2")}
    body = build(made, lines, places)
    assert [(one["run"], one["n"], one["current"]) for one in body["questions"] if one["question"] == "a"] == [
        (1, 40, False), (2, 40, True),
    ]  # fmt: skip
    assert (body["tests"][0]["n"], body["other_sheets"], body["places"][0]["n"]) == (40, 40, 40)
    assert by_key(body)["b"]["n"] == 80


def test_a_place_whose_pool_differs_by_country_has_a_row_a_country() -> None:
    made, lines, places = programme(120)
    for n, one in enumerate(made):
        one.country = ("CL", "PE")[n % 2]
    one_pool = build(made, lines, places)
    assert [(row["country"], row["n"]) for row in one_pool["places"]] == [("", 120)]
    assert [test["country"] for test in one_pool["tests"]] == [""]
    places = [places[0], places[1], Place(POOL, ONE, 2, drawn=True, local=True), places[3]]
    body = build(made, lines, places)
    assert [(row["country"], row["n"]) for row in body["places"]] == [("CL", 60), ("PE", 60)]
    everybody, *each = body["tests"]
    assert (everybody["why"], everybody["figures"]["internal_consistency"], everybody["figures"]["standard_error"]) == (
        "countries", None, None,
    )  # fmt: skip
    assert everybody["figures"]["mean"]["value"] > 0
    assert [(test["country"], test["n"], test["why"]) for test in each] == [("CL", 60, ""), ("PE", 60, "")]
    assert all(test["figures"]["internal_consistency"] for test in each)


def test_questions_of_one_countrys_own_do_not_match_people_of_others() -> None:
    """Chile gets «a» right as often. Matched on the easy «own», that only Chile was asked, it would not seem so."""
    dice = random.Random(9)
    made = []
    for n in range(1200):
        country, ability = ("CL", "PE")[n % 2], dice.gauss(0, 1)
        keys = ["a", "b", "c", "own" if country == "CL" else "theirs"]
        scores = [1 if key == "own" else 0 if key == "theirs" else int(dice.gauss(0, 1) < ability) for key in keys]
        made.append(sat(keys, scores, country=country))
    lines = {f"{key}|1": line(key) for key in ("a", "b", "c", "own", "theirs")}
    mixed = Place(("own", "theirs"), ONE, drawn=True, local=True)
    body = build(made, lines, [Place(("a",), ONE), Place(("b",), Decimal(2)), Place(("c",), ONE), mixed])
    assert [row["level"] for row in by_key(body)["a"]["dif"]] == ["A"]
    assert by_key(body)["own"]["dif"] == []


@pytest.mark.parametrize(
    ("places", "scores", "why"),
    [
        ([Place(("a",), ONE)], [[n % 2] for n in range(40)], "one_question"),
        ([Place(("a",), ONE), Place(("c",), ONE)], [[1, 0]] * 40, "all_same"),
        ([Place(("a",), ONE), Place(("c",), ONE)], [[n % 2, n % 3 > 0] for n in range(40)], ""),
    ],
)
def test_why_there_is_no_consistency_is_said_in_words(places: list[Place], scores: list[list[int]], why: str) -> None:
    keys = [place.pool[0] for place in places]
    body = build([sat(keys, [int(one) for one in row]) for row in scores], {f"{k}|1": line(k) for k in keys}, places)
    (test,) = body["tests"]
    assert test["why"] == why
    assert (test["figures"]["internal_consistency"] is None) == bool(why)
    with translation.override("es"):
        assert bool(shown(body)["tests"][0]["why"]) == bool(why)


def test_negative_fractions_nobody_on_top_and_a_maximum_of_zero_are_borne() -> None:
    keys = ["a", "b", "c"]
    dice = random.Random(2)
    made = [sat(keys, [dice.choice([-0.5, 0, 1]), dice.choice([-1, 1]), 0.5]) for _ in range(60)]
    lines = {f"{key}|1": line(key) for key in keys}
    body = build(made, lines, [Place(("a",), ONE), Place(("b",), Decimal(2)), Place(("c",), ONE)])
    assert by_key(body)["a"]["figures"]["facility"]["method"] == "normal"  # no share: Wilson does not hold
    assert by_key(body)["c"]["constant"] is True
    assert set(by_key(body)["c"]["figures"]) == {"facility"}
    nothing = [Sitting("PE", "es", DAY, {"a": answer("a|1", ONE, Decimal(0))}) for _ in range(40)]
    empty = build(nothing, lines, [Place(("a",), Decimal(0), drawn=True)])
    assert (empty["tests"][0]["figures"], empty["places"][0]["figures"]) == ({}, {})


def test_one_person_gives_no_figure_and_no_error() -> None:
    made, lines, places = programme(1)
    body = build(made, lines, places)
    assert all(not one["figures"] for one in [*body["questions"], *body["places"], *body["tests"]])
    with translation.override("en"):
        page = shown(body)
    assert page["places"][0]["facility"].text == "not enough data"
