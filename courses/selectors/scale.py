"""What packages above need to lay their own rows under a history that was made for measuring."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal

from courses.models import Completion, OutcomeRecord


def completions_at_scale(*, institution_id: int, course_ids: Collection[int]) -> list[tuple[list[int], int, str, datetime]]:
    """[(completions, person, country, when the last came)] of who completed all of these courses with an institution."""
    rows = Completion.objects.filter(enrolment__institution_id=institution_id, enrolment__course_id__in=course_ids)
    found: dict[tuple[int, str], list[tuple[int, datetime]]] = defaultdict(list)
    columns = ("pk", "enrolment__person_id", "enrolment__country", "completed_at")
    for pk, person_id, country, at in rows.order_by("completed_at", "id").values_list(*columns):
        found[person_id, country].append((pk, at))
    whole = ((key, done) for key, done in found.items() if len(done) == len(course_ids))
    return [([pk for pk, _at in done], person_id, country, done[-1][1]) for (person_id, country), done in whole]


def scored_at_scale(*, institution_id: int, kind: str) -> Iterator[tuple[int, int, int | None, datetime, Decimal]]:
    """(enrolment, unit, its version, when, percent) of scored records of one kind of unit, in their order."""
    rows = OutcomeRecord.objects.filter(enrolment__institution_id=institution_id, unit__kind=kind, score__isnull=False)
    columns = ("enrolment_id", "unit_id", "unit_version_id", "earned_at", "score")
    yield from rows.order_by("enrolment_id", "number").values_list(*columns).iterator(5_000)
