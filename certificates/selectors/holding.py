"""What a holder's page needs beside the cards: what was decided about each award, and when it can be renewed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from certificates.models import AwardEvent, AwardState, ObjectionState
from certificates.renewal import Phase, last_day, window
from certificates.selectors.certificates import CertificateCard
from certificates.standing import AGAINST
from lms.kernel.calendars import business_days_until


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision against the holder. `objection` is the state of their request for review, '' when there is none.

    `days`: business days left for its answer.
    """

    event_id: int
    act: str
    on: date
    reason_class: str
    until: datetime | None
    zone: ZoneInfo
    objection: str
    days: int


@dataclass(frozen=True, slots=True)
class About:
    """What surrounds one award. `can_renew`: its holder may begin now."""

    decisions: tuple[Decision, ...]
    phase: Phase
    opens_on: date | None
    last_day: date | None
    can_renew: bool


def about_awards(cards: Sequence[CertificateCard]) -> dict[int, About]:
    """By award, from the cards of one person. One query where something was decided against them, else none."""
    today, now = timezone.localdate(), timezone.now()
    zones = {card.award_id: ZoneInfo(card.time_zone) for card in cards}
    decisions: dict[int, list[Decision]] = defaultdict(list)
    contested = {card.award_id for card in cards if card.contested}
    events = AwardEvent.objects.filter(award__in=contested, act__in=AGAINST).order_by("award_id", "-number")
    for event in events.select_related("lms_objection", "award__institution").defer("award__path", "award__institution__logo"):
        asked, zone = getattr(event, "lms_objection", None), zones[event.award_id]
        waits = asked is not None and asked.state == ObjectionState.OPEN
        decisions[event.award_id].append(
            Decision(
                event.pk, event.act, timezone.localdate(event.effective_at, zone), event.reason_class, event.until, zone,
                asked.state if asked else "",
                business_days_until(today, asked.due_on, event.award.institution.country) if asked and waits else 0,
            )
        )  # fmt: skip
    last = last_rounds(cards)
    return {
        card.award_id: _about(card, zones[card.award_id], tuple(decisions[card.award_id]), now)
        if last[card.credential_id, card.country][0] == card.round
        else About(tuple(decisions[card.award_id]), Phase.NEVER, None, None, False)
        for card in cards
    }


def last_rounds(cards: Sequence[CertificateCard]) -> dict[tuple[int, str], tuple[int, str]]:
    """{(credential, country): (round, state)} of the last round awarded, from the cards of one person."""
    ordered = sorted(cards, key=lambda card: card.round)
    return {(card.credential_id, card.country): (card.round, card.award_state) for card in ordered}


def _about(card: CertificateCard, zone: ZoneInfo, decisions: tuple[Decision, ...], now: datetime) -> About:
    found = window(card.expires_at, card.renewal_opens_months, zone)
    if found is None or card.award_state == AwardState.REVOKED:
        return About(decisions, Phase.NEVER, None, None, False)
    where = found.phase(now)
    return About(
        decisions=decisions,
        phase=where,
        opens_on=timezone.localdate(found.opens_at, zone),
        last_day=last_day(found.closes_at, zone),
        can_renew=where in (Phase.OPEN, Phase.MISSED) and card.award_state in (AwardState.GRANTED, AwardState.REDUCED),
    )
