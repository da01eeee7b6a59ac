"""Whose review was upheld: reports look at what those people hold."""

from datetime import datetime

from courses.models import ReviewRequest, ReviewState


def upheld_people(institution_id: int, *, start: datetime, end: datetime) -> set[int]:
    """Ids of the people of an institution for whom a review was decided in their favour in [start, end). One query."""
    rows = ReviewRequest.objects.filter(
        institution_id=institution_id, state=ReviewState.UPHELD, decided_at__gte=start, decided_at__lt=end
    )
    return set(rows.values_list("person_id", flat=True))
