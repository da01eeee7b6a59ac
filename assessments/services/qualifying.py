"""Qualifying: score a reference script, learn at once how it compares, qualify when the last ones are good enough."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from assessments import qualifying, rubrics
from assessments.clock import say_when
from assessments.errors import ScoreIncomplete
from assessments.errors.assessors import (
    BorderlineMissing,
    HoldReasonMissing,
    QualificationNotFound,
    QualifiedAlready,
    QualifyElse,
    QualifyLater,
    ReferenceNotFound,
)
from assessments.models import Qualification, QualifyingScore, ReferenceScript, ReferenceUse
from assessments.models.agreement_rows import case_cards
from assessments.selectors.qualifying import open_qualification, tries_of
from assessments.selectors.references import base_of, in_use
from assessments.services.lapsing import end_lapsed
from assessments.services.scoring_letters import free_leases
from assessments.services.seeding import serve_seed_if_due, withdraw_seeds
from lms.audit.api import record_event
from lms.institutions.api import lock_person
from lms.kernel.words import clean_text


@transaction.atomic
def score_reference(*, person_id: int, reference_id: int, picks: Mapping[str, int], red_flags: Sequence[str]) -> int:
    """Score a reference script to qualify; returns the try's id. Whoever is good enough with it has qualified.

    Raises ReferenceNotFound (not one of its case that is in use), QualifiedAlready, QualifyElse (scored in this round),
    QualifyLater (all are scored, the waiting time is not over), ScoreIncomplete.
    """
    lock_person(person_id)
    row = ReferenceScript.objects.filter(pk=reference_id, use=ReferenceUse.QUALIFY, archived_at=None).first()
    card = case_cards(row.case_key).get(row.case_key) if row else None
    if row is None or card is None or row.structure_hash != card.structure_hash:
        raise ReferenceNotFound
    if open_qualification(person_id, card):
        raise QualifiedAlready
    end_lapsed(person_id=person_id, case_key=card.key)
    tries = tries_of(person_id, card)
    scripts = in_use(card, ReferenceUse.QUALIFY)
    borderline = {base_of(one.key) for one in scripts if one.borderline}
    if card.certifying and not row.private:
        raise ReferenceNotFound
    if card.certifying and len(borderline) < qualifying.BORDERLINE:
        raise BorderlineMissing(n=qualifying.BORDERLINE)
    left = qualifying.this_round([base_of(one.key) for one in scripts], tries, timezone.now())
    if left.again_at:
        raise QualifyLater(when=say_when(left.again_at))
    if base_of(row.key) not in left.free:
        raise QualifyElse
    rubric = row.config["rubric"]
    if set(picks) != set(row.picks) or set(red_flags) - {flag["id"] for flag in rubric["flags"]}:
        raise ScoreIncomplete(what="")
    found = qualifying.compare(picks, red_flags, row.picks, row.red_flags)
    made = QualifyingScore.objects.create(
        person_id=person_id, reference=row, picks=dict(picks), red_flags=list(red_flags),
        number=QualifyingScore.objects.filter(person_id=person_id, reference=row).count() + 1,
        percent=rubrics.percent_by(rubric, picks), exact=found.exact, far=found.far, criteria=found.criteria,
        flags_right=found.flags_right,
    )  # fmt: skip
    tries = [*tries, qualifying.Try(base_of(row.key), made.at, found)]
    if qualifying.has_passed(tries, borderline, certifying=card.certifying):
        _qualify(person_id, card.key, card.structure_hash)
    return made.pk


def _qualify(person_id: int, case_key: str, structure_hash: str) -> None:
    row = Qualification.objects.create(person_id=person_id, case_key=case_key, structure_hash=structure_hash)
    _audit("qualification.passed", row, person_id)
    serve_seed_if_due(assessor_id=person_id, case_key=case_key)


@transaction.atomic
def end_qualification(*, qualification_id: int, why: str, by: int) -> None:
    """Take a qualification back: the person qualifies again before scoring more letters of the case. What they scored stays;
    what they had taken goes back into the queue.

    Raises QualificationNotFound, HoldReasonMissing.
    """
    why = " ".join(clean_text(why).split())[:300]
    if not why:
        raise HoldReasonMissing
    row = Qualification.objects.select_for_update().filter(pk=qualification_id, ended_at=None).first()
    if row is None:
        raise QualificationNotFound
    row.ended_at, row.why = timezone.now(), why
    row.save(update_fields=["ended_at", "why"])
    free_leases(assessor_id=row.person_id, case_key=row.case_key, by=by)
    withdraw_seeds(assessor_id=row.person_id, case_key=row.case_key)
    _audit("qualification.ended", row, by, reason=why)


def _audit(act: str, row: Qualification, by: int, reason: str = "") -> None:
    after = {"person": row.person_id, "case": row.case_key, "structure": row.structure_hash[:12]}
    record_event(act=act, subject="qualification", subject_id=row.pk, actor=by, after=after, reason=reason)
