"""Whatever is shown of surveys, each person's answer to each question could have been another one."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.surveys.questions import SCALED
from assessments.surveys.telling import FEWEST, GOOD, SCALE, count, may_tell_comments, told

ANSWER = st.fixed_dictionaries({name: st.sampled_from(SCALE) for name in SCALED})
ALIKE = st.sampled_from(SCALE).map(lambda value: dict.fromkeys(SCALED, value))
GROUP = st.one_of(
    st.lists(ANSWER, max_size=9), ALIKE.flatmap(lambda one: st.integers(0, 9).map(lambda n: [dict(one) for _ in range(n)]))
)  # fmt: skip
History = list[list[dict[str, int]]]  # surveys of several groups, months and countries: each a list of answers


def shown(history: History) -> Any:
    """Everything that any page, file or figure can be made of: each survey as it is told, and totals over what is told."""
    views = []
    for answers in history:
        kept = count(answers, SCALED) if len(answers) >= FEWEST else {}  # what `close_survey` keeps
        views.append([told(name, kept[name]) for name in SCALED if kept])
    totals = [
        (sum(view[at].n for view in views if view), sum(view[at].good for view in views if view)) for at in range(len(SCALED))
    ]  # fmt: skip
    return views, totals


@given(history=st.lists(GROUP, max_size=5), which=st.data())
def test_nobody_can_read_one_persons_answer_from_all_that_is_shown(history: History, which: st.DataObject) -> None:
    people = [(group, person) for group, answers in enumerate(history) for person in range(len(answers))]
    if not people:
        return
    group, person = which.draw(st.sampled_from(people))
    name = which.draw(st.sampled_from(SCALED))
    another = deepcopy(history)
    answers, mine = another[group], another[group][person][name]
    other = next((one for one in answers if one[name] != mine), None)
    if len(answers) < FEWEST:  # nothing of it is kept
        answers[person][name] = mine % 5 + 1
    elif other is not None:  # somebody else may have said it
        answers[person][name], other[name] = other[name], mine
    else:  # all said the same: only the side is told
        side = [value for value in SCALE if (value in GOOD) == (mine in GOOD) and value != mine]
        for one in answers:
            one[name] = side[0]
    assert another[group][person][name] != mine
    assert shown(another) == shown(history)


@given(history=st.lists(GROUP, max_size=5), few=st.lists(ANSWER, max_size=FEWEST - 1), at=st.integers(0, 5))
def test_a_survey_under_five_moves_no_number_anywhere(history: History, few: list[dict[str, int]], at: int) -> None:
    views, totals = shown(history)
    with_few, same_totals = shown([*history[:at], few, *history[at:]])
    assert same_totals == totals
    assert [view for view in with_few if view] == [view for view in views if view]


@given(comments=st.lists(st.text(min_size=1), max_size=9))
def test_comments_are_told_from_five_comments_on(comments: list[str]) -> None:
    assert may_tell_comments(comments) == (len(comments) >= FEWEST)
