"""The three questions to a holder and their check. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

AFTER: Final = timedelta(days=180)  # from the day on which it was granted
LATE: Final = timedelta(days=45)  # so long after that nobody is asked for the first time any more
REMINDED_AFTER: Final = timedelta(days=14)
OPEN_FOR: Final = timedelta(days=30)
MOST: Final = 999
NUMBERS: Final = ("businesses", "made", "arrived")


def read_holder(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was answered, None when it is not whole: yes or no; how many businesses; referrals made, and arrived of them."""
    gave = str(raw.get("gave", ""))
    if gave == "no":
        return {"gave": "no", **dict.fromkeys(NUMBERS, 0)}
    found: dict[str, Any] = {"gave": gave}
    for name in NUMBERS:
        text = str(raw.get(name, "")).strip() or "0"
        if not (text.isascii() and text.isdigit() and int(text) <= MOST):
            return None
        found[name] = int(text)
    whole = gave == "yes" and found["businesses"] >= 1 and found["arrived"] <= found["made"]
    return found if whole else None
