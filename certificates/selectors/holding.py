"""What a holder's page needs: the papers, what was decided about each award, and when it can be renewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from certificates.models import AwardState, Certificate, ObjectionState
from certificates.renewal import Phase, last_day, window
from certificates.selectors.batches import ProofLine, proof_line
from certificates.selectors.certificates import Against, CertificateCard, card_rows, cards_from
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


def papers_of(person_id: int) -> tuple[list[CertificateCard], list[ProofLine]]:
    """A person's certificates, replaced editions too, and the proofs that nothing replaced; newest first. Four queries.

    Read together: the union of two keys uses both indexes, where "one or the other" would read the whole register.
    """
    of_awards = Certificate.objects.filter(award__person_id=person_id).values("pk")
    of_enrolments = Certificate.objects.filter(enrolment__person_id=person_id, superseded_by=None).values("pk")
    rows = list(card_rows(Certificate.objects.filter(pk__in=of_awards.union(of_enrolments))))
    proofs = [proof_line(row) for row in rows if row.award_id is None]
    return cards_from([row for row in rows if row.award_id is not None]), proofs


def about_awards(cards: Sequence[CertificateCard]) -> dict[int, About]:
    """By award, from the cards of one person. No query."""
    today, now = timezone.localdate(), timezone.now()
    last = last_rounds(cards)
    found = {}
    for card in cards:
        zone = ZoneInfo(card.time_zone)
        decisions = tuple(_decision(one, card, zone, today) for one in card.against)
        found[card.award_id] = (
            _about(card, zone, decisions, now)
            if last[card.credential_id, card.country][0] == card.round
            else About(decisions, Phase.NEVER, None, None, False)
        )
    return found


def _decision(one: Against, card: CertificateCard, zone: ZoneInfo, today: date) -> Decision:
    waits_until = one.due_on if one.objection == ObjectionState.OPEN else None
    return Decision(
        one.event_id, one.act, timezone.localdate(one.effective_at, zone), one.reason_class, one.until, zone, one.objection,
        business_days_until(today, waits_until, card.institution_country) if waits_until else 0,
    )  # fmt: skip


def last_rounds(cards: Sequence[CertificateCard]) -> dict[tuple[int, str], tuple[int, str]]:
    """{(credential, country): (round, state)} of the last round awarded, from the cards of one person."""
    ordered = sorted(cards, key=lambda card: card.round)
    return {(card.credential_id, card.country): (card.round, card.award_state) for card in ordered}


def _about(card: CertificateCard, zone: ZoneInfo, decisions: tuple[Decision, ...], now: datetime) -> About:
    found = window(card.expires_at, card.renewal_opens_months, zone, card.leave_days)
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
