"""What the public page answers, as a table: acts, dates, currency and a moment in; one state out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.standing import Happening, PublicState, Standing, standing, worst


def on(month: int, day: int = 1) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC)


GRANTED = Happening(1, "granted", on(1))
SUSPENDED = Happening(2, "suspended", on(3), "review")
REINSTATED = Happening(3, "reinstated", on(4))
REVOKED = Happening(4, "revoked", on(5), "issued_in_error")
UNTIL_MAY = Happening(2, "suspended", on(3), "review", until=on(5))
RESUMED = Happening(3, "resumed", on(5))
SCOPE = {"es": "Solo marcas", "en": "Trade marks only"}
REDUCED = Happening(2, "reduced", on(3), "requirements", scope=SCOPE)
HELD = Happening(3, "suspended", on(4), "review", until=on(5))
ERROR = "issued_in_error"


@pytest.mark.parametrize(
    ("facts", "at", "state", "since", "reason"),
    [
        ({"events": []}, on(2), "preparing", None, ""),
        ({"events": [GRANTED], "issued_at": None}, on(2), "preparing", None, ""),
        ({"events": [GRANTED]}, on(2), "current", on(1, 2), ""),
        ({"events": [GRANTED, SUSPENDED]}, on(2), "current", on(1, 2), ""),  # not yet in effect
        ({"events": [GRANTED, SUSPENDED]}, on(3), "suspended", on(3), "review"),
        ({"events": [GRANTED, SUSPENDED, REINSTATED]}, on(4), "current", on(1, 2), ""),
        ({"events": [GRANTED, SUSPENDED, REINSTATED, REVOKED]}, on(6), "revoked", on(5), "issued_in_error"),
        ({"events": [REVOKED, GRANTED, SUSPENDED]}, on(6), "revoked", on(5), "issued_in_error"),  # order is by number
        ({"events": [GRANTED], "expires_at": on(6)}, on(5, 31), "current", on(1, 2), ""),
        ({"events": [GRANTED], "expires_at": on(6)}, on(6), "expired", on(6), ""),
        ({"events": [GRANTED], "superseded_at": on(2)}, on(3), "superseded", on(2), ""),
        ({"events": [GRANTED], "superseded_at": on(2), "expires_at": on(2)}, on(3), "superseded", on(2), ""),
        ({"events": [GRANTED, SUSPENDED], "expires_at": on(2)}, on(3), "suspended", on(3), "review"),
        ({"events": [GRANTED, REVOKED], "superseded_at": on(2), "expires_at": on(3)}, on(6), "revoked", on(5), ERROR),
        ({"events": [GRANTED], "currency": "due", "currency_due": on(9)}, on(8), "update_due", on(1, 2), ""),
        ({"events": [GRANTED], "currency": "lapsed", "currency_due": on(9)}, on(10), "lapsed", on(9), ""),
        ({"events": [GRANTED], "currency": "lapsed", "currency_due": on(9), "expires_at": on(9)}, on(10), "expired", on(9), ""),
        # a suspension with an end is over on its day, written down or not
        ({"events": [GRANTED, UNTIL_MAY]}, on(4, 30), "suspended", on(3), "review"),
        ({"events": [GRANTED, UNTIL_MAY]}, on(5), "current", on(1, 2), ""),
        ({"events": [GRANTED, UNTIL_MAY, RESUMED]}, on(5), "current", on(1, 2), ""),
        ({"events": [GRANTED, UNTIL_MAY, REVOKED]}, on(5), "revoked", on(5), ERROR),
        ({"events": [GRANTED, UNTIL_MAY], "expires_at": on(4)}, on(5), "expired", on(4), ""),
        # a smaller scope holds, and is what a suspension gives back
        ({"events": [GRANTED, REDUCED]}, on(3), "reduced", on(3), "requirements"),
        ({"events": [GRANTED, REDUCED, HELD]}, on(4), "suspended", on(4), "review"),
        ({"events": [GRANTED, REDUCED, HELD]}, on(5), "reduced", on(3), "requirements"),
        ({"events": [GRANTED, REDUCED, Happening(3, "reinstated", on(4))]}, on(5), "current", on(1, 2), ""),
        ({"events": [GRANTED, REDUCED, REVOKED]}, on(6), "revoked", on(5), ERROR),
        ({"events": [GRANTED, REDUCED], "expires_at": on(4)}, on(4), "expired", on(4), ""),
        ({"events": [GRANTED, REDUCED], "superseded_at": on(4)}, on(4), "superseded", on(4), ""),
        ({"events": [GRANTED, REDUCED], "currency": "lapsed", "currency_due": on(4)}, on(5), "lapsed", on(4), ""),
        ({"events": [GRANTED, REDUCED], "currency": "due", "currency_due": on(9)}, on(5), "reduced", on(3), "requirements"),
        # the next round's paper replaces one that still held, never one that had ended
        ({"events": [GRANTED], "expires_at": on(6), "renewed_at": on(4)}, on(3), "current", on(1, 2), ""),
        ({"events": [GRANTED], "expires_at": on(6), "renewed_at": on(4)}, on(5), "superseded", on(4), ""),
        ({"events": [GRANTED], "expires_at": on(6), "renewed_at": on(4)}, on(7), "superseded", on(4), ""),
        ({"events": [GRANTED], "expires_at": on(6), "renewed_at": on(8)}, on(9), "expired", on(6), ""),
        ({"events": [GRANTED, REVOKED], "renewed_at": on(4)}, on(6), "revoked", on(5), ERROR),
        # a credential that does not rest on the law in force is never asked for a review
        ({"events": [GRANTED], "currency": "due", "currency_due": on(9), "follows_law": False}, on(8), "current", on(1, 2), ""),
        (
            {"events": [GRANTED], "currency": "lapsed", "currency_due": on(9), "follows_law": False},
            on(10),
            "current",
            on(1, 2),
            "",
        ),
    ],
)
def test_one_answer(facts: dict[str, object], at: datetime, state: str, since: datetime | None, reason: str) -> None:
    found = standing(**{"issued_at": on(1, 2), "expires_at": None, **facts}, at=at)  # type: ignore[arg-type]
    assert (found.state, found.since, found.reason_class) == (state, since, reason)


def test_a_suspension_says_until_when_and_a_reduction_for_what() -> None:
    facts: dict[str, Any] = {"issued_at": on(1, 2), "expires_at": on(12)}
    held = standing(**facts, events=[GRANTED, UNTIL_MAY], at=on(4))
    assert (held.until, held.holds) == (on(5), False)
    less = standing(**facts, events=[GRANTED, REDUCED], currency="due", currency_due=on(9), at=on(4))
    assert (less.scope, less.until, less.grace_until, less.holds) == (SCOPE, on(12), on(9), True)
    assert standing(**facts, events=[GRANTED], currency="due", currency_due=on(9), at=on(4)).grace_until == on(9)


@given(
    st.lists(st.sampled_from(["superseded", "suspended", "expired", "lapsed", "reduced", "update_due", "revoked"]), unique=True)
)
def test_of_several_states_the_first_in_the_order_is_said(asked: list[str]) -> None:
    """Whatever comes together, the state is the highest of `PublicState`, whose order is the precedence."""
    events = [GRANTED]
    for act in ("reduced", "suspended", "revoked"):  # as people would decide them, one after the other
        if act in asked:
            events.append(Happening(len(events) + 1, act, on(3), "review"))
    currency = "lapsed" if "lapsed" in asked else "due" if "update_due" in asked else "current"
    found = standing(
        issued_at=on(1, 2), events=events, expires_at=on(4) if "expired" in asked else None,
        superseded_at=on(4) if "superseded" in asked else None, currency=currency, currency_due=on(4), at=on(5),
    )  # fmt: skip
    order = [state.value for state in PublicState]
    assert found.state == min(asked or ["current"], key=order.index)


def test_three_states_hold() -> None:
    holding = {state for state in PublicState if Standing(state).holds}
    assert holding == {PublicState.CURRENT, PublicState.UPDATE_DUE, PublicState.REDUCED}


def test_an_award_is_as_up_to_date_as_its_oldest_part() -> None:
    assert worst([("current", None), ("due", on(9)), ("due", on(8))]) == ("due", on(8))
    assert worst([("due", on(8)), ("lapsed", on(9))]) == ("lapsed", on(9))
    assert worst([("current", None)]) == worst([]) == ("current", None)
