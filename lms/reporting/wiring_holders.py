"""Holders of certificates, for the question that assessments asks them after six months: neither package knows the other."""

from collections.abc import Sequence
from datetime import datetime

from assessments.api import Holder, register_holders
from certificates.api import granted_between


def holders(start: datetime, end: datetime) -> Sequence[Holder]:
    """Awards that were granted in [start, end) and are in force."""
    return [
        Holder(f"award:{one.award_id}", one.person_id, one.institution_id, one.country, one.granted_at)
        for one in granted_between(start, end)
    ]


def wire() -> None:
    """One source."""
    register_holders(holders)
