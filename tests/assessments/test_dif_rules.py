"""Differences between groups are said only of questions with one key, and of groups of at least two hundred people."""

import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from assessments.analysis.groups import Rows, compare_groups
from assessments.analysis.records import Answer, Sitting, answer

DAY = date(2026, 11, 2)


def crowd(country: str, n: int, *, language: str = "es", harder: bool = False, line: str = "q") -> list[Sitting]:
    """People who answer ten common questions alike, and the question `q`: in a harder group half of those who know miss it."""
    chance = random.Random(f"{country}{language}{n}{harder}")
    found = []
    for _person in range(n):
        known = chance.random()
        answers: dict[str, Answer] = {
            f"c{i}": answer(f"c{i}", Decimal(int(chance.random() < known)), Decimal(1)) for i in range(10)
        }
        right = chance.random() < known * (0.5 if harder else 1)
        answers["q"] = answer(line, Decimal(int(right)), Decimal(1))
        found.append(Sitting(country, language, DAY, answers))
    return found


def asked(*groups: list[Sitting]) -> Mapping[str, Rows]:
    sittings = [sitting for group in groups for sitting in group]
    return {key: [(one, one.answers[key]) for one in sittings] for key in sittings[0].answers}


def test_an_unfair_question_is_found_where_each_group_has_two_hundred_people() -> None:
    found = compare_groups(asked(crowd("CL", 300), crowd("PE", 300, harder=True)))["q"]
    assert [(one["by"], {one["reference"], one["focal"]}, one["level"]) for one in found] == [("country", {"CL", "PE"}, "C")]


@pytest.mark.parametrize(("n", "said"), [(199, False), (200, True)])
def test_under_two_hundred_in_a_group_nothing_is_said(n: int, said: bool) -> None:
    found = compare_groups(asked(crowd("CL", 400), crowd("PE", n, harder=True)))
    assert bool(found["q"]) is said
    assert all(one["n_focal"] >= 200 and one["n_reference"] >= 200 for pairs in found.values() for one in pairs)


def test_a_question_with_another_key_in_another_country_is_not_compared() -> None:
    """Each country's law is its key: a difference would be one of keys. The other questions are compared as before."""
    found = compare_groups(asked(crowd("CL", 300, line="q@CL"), crowd("PE", 300, harder=True, line="q@PE")))
    assert found["q"] == []
    assert found["c0"]


def test_a_question_whose_key_was_mended_between_is_not_compared() -> None:
    """Those who came before were judged by another key, whatever their country."""
    before, after = crowd("CL", 150, line="q#1"), crowd("CL", 150, line="q#2", language="en")
    found = compare_groups(asked(before, after, crowd("PE", 300, line="q#2")))
    assert found["q"] == []


def test_languages_are_compared_by_the_same_rules() -> None:
    found = compare_groups(asked(crowd("CL", 250), crowd("CL", 250, language="en", harder=True)))["q"]
    assert [(one["by"], one["reference"], one["focal"], one["level"]) for one in found] == [("language", "en", "es", "C")]
