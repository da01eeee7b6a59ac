"""What shows when: four moments, three parts, and nothing that the quiz holds back."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reviewing import MOMENTS, NOTHING, PARTS, RIGHT_AFTER, Shown, moment_at, shown, shows_later

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
REVIEWS = st.dictionaries(st.sampled_from(MOMENTS), st.dictionaries(st.sampled_from(PARTS), st.booleans()))


@pytest.mark.parametrize(
    ("submitted", "closes", "now", "moment"),
    [
        (None, None, NOON, "during"),
        (None, NOON - SECOND, NOON, "during"),  # open still, whatever the window says
        (NOON, None, NOON, "after"),
        (NOON, None, NOON + RIGHT_AFTER - SECOND, "after"),
        (NOON, None, NOON + RIGHT_AFTER, "later"),
        (NOON, NOON + timedelta(days=1), NOON + timedelta(hours=1), "later"),
        (NOON, NOON + timedelta(days=1), NOON + timedelta(days=1), "later"),
        (NOON, NOON + timedelta(days=1), NOON + timedelta(days=1) + SECOND, "closed"),
        (NOON, NOON + SECOND, NOON + 2 * SECOND, "closed"),  # it closed within the two minutes
    ],
)
def test_which_moment_it_is(submitted: datetime | None, closes: datetime | None, now: datetime, moment: str) -> None:
    assert moment_at(submitted_at=submitted, closes_at=closes, now=now) == moment


@pytest.mark.parametrize(("moment", "part"), list(product(MOMENTS, PARTS)))
def test_each_part_is_held_back_by_itself_at_its_moment_only(moment: str, part: str) -> None:
    review = {moment: {part: False}}
    for one in MOMENTS:
        found = shown(review, one)
        assert {name for name in PARTS if not getattr(found, name)} == ({part} if one == moment else set())


def test_a_quiz_that_says_nothing_shows_everything_and_one_that_holds_all_shows_nothing() -> None:
    for moment in MOMENTS:
        assert shown({}, moment) == Shown(True, True, True)
        held = shown({moment: dict.fromkeys(PARTS, False)}, moment)
        assert held == NOTHING
        assert not held.anything


@given(REVIEWS, st.sampled_from(MOMENTS), st.booleans())
def test_more_is_announced_if_and_only_if_more_comes(review: Mapping[str, Mapping[str, bool]], moment: str, ends: bool) -> None:
    now, closes = shown(review, moment), NOON if ends else None
    said = shows_later(review, moment, closes_at=closes)
    coming = [one for one in MOMENTS[MOMENTS.index(moment) + 1 :] if one != "closed" or ends]
    more = [one for one in coming if any(getattr(shown(review, one), p) and not getattr(now, p) for p in PARTS)]
    assert said == (more[0] if more else "")
