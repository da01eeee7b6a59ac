"""What of the toolkit must be looked up again, and why. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from courses.resources import is_unverified

FEE_FOR: Final = timedelta(days=365)  # fees change every year
FEE_TOPIC: Final = "fees"


def last_day_of(as_of: str) -> date | None:
    """The last day that a date of YYYY, YYYY-MM or YYYY-MM-DD may mean; None when it can't be read."""
    try:
        year, *rest = (int(part) for part in as_of.split("-"))
        if len(rest) > 1:
            return date(year, rest[0], rest[1])
        month = rest[0] if rest else 12
        return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
    except ValueError:
        return None


def why_look_again(kind: str, key: str, body: Mapping[str, Any], today: date) -> str:
    """`needs_check`, `old_fee`, `stale_resource`, `stale_source`, or '' when it may stand."""
    if kind == "fact":
        if body.get("needs_check") or body.get("confidence") == "low":
            return "needs_check"
        day = last_day_of(str(body.get("as_of", "")))
        return "old_fee" if key.startswith(f"{FEE_TOPIC}.") and (day is None or day + FEE_FOR < today) else ""
    if kind == "resource":
        if body.get("needs_check"):
            return "needs_check"
        return "stale_resource" if is_unverified(body["checked_on"], today, review_by=body.get("review_by") or "") else ""
    if kind == "source":
        due = body.get("review_by") or ""
        return "stale_source" if due and date.fromisoformat(due) < today else ""
    return ""
