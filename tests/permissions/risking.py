"""What is sent to the pages of risk rules."""

from typing import Any


def risk_bodies() -> dict[str, Any]:
    """Another threshold than the shipped one for each."""
    return {"lms:reporting:institution-risk": {"not_seen_days": "21"}, "lms:reporting:cohort-risk-set": {"not_seen_days": "9"}}
