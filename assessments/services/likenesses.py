"""Looking for questions that read alike, in the background; and what a person says of a pair."""

from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.duplicates import alike
from assessments.errors.bank import LikenessNotFound
from assessments.models import Likeness, QuestionEntry
from assessments.selectors.likenesses import GONE, open_pairs
from assessments.services.bank_changes import Change, Done, change_questions
from lms.audit.api import record_event
from lms.jobs import api as jobs

JOB: Final = "assessments.find_likenesses"


@transaction.atomic
def request_look(*, by: int) -> int:
    """Ask a worker to compare all questions; returns the job's id. Safe to repeat: one look for each state of the banks."""
    return jobs.request_job(kind=JOB, key=look_key(), owner=by)


def look_key() -> str:
    """Names the questions as they stand: their newest draft and how many there are."""
    rows = QuestionEntry.objects.filter(item__archived_at=None).exclude(life__in=GONE)
    last = rows.order_by("-item__draft_id").values_list("item__draft_id", flat=True).first()
    return f"{JOB}:{last or 0}:{rows.count()}"


def find_likenesses(claim: jobs.Claim) -> dict[str, Any]:
    """The job. A second run finds the same."""
    look()
    return {"url": reverse("lms:assessments:likeness-list")}


def look() -> int:
    """Compare all questions that are not retired and keep the pairs that read alike; how many. Safe to repeat.

    What a person called different stays so; a family's variants are meant to be alike.
    """
    rows = QuestionEntry.objects.filter(item__archived_at=None).exclude(life__in=GONE).exclude(item__draft=None)
    entries = list(rows.values_list("pk", "family", "item__draft__body"))
    families = {pk: family for pk, family, _body in entries if family}
    found = {
        pair: score
        for pair, score in alike((pk, body) for pk, _family, body in entries).items()
        if pair[0] not in families or families[pair[0]] != families.get(pair[1])
    }
    with transaction.atomic():
        apart = set(Likeness.objects.filter(state=Likeness.State.APART).values_list("one_id", "other_id"))
        Likeness.objects.filter(state=Likeness.State.FOUND).delete()
        made = [
            Likeness(one_id=one, other_id=other, score=Decimal(str(round(score, 3))))
            for (one, other), score in found.items()
            if (one, other) not in apart
        ]
        Likeness.objects.bulk_create(made, 500)
    return len(made)


@transaction.atomic
def settle_likeness(*, pair_id: int, act: str, by: int) -> Done:
    """Say what a pair is: "apart" (not the same, kept), "family" (variants), "retire-one" or "retire-other".

    Returns what was changed of the questions, to be taken back. Raises LikenessNotFound, NothingToChange, Stale.
    """
    list(Likeness.objects.select_for_update().filter(pk=pair_id).values_list("pk", flat=True))
    pair = open_pairs().filter(pk=pair_id).first()
    if pair is None:
        raise LikenessNotFound
    if act == "apart":
        pair.state, pair.by_id, pair.at = Likeness.State.APART, by, timezone.now()
        pair.save(update_fields=["state", "by", "at"])
        done = Done()
    elif act == "family":
        one, other = pair.one, pair.other
        name = one.family or other.family or one.item.key
        items = [entry.item_id for entry in (one, other) if entry.family != name]
        done = change_questions(change=Change("family", name), item_ids=items, by=by)
    else:
        gone = pair.one if act == "retire-one" else pair.other
        done = change_questions(change=Change("retire"), item_ids=[gone.item_id], by=by)
    after = {"act": act, "questions": [pair.one_id, pair.other_id]}
    if act == "family":
        pair.delete()
    record_event(act="likeness settled", subject="likeness", subject_id=pair_id, actor=by, after=after)
    return done
