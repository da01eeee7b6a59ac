"""Sitting the test before a course and the one after it. Neither is told to courses: nothing of it counts."""

import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments import scoring, sheets
from assessments.errors import AnswerNotUnderstood
from assessments.errors.surveys import GainNotOffered, GainSubmitted
from assessments.models import GainMoment, GainSitting, ParallelForms
from assessments.selectors.attempts import frozen_questions
from assessments.surveys.pairing import first_form, other_form
from courses import api as courses

NOTHING: Final = Decimal(0)


@transaction.atomic
def start_gain(*, enrolment_id: int, moment: str) -> int:
    """Open the test, or go on with the one that is open; returns its id.

    The first is offered before anything of the course was begun; the second after all of it, to who handed the first one in,
    on the other form. Raises GainNotOffered, GainSubmitted.
    """
    stand = courses.stand_of(enrolment_id)
    mine = {one.moment: one for one in GainSitting.objects.filter(enrolment_id=enrolment_id)}
    if (running := mine.get(moment)) is not None:
        if running.submitted_at is not None:
            raise GainSubmitted
        if stand.closed or (moment == GainMoment.PRE and stand.begun):
            raise GainNotOffered
        return running.pk
    forms, form = _form_of(stand, moment, mine)
    keys = {pair[form] for pair in forms.pairs}
    config = {
        "slots": [slot for slot in forms.material["slots"] if slot["key"] in keys], "shuffle": True, "pass_percent": "0",
    }  # fmt: skip
    sheet = sheets.draw_sheet(
        config, country=stand.country, seed=secrets.randbelow(2**31), question_ids=frozen_questions(config)
    )  # fmt: skip
    row, _made = GainSitting.objects.get_or_create(
        enrolment_id=enrolment_id, moment=moment, defaults={"forms": forms, "form": form, "sheet": sheet}
    )
    return row.pk


def _form_of(stand: courses.Stand, moment: str, mine: Mapping[str, GainSitting]) -> tuple[ParallelForms, str]:
    """Which form. The row of the forms is locked, so that the balance of orders counts each learner once."""
    if stand.closed:
        raise GainNotOffered
    rows = ParallelForms.objects.select_for_update()
    if moment == GainMoment.POST:
        before = mine.get(GainMoment.PRE)
        if before is None or before.submitted_at is None or not stand.complete:
            raise GainNotOffered
        return rows.get(pk=before.forms_id), other_form(before.form)
    forms = rows.filter(course_id=stand.course_id).order_by("-number").first()
    if forms is None or stand.begun or moment != GainMoment.PRE or stand.country not in forms.material["countries"]:
        raise GainNotOffered
    place = GainSitting.objects.filter(forms=forms, moment=GainMoment.PRE).count()
    return forms, first_form(forms.seed, place)


@transaction.atomic
def keep_answers(*, sitting_id: int, raws: Mapping[int, Mapping[str, Any]], hand_in: bool) -> dict[int, str]:
    """Keep what was answered, and hand the test in when all of it can be read; returns {slot: why it can't be}.

    A repeated hand-in changes nothing. Raises GainSubmitted for a change after it.
    """
    row = GainSitting.objects.select_for_update().get(pk=sitting_id)
    if row.submitted_at is not None:
        raise GainSubmitted
    refused: dict[int, str] = {}
    answers = dict(row.answers)
    for slot in row.sheet["slots"]:
        if (raw := raws.get(slot["slot"])) is None:
            continue
        try:
            answers[str(slot["slot"])] = scoring.read_response(slot, raw, country=row.sheet["country"]).response
        except AnswerNotUnderstood as unclear:
            refused[slot["slot"]] = unclear.sentence()
    row.answers = answers
    if hand_in and not refused:
        earned = {
            slot["slot"]: scoring.score(slot, answers.get(str(slot["slot"]), {})) or NOTHING for slot in row.sheet["slots"]
        }
        row.fraction, row.submitted_at = scoring.total_fraction(row.sheet["slots"], earned), timezone.now()
    row.save(update_fields=["answers", "fraction", "submitted_at"])
    return refused


@transaction.atomic
def forget_gains(*, person_id: int) -> None:
    """Erasure: what was answered goes; what it earned stays, in sums of many. Safe to repeat."""
    GainSitting.objects.filter(enrolment__person_id=person_id).update(answers={})
