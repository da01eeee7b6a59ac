"""What the public page answers, as a table: acts, dates, currency and a moment in; one state out."""

from datetime import UTC, datetime

import pytest

from certificates.standing import Happening, PublicState, standing, worst


def on(month: int, day: int = 1) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC)


GRANTED = Happening(1, "granted", on(1))
SUSPENDED = Happening(2, "suspended", on(3), "review")
REINSTATED = Happening(3, "reinstated", on(4))
REVOKED = Happening(4, "revoked", on(5), "issued_in_error")
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
    ],
)
def test_one_answer(facts: dict[str, object], at: datetime, state: str, since: datetime | None, reason: str) -> None:
    found = standing(**{"issued_at": on(1, 2), "expires_at": None, **facts}, at=at)  # type: ignore[arg-type]
    assert (found.state, found.since, found.reason_class) == (state, since, reason)


def test_only_two_states_hold() -> None:
    holding = {state for state in PublicState if standing_like(state)}
    assert holding == {PublicState.CURRENT, PublicState.UPDATE_DUE}


def standing_like(state: PublicState) -> bool:
    from certificates.standing import Standing

    return Standing(state).holds


def test_an_award_is_as_up_to_date_as_its_oldest_part() -> None:
    assert worst([("current", None), ("due", on(9)), ("due", on(8))]) == ("due", on(8))
    assert worst([("due", on(8)), ("lapsed", on(9))]) == ("lapsed", on(9))
    assert worst([("current", None)]) == worst([]) == ("current", None)
