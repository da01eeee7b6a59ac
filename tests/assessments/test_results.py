"""What several attempts make of a quiz: best, last, first, average."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Counts
from assessments.results import counted

PERCENTS = st.lists(st.integers(0, 10_000).map(lambda n: Decimal(n) / 100), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("percents", "best", "last", "first", "average"),
    [
        (["50"], "50", "50", "50", "50"),
        (["80", "50"], "80", "50", "80", "65"),
        (["50", "80"], "80", "80", "50", "65"),
        (["33.33", "33.33", "33.34"], "33.34", "33.34", "33.33", "33.33"),
        (["0", "0.01"], "0.01", "0.01", "0", "0.01"),  # half a cent up
        (["0", "100", "50"], "100", "50", "0", "50"),
    ],
)
def test_each_rule(percents: Sequence[str], best: str, last: str, first: str, average: str) -> None:
    found = {rule: counted(rule, [Decimal(one) for one in percents]) for rule in Counts.values}
    wanted = {"best": best, "last": last, "first": first, "average": average}
    assert found == {rule: Decimal(one) for rule, one in wanted.items()}


@given(PERCENTS)
def test_no_rule_gives_what_nobody_earned(percents: list[Decimal]) -> None:
    for rule in Counts.values:
        assert min(percents) <= counted(rule, percents) <= max(percents)
    assert counted("average", percents) == counted("average", list(reversed(percents)))
    assert counted("last", percents) == counted("first", list(reversed(percents)))


def test_a_sheet_from_before_there_were_rules_takes_the_best() -> None:
    assert counted("", [Decimal(1), Decimal(3), Decimal(2)]) == 3


def test_without_an_attempt_there_is_no_score() -> None:
    with pytest.raises(ValueError, match="no attempt"):
        counted("best", [])
