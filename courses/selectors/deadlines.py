"""When each module is due, for one person or for many: the rows that `courses.deadlines` wants."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, F, Value

from courses.deadlines import UNMOVED, Deadline, Moves, began, deadlines
from courses.models import Enrolment
from courses.progress import Entry


@dataclass(frozen=True, slots=True)
class Plan:
    """What a group's pace says to one enrolment, before anything moves it."""

    enrolment_id: int
    pace: Mapping[str, str] | None
    starts_on: date | None
    enrolled_at: datetime
    country: str

    def dues(self, entries: Iterable[Entry], moves: Mapping[int, Moves]) -> dict[int, datetime | None]:
        """{unit: when it is due at the latest}; empty without a pace."""
        days = self.deadlines(moves)
        return {e.unit_id: days[e.module_key].due_at if e.module_key in days else None for e in entries} if days else {}

    def deadlines(self, moves: Mapping[int, Moves]) -> dict[str, Deadline]:
        """{module key: its deadline}."""
        mine = moves.get(self.enrolment_id, UNMOVED)
        first = began(self.starts_on, self.enrolled_at, self.country)
        return deadlines(self.pace, country=self.country, began_on=first, moves=mine)


def moves_of(enrolment_ids: Collection[int]) -> dict[int, Moves]:
    """The leaves and the open extensions of some enrolments; who has neither is left out. One query, a UNION of two."""
    if not enrolment_ids:
        return {}
    mine = Enrolment.objects.filter(pk__in=list(enrolment_ids)).order_by()
    away = mine.filter(person__lms_leaves__isnull=False).values_list(
        "pk", Value("", CharField()), F("person__lms_leaves__starts_on"), F("person__lms_leaves__ends_on")
    )
    given = mine.filter(lms_module_extensions__isnull=False, lms_module_extensions__withdrawn_at=None).values_list(
        "pk", F("lms_module_extensions__module__key"), F("lms_module_extensions__until"), F("lms_module_extensions__until")
    )
    leaves: dict[int, list[tuple[date, date]]] = defaultdict(list)
    extensions: dict[int, dict[str, date]] = defaultdict(dict)
    for pk, module, first, last in away.union(given, all=True):
        if module:
            extensions[pk][module] = last
        else:
            leaves[pk].append((first, last))
    return {pk: Moves(leaves.get(pk, ()), extensions.get(pk, {})) for pk in {*leaves, *extensions}}


def moves_for(plans: Sequence[Plan]) -> dict[int, Moves]:
    """`moves_of` those whose group has a pace: no query where none has."""
    return moves_of([plan.enrolment_id for plan in plans if plan.pace])


def deadlines_of(enrolment_ids: Collection[int]) -> dict[int, dict[str, Deadline]]:
    """{enrolment: {module key: its deadline}}; a person whose group sets no pace has none. Two queries, however many."""
    rows = Enrolment.objects.filter(pk__in=list(enrolment_ids)).values_list(
        "pk", "cohort_course__pace", "cohort_course__starts_on", "created_at", "country"
    )
    plans = [Plan(*row) for row in rows]
    moves = moves_for(plans)
    return {plan.enrolment_id: plan.deadlines(moves) for plan in plans}
