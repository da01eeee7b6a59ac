"""The requests of courses as a source of the one inbox."""

from collections.abc import Sequence
from datetime import date, datetime

from courses.models import ReviewRequest, ReviewState
from courses.reviewable import DecidedReview, ReviewLine
from courses.selectors.reviews import line_of, opinions_given, requests, spell
from courses.services.reviews import acknowledge_review, tell_late
from lms.institutions.api import Scope
from lms.kernel import reviewing


class GeneralSource:
    """The requests of this package as a source of the inbox."""

    def lines(self, *, scope: Scope | None, over: bool, limit: int) -> Sequence[ReviewLine]:
        rows = requests(over=over)
        if scope is not None:
            rows = rows.exclude(person_id=scope.person_id)
        found = list(rows[:limit] if over else rows)
        spoke = opinions_given(one.pk for one in found)
        return [line_of(one, spoke.get(one.pk, 0)) for one in found]

    def acknowledge(self, *, request_id: int, by: int) -> None:
        acknowledge_review(request_id=request_id, by=by)

    def decided(self, *, start: datetime, end: datetime, using: str) -> Sequence[DecidedReview]:
        rows = ReviewRequest.objects.using(using).filter(state__in=reviewing.DECIDED, decided_at__gte=start, decided_at__lt=end)
        return [
            DecidedReview(
                row.kind, row.country, row.state == ReviewState.UPHELD,
                *spell(row.at, row.decided_at, row.due_on, row.country),
            )
            for row in rows.order_by("pk")
        ]  # fmt: skip

    def tell_late(self, *, request_id: int, due_on: date) -> None:
        tell_late(request_id=request_id)
