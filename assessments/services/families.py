"""Certifying cases: which one a candidate is given, when a case rests and comes back, what judges say of a family."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments import families
from assessments.errors.families import (
    CaseNotResting,
    FamilyChanged,
    FamilyEmpty,
    FamilyNotFound,
    NoCaseFree,
    RestReasonMissing,
)
from assessments.models import CaseRest, FamilyReview
from assessments.models.family_rows import (
    came_back,
    families_drafted,
    family_digest,
    family_said,
    had_by,
    resting,
    uses_of,
)
from assessments.twins import WHOLE
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.words import clean_text

MOST_WHY: Final = 600


def draw_case(config: Mapping[str, Any], *, person_id: int, country: str, seed: str) -> str:
    """The case that a candidate is given for their next letter. The caller holds the enrolment and makes the letter.

    Never one that this person was given before, in any enrolment; never one that rests. Raises NoCaseFree.
    """
    keys = families.able_in(config, country)
    lot = salted_hmac("assessments.families", seed, algorithm="sha256").hexdigest()
    key = families.draw(uses_of(keys), had=had_by(person_id, keys), resting=resting(keys), seed=lot)
    if key is None:
        raise NoCaseFree
    return key


def rest_if_used(case_key: str, *, limit: int) -> bool:
    """Let a case rest when it was given `limit` times since it last came back. Safe to repeat."""
    uses = uses_of([case_key], since=came_back([case_key]))[case_key]
    if not families.must_rest(uses, limit):
        return False
    rest, made = CaseRest.objects.get_or_create(case_key=case_key, ended_at=None, defaults={"uses": uses})
    if made:
        after = {"case": case_key, "uses": uses, "limit": limit}
        record_event(act="case.rests", subject="case_rest", subject_id=rest.pk, after=after)
    return made


@transaction.atomic
def end_rest(*, case_key: str, why: str, by: int) -> None:
    """Let a case be given again; its uses are counted anew. Raises CaseNotResting, RestReasonMissing."""
    why = " ".join(clean_text(why).split())[:MOST_WHY]
    if not why:
        raise RestReasonMissing
    rest = CaseRest.objects.select_for_update().filter(case_key=case_key, ended_at=None).first()
    if rest is None:
        raise CaseNotResting
    rest.ended_at, rest.by_id, rest.why = timezone.now(), by, why
    rest.save(update_fields=["ended_at", "by", "why"])
    record_event(
        act="case.came_back", subject="case_rest", subject_id=rest.pk, actor=by, reason=why,
        after={"case": case_key, "uses": rest.uses},
    )  # fmt: skip


@transaction.atomic
def judge_family(*, family: str, compared: str, by: int, comparable: bool | None, note: str) -> bool:
    """Keep what a judge says of a family's cases, all compared at once; False: they had said the same.

    `compared` is the digest that the judge saw. Raises FamilyNotFound, FamilyChanged, FamilyEmpty (no answer, or a no
    without a note).
    """
    institutions.lock_person(by)
    cases = families_drafted().get(family)
    if cases is None:
        raise FamilyNotFound
    now = family_digest(family, list(cases))
    if now != compared:
        raise FamilyChanged
    note = clean_text(note).strip()[:MOST_WHY]
    if comparable is None or (not comparable and not note):
        raise FamilyEmpty
    before = family_said(now).get((by, WHOLE))
    if before is not None and (before.comparable, before.note) == (comparable, note):
        return False
    row = FamilyReview.objects.create(
        family=family, cases=sorted(cases), compared=now, judge_id=by, comparable=comparable, note=note,
        number=FamilyReview.objects.filter(compared=now, judge=by).count() + 1,
    )  # fmt: skip
    after = {"family": family, "cases": sorted(cases), "comparable": comparable}
    record_event(act="family.judged", subject="family_review", subject_id=row.pk, actor=by, after=after)
    return True
