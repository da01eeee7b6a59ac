"""Appeals about letters as a source of the one inbox of reviews."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import appealing
from assessments.access.releases import access_appeal
from assessments.models import Appeal, AppealState
from assessments.selectors.appeals import due_of, staff_words
from assessments.selectors.reviews import letter_hands
from assessments.services.appeals import acknowledge_appeal
from courses import api as courses
from courses.api import DecidedReview, ReviewLine
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel import reviewing
from lms.messages.api import send

KEY = "letter"
_STATES = {
    AppealState.OPEN: reviewing.OPEN, AppealState.SCORING: reviewing.OPEN, AppealState.SCORED: reviewing.OPEN,
    AppealState.STANDS: reviewing.DISMISSED, AppealState.REFUSED: reviewing.DISMISSED,
    AppealState.CHANGED: reviewing.UPHELD, AppealState.WITHDRAWN: reviewing.WITHDRAWN,
}  # fmt: skip


class AppealSource:
    """Letters carry a reference and no name. Deciders see them; reviewers, who don't decide them, do not."""

    def lines(self, *, scope: Scope | None, over: bool, limit: int) -> Sequence[ReviewLine]:
        if scope is not None and not scope.decider:
            return []
        rows = Appeal.objects.select_related("submission__enrolment", "submission__unit_version")
        if scope is not None:
            rows = rows.exclude(submission__enrolment__person_id=scope.person_id)
        open_ = rows.filter(state__in=appealing.OPEN).order_by("at", "pk")
        found = list(rows.exclude(state__in=appealing.OPEN).order_by("-decided_at", "-pk")[:limit] if over else open_)
        hands = letter_hands([row.submission_id for row in found])
        return [_line(row, hands[row.submission_id]) for row in found]

    def acknowledge(self, *, request_id: int, by: int) -> None:
        access_appeal(institutions.scope(by), request_id)
        acknowledge_appeal(appeal_id=request_id, by=by)

    def decided(self, *, start: datetime, end: datetime, using: str) -> Sequence[DecidedReview]:
        over = [AppealState.STANDS, AppealState.REFUSED, AppealState.CHANGED]
        rows = Appeal.objects.using(using).filter(state__in=over, decided_at__gte=start, decided_at__lt=end)
        return [
            DecidedReview(
                KEY, row.submission.enrolment.country, row.state == AppealState.CHANGED,
                *courses.spell(row.at, row.decided_at, due_of(row)[1], row.submission.enrolment.country),
            )
            for row in rows.select_related("submission__enrolment").order_by("pk")
        ]  # fmt: skip

    def tell_late(self, *, request_id: int, due_on: date) -> None:
        row = Appeal.objects.select_related("submission__enrolment").get(pk=request_id)
        send(
            person_id=row.submission.enrolment.person_id, kind=courses.REVIEW_STATE, speaks_of=f"appeal:{row.pk}:late",
            params={
                "stage": "late", "due": due_on.isoformat(),
                "path": reverse("lms:assessments:appeal-form", args=[row.submission_id]),
            },
        )  # fmt: skip


def _line(row: Appeal, hands: frozenset[int]) -> ReviewLine:
    acknowledge_by, due_on = due_of(row)
    letter = row.submission
    state = _STATES[AppealState(row.state)]
    titles = {language: f"{words} · {letter.ref}" for language, words in letter.unit_version.titles.items()}
    return ReviewLine(
        KEY, row.pk, _("Result of a letter"), titles, letter.enrolment.country, row.at, acknowledge_by, due_on,
        row.acknowledged_at, state, row.decided_at, reverse("lms:assessments:appeal-detail", args=[row.pk]), hands,
        staff_words(row.state) if state == reviewing.OPEN else "", letter.enrolment.person_id,
    )  # fmt: skip
