"""Making the two forms of a course: questions of practice banks, paired within cells, frozen with the law of the day."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from assessments import pools
from assessments.errors.surveys import FormsInUse, FormsLength, FormsTooFew
from assessments.kinds.cells import approved_blueprints
from assessments.kinds.material import build_entries, subject_of
from assessments.models import Life, ParallelForms, Pool, Question, QuestionEntry
from assessments.models.gain_rows import countries_of
from assessments.surveys.pairing import Item, parallel_forms
from lms.audit.api import record_event

SHORTEST: Final = 4
LONGEST: Final = 30


@transaction.atomic
def make_forms(
    *, course_id: int, banks: Sequence[str], length: int, seen: int, by: int, blueprint: str = "", seed: int | None = None,
    on: date | None = None,
) -> int:  # fmt: skip
    """Draw two forms of `length` questions from practice banks; returns their number, in use from now on.

    Cells are those of an approved `blueprint`, else the topics of the banks, each weighing what it has. `seen`: the number that
    the author looked at (0: none). Raises FormsLength, FormsTooFew, FormsInUse.
    """
    if not SHORTEST <= length <= LONGEST:
        raise FormsLength
    on = on or timezone.localdate()
    countries = countries_of(course_id)
    slots, items, weights = _offer(banks, countries, blueprint, on)
    seed = secrets.randbelow(2**31) if seed is None else seed
    pairs = parallel_forms(items, weights, length=length, seed=seed)
    if len(pairs) < length:
        raise FormsTooFew(n=len(pairs), wanted=length)
    last = ParallelForms.objects.filter(course_id=course_id).aggregate(n=Max("number"))["n"] or 0
    if last != seen:
        raise FormsInUse
    chosen = {key for pair in pairs for key in (pair.a, pair.b)}
    material = {"countries": list(countries), "slots": [slots[key] for key in sorted(chosen)]}
    try:
        with transaction.atomic():
            row = ParallelForms.objects.create(
                course_id=course_id, number=last + 1, seed=seed, law_as_of=on, by_id=by, material=material,
                pairs=[{"cell": pair.cell, "a": pair.a, "b": pair.b} for pair in pairs],
            )  # fmt: skip
    except IntegrityError:
        raise FormsInUse from None
    record_event(
        act="forms.made", subject="parallel_forms", subject_id=row.pk, actor=by, after={"course": course_id, "length": length}
    )
    return row.number


def _offer(
    banks: Sequence[str], countries: Sequence[str], blueprint: str, on: date
) -> tuple[dict[str, dict[str, Any]], list[Item], dict[str, float]]:
    """The frozen slots by key, the items that may go into a form, and the weight of each cell."""
    rows = QuestionEntry.objects.filter(
        bank__key__in=banks, bank__pool=Pool.PRACTICE, life=Life.OPERATIONAL,
        item__archived_at=None, item__published__isnull=False,
    )  # fmt: skip
    entries = [one for one in rows.select_related("item__draft", "item__published").order_by("item__key") if not one.countries]
    found = build_entries(entries, countries, on=on)
    slots = {slot["key"]: slot for slot in found.slots if _asked_alike(slot, countries)}
    printed = approved_blueprints({blueprint}).get(blueprint)
    questions = {q.version_id: q for q in Question.objects.filter(version_id__in=[e.item.published_id for e in entries])}
    items: list[Any] = []
    weights: dict[str, Any] = {}
    for entry in entries:
        cell = entry.topic or "-"
        if printed is not None:
            fitting = next((one for one in printed.cells if one.fits(entry, printed.domains)), None)
            if fitting is None:
                continue
            cell = f"{fitting.domain}:{fitting.position}"
        question = questions.get(entry.item.published_id or 0)
        if entry.item.key not in slots or question is None:
            continue
        subject = subject_of(entry, question) or entry.item.key
        items.append(Item(entry.item.key, cell, entry.difficulty, subject))
        weights[cell] = weights.get(cell, 0) + 1
    if printed is not None:
        weights = {f"{c.domain}:{c.position}": float(c.weight) for c in printed.cells if f"{c.domain}:{c.position}" in weights}
    return slots, items, weights


def _asked_alike(slot: dict[str, Any], countries: Sequence[str]) -> bool:
    """Whether a question can be asked and scored in every country of the course."""
    own = slot["countries"]
    if not own:
        return "key_version" in slot
    return all(code in own and not pools.is_unsure(slot, code) for code in countries)
