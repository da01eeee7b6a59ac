"""Changing a cohort: its names, days and defaults. What people were enrolled with before stays theirs."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from lms.audit.api import record_event
from lms.institutions.errors import CohortNotFound, DatesInDisorder
from lms.institutions.models import Cohort


@transaction.atomic
def change_cohort(
    *, cohort_id: int, names: Mapping[str, str], country: str, language: str, starts_on: date, ends_on: date, by: int | None
) -> None:
    """Change what a cohort is called, when it is, and what newcomers get. Safe to repeat.

    Raises DatesInDisorder and CohortNotFound.
    """
    if ends_on < starts_on:
        raise DatesInDisorder
    cohort = Cohort.objects.select_for_update().filter(pk=cohort_id).first()
    if cohort is None:
        raise CohortNotFound
    wanted = {"names": dict(names), "country": country, "language": language, "starts_on": starts_on, "ends_on": ends_on}
    changed = {name: value for name, value in wanted.items() if getattr(cohort, name) != value}
    if not changed:
        return
    before = {name: getattr(cohort, name) for name in changed}
    for name, value in changed.items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(changed))
    record_event(
        act="cohort.changed", subject="cohort", subject_id=cohort_id, actor=by, institution=cohort.institution_id,
        before=_plain(before), after=_plain(changed),
    )  # fmt: skip


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
