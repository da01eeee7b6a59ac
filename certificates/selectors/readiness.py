"""Who may advise today: people with an award in force and the role of advisor where they earned it."""

from datetime import datetime

from django.db.models import Count, F, Q

from certificates.models import Award, AwardState

HOLDING = (AwardState.GRANTED, AwardState.REDUCED)


def holders_by_institution(*, at: datetime) -> dict[int, int]:
    """{institution: its advisors with an award in force}. One query."""
    in_force = Q(expires_at=None) | Q(expires_at__gt=at)
    rows = Award.objects.filter(
        in_force, state__in=HOLDING, person__lms_memberships__institution_id=F("institution_id"),
        person__lms_memberships__role="advisor", person__lms_memberships__until=None,
    )  # fmt: skip
    return dict(rows.values("institution_id").annotate(n=Count("person", distinct=True)).values_list("institution_id", "n"))
