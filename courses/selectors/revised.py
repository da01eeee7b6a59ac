"""What a revision of an outcome did: from what to what, and why. For who issued something on the old one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from courses.models import OutcomeRecord
from courses.progress import PASSING, Recorded, Standing, fold


@dataclass(frozen=True, slots=True)
class Revision:
    """The last revision of one unit for one learner. `number` is the record's, in the enrolment."""

    enrolment_id: int
    unit_id: int
    number: int
    titles: Mapping[str, str]
    course_titles: Mapping[str, str]
    before_state: str
    before_score: Decimal | None
    state: str
    score: Decimal | None
    why: str
    at: datetime

    @property
    def lost(self) -> bool:
        """A pass was taken back."""
        return self.before_state in PASSING and self.state not in PASSING


def revisions(places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Revision]:
    """{(enrolment, unit): its last revision}; what was never revised is left out. One query."""
    rows = OutcomeRecord.objects.filter(
        enrolment__in={enrolment for enrolment, _unit in places}, unit__in={unit for _enrolment, unit in places}
    ).order_by("enrolment_id", "number")
    standings: dict[tuple[int, int], Standing] = {}
    found: dict[tuple[int, int], Revision] = {}
    columns = ("enrolment_id", "unit_id", "number", "state", "score", "why", "at", "earned_at", "unit__titles")
    for enrolment, unit, number, state, score, why, at, earned_at, titles, course in rows.values_list(
        *columns, "enrolment__course__titles"
    ):
        place = (enrolment, unit)
        before = standings.get(place)
        if why:
            was = (before.state, before.score) if before else ("", None)
            found[place] = Revision(enrolment, unit, number, titles, course, *was, state, score, why, at)
        standings[place] = fold(before, Recorded(state=state, score=score, earned_at=earned_at, revised=bool(why)))
    return {place: one for place, one in found.items() if place in set(places)}


def revision(enrolment_id: int, unit_id: int) -> Revision | None:
    """The last revision of one unit for one learner; None when it was never revised. One query."""
    return revisions([(enrolment_id, unit_id)]).get((enrolment_id, unit_id))
