"""Review of any decision that went against somebody: asked for, acknowledged, decided by two who had no hand in it.

Locks: the request. What upholding does takes its own locks after, through the kind's door (`courses.reviewable`).
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.errors import (
    NothingToReview,
    ReviewAnswerMissing,
    ReviewBegun,
    ReviewLate,
    ReviewMoved,
    ReviewNotFound,
    ReviewOnce,
    ReviewReason,
    ReviewRemedyUnknown,
    ReviewSettled,
)
from courses.models import ReviewOpinion, ReviewRequest, ReviewState
from courses.reviewable import reviewable_of
from courses.selectors.reviews import (
    adverse_of,
    free_of,
    is_barred,
    line_of,
    may_decide,
    panel_people,
    spoken,
    today_in,
)
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel import reviewing
from lms.kernel.words import clean_text, say_moment
from lms.messages.api import send

STATE: Final = "review_state"  # to who asked
WORK: Final = "review_work"  # to who may decide


@transaction.atomic
def ask_review(*, kind: str, subject_id: int, by: int, reason: str) -> int:
    """Ask for the review of a decision against oneself; returns the request's id. The same again while it is open does nothing.

    Nothing changes until it is decided. Who asked gets a mail that it is here, everybody who may decide one that it waits.
    Raises ReviewReason, NothingToReview (not theirs, not against them, or an unknown kind), ReviewLate, ReviewOnce.
    """
    reason = clean_text(reason).strip()
    if not reviewing.LEAST <= len(reason) <= reviewing.MOST:
        raise ReviewReason(least=reviewing.LEAST, most=reviewing.MOST)
    institutions.lock_person(by)
    known = ReviewRequest.objects.filter(kind=kind, subject_id=subject_id, person_id=by).first()
    if known is not None:
        if known.state == ReviewState.OPEN and known.reason == reason:
            return known.pk
        raise ReviewOnce
    against = adverse_of(by, kind, subject_id)
    if against is None or against.asked_url:
        raise NothingToReview
    if against.until is not None and timezone.now() > against.until:
        raise ReviewLate(when=say_moment(against.until))
    clock = reviewing.clock(today_in(against.country), against.country)
    try:
        with transaction.atomic():
            made = ReviewRequest.objects.create(
                person_id=by, institution_id=against.institution_id, kind=kind, subject_id=subject_id,
                country=against.country, titles=dict(against.titles), subject_at=against.decided_at, reason=reason,
                acknowledge_by=clock.acknowledge_by, due_on=clock.decide_by,
            )  # fmt: skip
    except IntegrityError:  # two tabs at once
        raise ReviewOnce from None
    _audit(made, "review.asked", by, detail={"reason": reason})
    _tell(made, "received")
    ask_panel(made, "new")
    return made.pk


@transaction.atomic
def withdraw_review(*, request_id: int, by: int) -> None:
    """Who asked takes it back, until somebody of the panel has spoken: the decision stands. A second call does nothing.

    Raises ReviewNotFound, ReviewSettled, ReviewBegun.
    """
    request = _locked(request_id)
    if request.person_id != by:
        raise ReviewNotFound
    if request.state == ReviewState.WITHDRAWN:
        return
    _refuse_over(request)
    if ReviewOpinion.objects.filter(request=request).exists():
        raise ReviewBegun
    request.state, request.decided_at = ReviewState.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "decided_at"])
    _audit(request, "review.withdrawn", by)


@transaction.atomic
def acknowledge_review(*, request_id: int, by: int) -> None:
    """A person of those who may decide says that it has arrived and until when it is decided; who asked is told. Once.

    Raises ReviewNotFound (also for whoever had a hand in the decision), ReviewSettled.
    """
    request = _panel(request_id, by)
    _acknowledge(request, by)


def _acknowledge(request: ReviewRequest, by: int, *, tell: bool = True) -> None:
    if request.acknowledged_at is not None:
        return
    request.acknowledged_at, request.acknowledged_by_id = timezone.now(), by
    request.save(update_fields=["acknowledged_at", "acknowledged_by"])
    _audit(request, "review.acknowledged", by)
    if tell:
        _tell(request, "acknowledged")


@transaction.atomic
def give_opinion(
    *, request_id: int, by: int, upheld: bool, why: str, remedy: str = "", count: int | None = None
) -> reviewing.Verdict | None:
    """One member of the panel says what they think, with reasons; the verdict when that decides it, else None.

    The second and third know what was said before. A verdict is done at once: who asked is told, an upheld one brings its
    remedy in the same transaction. `count` is how many opinions the member saw. A double click is one opinion. Raises
    ReviewAnswerMissing, ReviewNotFound (an earlier hand, too close, or no member), ReviewSettled, ReviewRemedyUnknown,
    ReviewOnce, and what the remedy refuses.
    """
    why = clean_text(why).strip()
    if not why or len(why) > reviewing.MOST:
        raise ReviewAnswerMissing
    request = _panel(request_id, by)
    rules = reviewable_of(request.kind)
    assert rules is not None
    choices = {code for code, _words in rules.remedies(subject_id=request.subject_id)}
    remedy = (remedy or next(iter(choices), "")) if upheld and len(choices) == 1 else remedy if upheld else ""
    if upheld and remedy not in choices:
        raise ReviewRemedyUnknown
    before = spoken(request.pk)
    if any(one.person_id == by for one in before):
        raise ReviewOnce
    if count is not None and count != len(before):
        raise ReviewMoved
    made = ReviewOpinion.objects.create(
        request=request, number=len(before) + 1, by_id=by, upheld=upheld, remedy=remedy, why=why
    )
    _acknowledge(request, by, tell=False)
    _audit(request, "review.opinion", by, after={"upheld": upheld, "remedy": remedy}, detail={"why": why})
    verdict = reviewing.verdict([*before, reviewing.Opinion(by, upheld, remedy)])
    if verdict is None:
        ask_panel(request, "second" if made.number == 1 else "third", without=by)
        return None
    _decide(request, verdict, why)
    return verdict


def _decide(request: ReviewRequest, verdict: reviewing.Verdict, why: str) -> None:
    """The reasons that who asked reads are those of the last member who carried it."""
    first, second = verdict.by
    said = ReviewOpinion.objects.filter(request=request, by_id=second).values_list("why", flat=True).first() or why
    effect: Mapping[str, Any] = {}
    if verdict.upheld:
        rules = reviewable_of(request.kind)
        assert rules is not None
        effect = rules.uphold(
            subject_id=request.subject_id, remedy=verdict.remedy, by=first, agreed_by=second, answer=said,
            request_id=request.pk,
        )  # fmt: skip
    request.state = ReviewState.UPHELD if verdict.upheld else ReviewState.DISMISSED
    request.decided_at, request.remedy, request.answer, request.effect = timezone.now(), verdict.remedy, said, dict(effect)
    request.save(update_fields=["state", "decided_at", "remedy", "answer", "effect"])
    _audit(
        request, f"review.{request.state}", second, detail={"answer": said},
        after={"panel": list(verdict.by), "remedy": verdict.remedy, "effect": effect},
    )  # fmt: skip
    _tell(request, str(request.state))


def tell_late(*, request_id: int) -> None:
    """Who asked hears that the last day has passed and that the administrators know. Once."""
    _tell(ReviewRequest.objects.get(pk=request_id), "late")


def ask_panel(request: ReviewRequest, stage: str, *, without: int | None = None) -> None:
    """Write to everybody who may decide this one that it waits for them."""
    given = set(ReviewOpinion.objects.filter(request=request).values_list("by_id", flat=True)) | {without}
    line = line_of(request, 0)
    for person in free_of(line, [one for one in panel_people() if one not in given]):
        send(
            person_id=person, kind=WORK, speaks_of=f"review:{request.pk}:{stage}",
            params={"stage": stage, "path": line.url, "due": request.due_on.isoformat(), "kind": request.kind},
        )  # fmt: skip


def forget_reviews(*, person_id: int) -> None:
    """Erasure: what a person wrote and what was answered goes; kind, dates and outcome stay. Safe to repeat."""
    mine = ReviewRequest.objects.filter(person_id=person_id)
    ReviewOpinion.objects.filter(request__in=mine).exclude(why="").erase(why="")
    mine.update(reason="", answer="")


def _panel(request_id: int, by: int) -> ReviewRequest:
    """An open request that `by` may decide. Raises ReviewNotFound, ReviewSettled."""
    request = _locked(request_id)
    if not may_decide(institutions.scope(by)) or is_barred(request, by):
        raise ReviewNotFound
    _refuse_over(request)
    return request


def _locked(request_id: int) -> ReviewRequest:
    request = ReviewRequest.objects.select_related("person").select_for_update(of=("self",)).filter(pk=request_id).first()
    if request is None:
        raise ReviewNotFound
    return request


def _refuse_over(request: ReviewRequest) -> None:
    if request.state != ReviewState.OPEN:
        raise ReviewSettled


def _tell(request: ReviewRequest, stage: str) -> None:
    send(
        person_id=request.person_id, kind=STATE, speaks_of=f"review:{request.pk}:{stage}",
        params={"request_id": request.pk, "stage": stage},
    )  # fmt: skip


def _audit(
    request: ReviewRequest, act: str, actor: int, *, after: dict[str, Any] | None = None, detail: dict[str, Any] | None = None
) -> None:
    record_event(
        act=act, subject="review_request", subject_id=request.pk, actor=actor, institution=request.institution_id,
        after={"state": str(request.state), "kind": request.kind, "subject": request.subject_id, **(after or {})},
        detail=detail,
    )  # fmt: skip
