"""Prior learning: asked for with evidence, decided unit by unit by somebody outside the cohort. Locks: enrolment, then rows.

A recognised unit is an outcome without a unit version and without a score: it counts as met, weighs nothing in the mean, and
path, manifest and evidence say "recognised". What is written stays in these tables and in the record's reason.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from courses.call_errors import PriorEvidence, PriorFiles, PriorNotFound, PriorOver, PriorSettled, PriorUnits, ReasonNeeded
from courses.kinds import Outcome
from courses.models import Enrolment, EnrolmentState, OutcomeRecord, OutcomeState, PriorClaim, PriorFile, PriorState, PriorUnit
from courses.selectors.prior_learning import LEAST, MOST, MOST_FILES, decides, recognisable
from courses.selectors.reviews import too_close
from courses.services.progress import lock_enrolment, revise_outcome
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.intake import take_file
from lms.kernel.words import clean_text
from lms.messages.api import send

STATE: Final = "prior_state"  # to who asked
WORK: Final = "prior_work"  # to who may decide
RECOGNISED: Final = "recognised_prior"
MOST_ANSWER: Final = 240


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent."""

    name: str
    body: bytes


def ask_recognition(
    *, enrolment_id: int, by: int, units: Collection[int], evidence: str, files: Sequence[SentFile] = ()
) -> int:
    """Ask that what one knows already stands for units of one's course; the claim's id.

    Raises PriorNotFound (not one's own), PriorOver, PriorEvidence, PriorUnits (one that is done, asked for, or can't be
    recognised: exams and cases that certify, practice), PriorFiles, FileRefused.
    """
    evidence = clean_text(evidence).strip()
    if not LEAST <= len(evidence) <= MOST:
        raise PriorEvidence(least=LEAST, most=MOST)
    if len(files) > MOST_FILES:
        raise PriorFiles(most=MOST_FILES)
    clean = [take_file(one.name, one.body) for one in files]  # before anything is locked
    with transaction.atomic():
        enrolment = lock_enrolment(enrolment_id)
        if enrolment.person_id != by:
            raise PriorNotFound
        if enrolment.state != EnrolmentState.ACTIVE:
            raise PriorOver
        wanted = set(units)
        if not wanted or wanted - {one.unit_id for one in recognisable(enrolment)}:
            raise PriorUnits
        claim = PriorClaim.objects.create(enrolment=enrolment, evidence=evidence)
        PriorFile.objects.bulk_create(PriorFile(claim=claim, **one.columns) for one in clean)
        try:
            with transaction.atomic():
                PriorUnit.objects.bulk_create(
                    PriorUnit(claim=claim, enrolment=enrolment, unit_id=unit) for unit in sorted(wanted)
                )
        except IntegrityError:
            raise PriorUnits from None
        _audit(claim, enrolment, "prior.asked", by, units=sorted(wanted), files=len(clean))
        _tell_panel(claim, by)
    return claim.pk


def _tell_panel(claim: PriorClaim, about: int) -> None:
    people = {*institutions.programme_people("decider"), *institutions.programme_people("reviewer")}
    close = {person for person, _about in institutions.conflicts(people, [about])}
    for person in sorted(people - close):
        send(person_id=person, kind=WORK, speaks_of=f"prior:{claim.pk}", params={"claim_id": claim.pk})


@transaction.atomic
def withdraw_claim(*, claim_id: int, by: int) -> None:
    """Who asked takes back what nobody has decided yet; its files go. A second call does nothing. Raises PriorNotFound."""
    claim, enrolment = _locked(claim_id)
    if enrolment.person_id != by:
        raise PriorNotFound
    if claim.lms_units.filter(state=PriorState.ASKED).update(state=PriorState.WITHDRAWN):
        if not claim.lms_units.exclude(state=PriorState.WITHDRAWN).exists():
            claim.lms_files.all().delete()
        _audit(claim, enrolment, "prior.withdrawn", by)


@transaction.atomic
def recognise(*, prior_id: int, by: int, answer: str) -> None:
    """What they know stands for the unit. The same person twice changes nothing.

    Raises PriorNotFound (may not decide, or too close), PriorSettled, ReasonNeeded, PriorOver.
    """
    row, enrolment = _deciding(prior_id, by)
    if row.state == PriorState.RECOGNISED:
        return
    if row.state != PriorState.ASKED:
        raise PriorSettled
    _recognise(row, enrolment, by, _said(answer))


def _recognise(row: PriorUnit, enrolment: Enrolment, by: int, answer: str) -> None:
    if enrolment.state == EnrolmentState.CLOSED:
        raise PriorOver
    row.state, row.answer, row.decided_by_id, row.decided_at = PriorState.RECOGNISED, answer, by, timezone.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    evidence = (
        f"prior:{row.pk}",
        *(f"sha256:{one}" for one in row.claim.lms_files.order_by("pk").values_list("sha256", flat=True)),
    )
    revise_outcome(
        enrolment_id=enrolment.pk, unit_id=row.unit_id, by=by, why=answer[:MOST_ANSWER],
        outcome=Outcome(
            key=f"prior:{row.pk}", state=OutcomeState.RECOGNISED, earned_at=timezone.now(), unit_version_id=None,
            code=RECOGNISED, evidence=evidence,
        ),
    )  # fmt: skip
    _audit(row.claim, enrolment, "prior.recognised", by, unit=row.unit_id)
    _tell(row, enrolment, "recognised")


@transaction.atomic
def refuse_recognition(*, prior_id: int, by: int, answer: str) -> None:
    """It does not stand for the unit, and why; who asked may have it reviewed.

    Raises PriorNotFound, PriorSettled, ReasonNeeded.
    """
    row, enrolment = _deciding(prior_id, by)
    if row.state != PriorState.ASKED:
        raise PriorSettled
    row.state, row.answer, row.decided_by_id, row.decided_at = PriorState.REFUSED, _said(answer), by, timezone.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    _audit(row.claim, enrolment, "prior.refused", by, unit=row.unit_id)
    _tell(row, enrolment, "refused")


@transaction.atomic
def take_back_recognition(*, prior_id: int, by: int, reason: str) -> None:
    """It was recognised in error: the unit stands as its other records say, or is open again. A completion stays as it was
    written; who issues on it hears of it (`outcome_revised`). Raises PriorNotFound, PriorSettled, ReasonNeeded."""
    row, enrolment = _deciding(prior_id, by)
    reason = _said(reason)
    if row.state != PriorState.RECOGNISED:
        raise PriorSettled
    row.state, row.taken_by_id, row.taken_at, row.taken_because = PriorState.TAKEN_BACK, by, timezone.now(), reason
    row.save(update_fields=["state", "taken_by", "taken_at", "taken_because"])
    revise_outcome(
        enrolment_id=enrolment.pk, unit_id=row.unit_id, by=by, why=reason[:MOST_ANSWER], outcome=_without(row, enrolment)
    )
    _audit(row.claim, enrolment, "prior.taken_back", by, unit=row.unit_id)
    _tell(row, enrolment, "taken_back")


def _without(row: PriorUnit, enrolment: Enrolment) -> Outcome:
    """How the unit stands without the recognition: the best pass of its own, else begun and open."""
    key = f"prior:{row.pk}:taken_back"
    records = OutcomeRecord.objects.filter(enrolment=enrolment, unit_id=row.unit_id, state=OutcomeState.PASSED, why="")
    best = records.order_by("score", "-number").last()
    if best is None:
        return Outcome(key=key, state=OutcomeState.STARTED, earned_at=timezone.now(), unit_version_id=None, code="not_started")
    return Outcome(
        key=key, state=OutcomeState.PASSED, earned_at=best.earned_at, unit_version_id=best.unit_version_id, score=best.score,
        code=best.standing.get("code", ""), params=best.standing.get("params", {}), evidence=tuple(best.evidence),
    )  # fmt: skip


@transaction.atomic
def recognise_after_review(*, prior_id: int, by: int, answer: str) -> Mapping[str, Any]:
    """A panel found a refusal wrong: it is recognised. Returns ids for its record; nothing where the unit was passed since."""
    row, enrolment = _locked_unit(prior_id)
    if row.state != PriorState.REFUSED or enrolment.state == EnrolmentState.CLOSED:
        return {}
    if PriorUnit.objects.filter(
        enrolment=enrolment, unit_id=row.unit_id, state__in=(PriorState.ASKED, PriorState.RECOGNISED)
    ).exists():
        return {}
    _recognise(row, enrolment, by, answer.strip()[:MOST_ANSWER] or gettext_noop("Recognised after a review."))
    return {"prior": row.pk}


def forget_claims(*, person_id: int) -> None:
    """Erasure: evidence, answers and files go; states and dates stay. Safe to repeat."""
    mine = PriorClaim.objects.filter(enrolment__person_id=person_id)
    PriorFile.objects.filter(claim__in=mine).delete()
    PriorUnit.objects.filter(claim__in=mine).update(answer="", taken_because="")
    mine.update(evidence="")


def note_file_read(*, file_id: int, by: int) -> None:
    """Keep that somebody opened a file of a claim: who and when."""
    one = PriorFile.objects.select_related("claim__enrolment").defer("body").get(pk=file_id)
    _audit(one.claim, one.claim.enrolment, "prior.file_read", by)


def _said(text: str) -> str:
    text = clean_text(text).strip()[:500]
    if not text:
        raise ReasonNeeded
    return text


def _locked(claim_id: int) -> tuple[PriorClaim, Enrolment]:
    enrolment_id = PriorClaim.objects.filter(pk=claim_id).values_list("enrolment_id", flat=True).first()
    if enrolment_id is None:
        raise PriorNotFound
    enrolment = lock_enrolment(enrolment_id)
    return PriorClaim.objects.select_for_update().get(pk=claim_id), enrolment


def _locked_unit(prior_id: int) -> tuple[PriorUnit, Enrolment]:
    claim_id = PriorUnit.objects.filter(pk=prior_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise PriorNotFound
    claim, enrolment = _locked(claim_id)
    row = PriorUnit.objects.select_for_update().get(pk=prior_id)
    row.claim = claim
    return row, enrolment


def _deciding(prior_id: int, by: int) -> tuple[PriorUnit, Enrolment]:
    row, enrolment = _locked_unit(prior_id)
    if not decides(institutions.scope(by)) or too_close(by, [enrolment.person_id]):
        raise PriorNotFound
    return row, enrolment


def _tell(row: PriorUnit, enrolment: Enrolment, stage: str) -> None:
    send(
        person_id=enrolment.person_id, kind=STATE, speaks_of=f"prior:{row.pk}:{stage}",
        params={"prior_id": row.pk, "stage": stage},
    )  # fmt: skip


def _audit(claim: PriorClaim, enrolment: Enrolment, act: str, by: int, **after: Any) -> None:
    record_event(
        act=act, subject="prior_claim", subject_id=claim.pk, actor=by, institution=enrolment.institution_id,
        after={"enrolment": enrolment.pk, **after},
    )  # fmt: skip
