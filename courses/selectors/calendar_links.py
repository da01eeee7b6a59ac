"""The calendars that somebody may subscribe to, for their page. Links are asked of the service when they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from courses.models import CalendarFeed
from lms.institutions import api as institutions
from lms.institutions.api import Scope


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """One calendar: of a group, or one's own (`cohort_id` None), and the row of its link if there is one."""

    cohort_id: int | None
    names: Mapping[str, str]
    feed: CalendarFeed | None
    made_at: datetime | None
    read_at: datetime | None


def calendar_links(scope: Scope) -> list[CalendarLink]:
    """One's own calendar first, then the groups one teaches or coordinates. Queries do not grow with the groups."""
    feeds = {row.cohort_id: row for row in CalendarFeed.objects.filter(person=scope.person_id, token_hash__isnull=False)}
    cards = dict(institutions.cohort_cards(scope.facilitator_cohorts)) if scope.facilitator_cohorts else {}
    for institution_id in sorted(scope.coordinator_of | scope.facilitator_of):
        cards |= {card.id: card for card in institutions.cohorts_of(institution_id)}
    found = [_link(None, {}, feeds.get(None))]
    return found + [_link(pk, cards[pk].names, feeds.get(pk)) for pk in sorted(cards)]


def _link(cohort_id: int | None, names: Mapping[str, str], row: CalendarFeed | None) -> CalendarLink:
    return CalendarLink(cohort_id, names, row, row.made_at if row else None, row.read_at if row else None)
