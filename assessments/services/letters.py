"""The advice letter: ask the business, write, hand in, withdraw. Enrolment first, then the letter: one lock order."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments import letters
from assessments.authorship import Said
from assessments.clock import say_when
from assessments.errors import (
    CaseNotFound,
    CasePassed,
    LetterHandedIn,
    LetterIncomplete,
    LetterWaits,
    NoSubmissionsLeft,
    TooManyWords,
    UnknownBlock,
    UnknownQuestionToAsk,
    WithdrawTooLate,
)
from assessments.errors.families import CaseHandedIn, CertifyingLetterStays
from assessments.errors.letters import LetterVersionNotFound
from assessments.families import config_of
from assessments.models import Allocation, Attachment, LetterVersion, Submission, SubmissionState
from assessments.selectors.cases import is_passed, letters_of
from assessments.selectors.dues import due_for
from assessments.selectors.letter_help import frozen_places
from assessments.services.appeals import refuse_while_appealed
from assessments.services.authorship import keep_declaration
from assessments.services.dues import freeze_due
from assessments.services.families import draw_case, rest_if_used
from assessments.services.letter_versions import keep_after_pause, keep_version
from assessments.services.scoring_letters import open_stages
from assessments.services.script_likeness import request_script_look
from courses import api as courses
from courses.kinds import Outcome

_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without what looks alike
_COUNTED: Final = (SubmissionState.SUBMITTED, SubmissionState.SCORED, SubmissionState.RELEASED)


@dataclass(slots=True)
class Kept:
    """What a save did: the letter's revision and text now, and the newer text of blocks that were changed elsewhere.

    `before` is the revision that the save found: a page of that revision had all of the letter as it was.
    """

    revision: int
    at: datetime | None
    letter: dict[str, Any]
    before: int
    conflicts: dict[str, Any] = field(default_factory=dict)


def new_ref() -> str:
    """A name that says nothing: two groups of four signs, 30⁸ of them."""
    signs = "".join(secrets.choice(_SIGNS) for _n in range(8))
    return f"{signs[:4]}-{signs[4:]}"


@transaction.atomic
def open_letter(*, enrolment_id: int, unit_id: int) -> int:
    """The draft of this case, made when there is none; returns its id.

    A draft after "not yet competent" or after withdrawing begins with the last letter's text and files; in a certifying unit
    it is on another case of the family, and begins with nothing. Raises CaseNotFound, LetterWaits, CasePassed,
    NoSubmissionsLeft, NoCaseFree and what `courses.api.hold` refuses.
    """
    card = courses.hold(enrolment_id)
    _refuse_passed(enrolment_id, unit_id)
    mine = Submission.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id)
    draft = mine.filter(state=SubmissionState.DRAFT).first()
    if draft:
        return draft.pk
    now = timezone.now()
    unit = courses.unit_in_effect(enrolment_id, unit_id, now)
    if unit.kind != "case_study" or card.country not in unit.config["countries"]:
        raise CaseNotFound
    last = mine.order_by("-number").first()
    if last and last.state in (SubmissionState.SUBMITTED, SubmissionState.SCORED):
        raise LetterWaits
    allowed = unit.config["submissions_allowed"]
    if allowed and mine.filter(state__in=_COUNTED).count() >= allowed:
        raise NoSubmissionsLeft(allowed=allowed)
    number = last.number + 1 if last else 1
    certifying = unit.config.get("certifying", False)
    if certifying:
        seed = f"{enrolment_id}:{unit_id}:{number}"
        case_key = draw_case(unit.config, person_id=card.person_id, country=card.country, seed=seed)
    else:
        case_key = unit.config["case"]["key"]
    again = last if not certifying else None  # another case begins with nothing of the last one
    letter = Submission.objects.create(
        enrolment_id=enrolment_id,
        unit_id=unit_id,
        unit_version_id=unit.unit_version_id,
        number=number,
        ref=new_ref(),
        case_key=case_key,
        structure_hash=config_of(unit.config, case_key)["rubric"]["structure_hash"],
        letter=again.letter if again else {},
        asked=again.asked if again else [],
        started_at=now,
    )
    if certifying:
        rest_if_used(case_key, limit=unit.config["rests_after"])
    if again:
        _copy_files(again, letter)
    elif last is None:
        due = due_for(card.id, card.cohort_course_id, unit_id, unit.config)
        _tell(letter, key="opened", state="started", code="case_open", waits_on="learner", at=now, due=due.due_at)
    return letter.pk


def _refuse_passed(enrolment_id: int, unit_id: int) -> None:
    """A case is passed once: by a result that is out, or by an enrolment that this one continues. The caller holds the
    enrolment. Raises CasePassed."""
    if is_passed(enrolment_id, unit_id, letters_of(enrolment_id, unit_id)):
        raise CasePassed


def _copy_files(last: Submission, letter: Submission) -> None:
    for file in Attachment.objects.filter(submission=last, removed_at=None):
        Attachment.objects.create(
            submission=letter, name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256,
            body=file.body, pages=file.pages,
        )  # fmt: skip


def _tell(
    letter: Submission, *, key: str, state: str, code: str, waits_on: str, at: datetime, due: datetime | None = None
) -> None:
    courses.record_outcome(
        enrolment_id=letter.enrolment_id,
        unit_id=letter.unit_id,
        outcome=Outcome(
            key=f"submission:{letter.pk}:{key}",
            state=state,
            earned_at=at,
            unit_version_id=letter.unit_version_id,
            code=code,
            params={"number": letter.number},
            waits_on=waits_on,
            due=due,
        ),
    )


@transaction.atomic
def ask(*, enrolment_id: int, unit_id: int, question: str) -> None:
    """Ask the business one question: recorded once, and then its answer shows.

    Raises UnknownQuestionToAsk and what `open_letter` refuses.
    """
    letter_id = open_letter(enrolment_id=enrolment_id, unit_id=unit_id)
    letter = Submission.objects.select_related("unit_version").select_for_update(of=("self",)).get(pk=letter_id)
    if question not in {one["id"] for one in letter.config["case"]["ask"]}:
        raise UnknownQuestionToAsk(question=question)
    if question not in {one["id"] for one in letter.asked}:
        letter.asked = [*letter.asked, {"id": question, "at": timezone.now().isoformat()}]
        letter.save(update_fields=["asked"])


def _locked(letter_id: int) -> Submission:
    return Submission.objects.select_for_update().get(pk=letter_id)


def _refuse_handed_in(letter: Submission) -> None:
    if letter.state != SubmissionState.DRAFT:
        raise LetterHandedIn(when=say_when(letter.submitted_at or letter.saved_at))


@transaction.atomic
def save_letter(*, letter_id: int, blocks: Mapping[str, Any], revision: int) -> Kept:
    """Keep blocks that were written on a page made at `revision`; the same text again is nothing new.

    A block that was changed elsewhere since that revision is not touched: its newer text comes back in `conflicts`, and
    the caller keeps the writer's own. All other blocks are kept. Raises UnknownBlock, UnknownPlace, TooManyWords,
    LetterHandedIn.
    """
    letter = _locked(letter_id)
    _refuse_handed_in(letter)
    kept = Kept(letter.revision, letter.saved_at, letter.letter, letter.revision)
    changed = {}
    for block, value in blocks.items():
        clean = _clean(letter, block, value)
        if clean == letter.letter.get(block, letters.empty_block(block)):
            continue
        if letter.touched.get(block, 0) > revision:
            kept.conflicts[block] = letter.letter.get(block, letters.empty_block(block))
        else:
            changed[block] = clean
    if changed:
        _write(letter, changed)
    kept.revision, kept.at, kept.letter = letter.revision, letter.saved_at, letter.letter
    return kept


def _clean(letter: Submission, block: str, value: Any) -> Any:
    if block not in letters.PARTS:
        raise UnknownBlock(block=block)
    try:
        clean = letters.clean_block(block, value)
    except ValueError as too_long:
        raise TooManyWords(limit=too_long.args[0]) from None
    if block != "places" or not clean:
        return clean
    return frozen_places(clean, country=letter.enrolment.country, kept=letter.letter.get("places") or ())


def _write(letter: Submission, changed: Mapping[str, Any]) -> None:
    now = timezone.now()
    keep_after_pause(letter, now)
    letter.revision += 1
    letter.letter = {**letter.letter, **changed}
    letter.touched = {**letter.touched, **dict.fromkeys(changed, letter.revision)}
    letter.saved_at = now
    letter.save(update_fields=["revision", "letter", "touched", "saved_at"])


@transaction.atomic
def restore_part(*, letter_id: int, number: int, part: str) -> None:
    """Write one part of a draft again as it stood in a version: a new save, and what stood there is kept as a version too.

    The same again does nothing. Raises LetterVersionNotFound, UnknownBlock, LetterHandedIn.
    """
    letter = _locked(letter_id)
    _refuse_handed_in(letter)
    version = LetterVersion.objects.filter(submission=letter, number=number).first()
    if version is None:
        raise LetterVersionNotFound
    if part not in letters.PARTS:
        raise UnknownBlock(block=part)
    before, after = (one.letter.get(part, letters.empty_block(part)) for one in (letter, version))
    if before != after:
        keep_version(letter, at=letter.saved_at or letter.started_at)
        _write(letter, {part: after})


@transaction.atomic
def submit_letter(*, letter_id: int, said: Said | None = None) -> None:
    """Hand the letter in: it waits for an assessor. A second call does nothing.

    `said` is what the writer declares about help; a task with a rule on it asks for it. Raises DeclarationMissing,
    LetterIncomplete, LetterTooLate, AppealOpen, CasePassed, CaseHandedIn.
    """
    enrolment_id = Submission.objects.values_list("enrolment_id", flat=True).get(pk=letter_id)
    card = courses.hold(enrolment_id)
    letter = _locked(letter_id)
    if letter.state in _COUNTED:
        return
    _refuse_handed_in(letter)
    _refuse_passed(enrolment_id, letter.unit_id)
    missing = letters.missing_parts(letter.letter)
    if missing:
        raise LetterIncomplete(what=" ".join(missing.values()))
    refuse_while_appealed(letter)
    _refuse_resubmission(letter, card.person_id)
    keep_declaration(letter, said)
    now = timezone.now()
    freeze_due(letter, card, now)
    letter.state, letter.submitted_at = SubmissionState.SUBMITTED, now
    letter.save(update_fields=["state", "submitted_at", "due_at", "late_percent"])
    keep_version(letter, at=now, handed_in=True)
    open_stages(letter)
    request_script_look(submission_id=letter.pk)
    _tell(letter, key="submitted", state="waiting", code="case_waiting", waits_on="assessor", at=now)


def _refuse_resubmission(letter: Submission, person_id: int) -> None:
    """One letter a certifying case, whatever enrolment it was for. Raises CaseHandedIn."""
    if not letter.unit_version.config.get("certifying"):
        return
    mine = Submission.objects.filter(enrolment__person_id=person_id, case_key=letter.case_key).exclude(pk=letter.pk)
    if mine.exclude(state=SubmissionState.DRAFT).exists():
        raise CaseHandedIn


@transaction.atomic
def withdraw_letter(*, letter_id: int) -> None:
    """Take a letter back before anybody scores it. A second call does nothing.

    Raises WithdrawTooLate, CertifyingLetterStays.
    """
    enrolment_id = Submission.objects.values_list("enrolment_id", flat=True).get(pk=letter_id)
    card = courses.hold(enrolment_id)
    letter = _locked(letter_id)
    if letter.state == SubmissionState.WITHDRAWN:
        return
    if letter.unit_version.config.get("certifying"):
        raise CertifyingLetterStays
    now = timezone.now()
    begun = Allocation.objects.filter(submission=letter).filter(Q(lease_until__gt=now) | Q(done_at__isnull=False)).exists()
    if letter.state != SubmissionState.SUBMITTED or begun:
        raise WithdrawTooLate
    letter.state = SubmissionState.WITHDRAWN
    letter.save(update_fields=["state"])
    due = due_for(card.id, card.cohort_course_id, letter.unit_id, letter.config)
    _tell(letter, key="withdrawn", state="started", code="case_withdrawn", waits_on="learner", at=now, due=due.due_at)
