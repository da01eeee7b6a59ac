"""Going through a quiz or a case as a person would, by the same services: for the demonstration and for data at scale."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assessments.behaviours import behaviour
from assessments.errors.surveys import SurveyOver
from assessments.models import Allocation, Attempt, Qualification, ReferenceScript, ReferenceUse, Submission
from assessments.numbers import echo_number
from assessments.question_kinds import question_kind
from assessments.services.answers import check_answer, save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.letters import ask, open_letter, save_letter, submit_letter
from assessments.services.qualifying import score_reference
from assessments.services.scoring_letters import claim_letter, record_score
from assessments.services.surveys import answer_survey
from assessments.surveys.questions import OPEN, SCALED
from courses import api as courses


def sit_quiz(*, enrolment_id: int, unit_id: int, by: int, wrong: int = 0) -> int:
    """Start, answer and submit an attempt with the first `wrong` answers wrong; returns the attempt's id.

    Under a behaviour that checks, each answer is checked; under one that asks, its writer is fairly sure. What a person scores
    is left to them: the attempt then waits.
    """
    attempt_id = start_attempt(enrolment_id=enrolment_id, unit_id=unit_id)
    sheet = Attempt.objects.get(pk=attempt_id).sheet
    rule = behaviour(sheet.get("behaviour", ""))
    for place, slot in enumerate(sheet["slots"]):
        raw = answer_to(slot, right=place >= wrong, country=sheet["country"])
        sent: dict[str, Any] = {"attempt_id": attempt_id, "slot": slot["slot"], "raw": raw, "by": by}
        sent["client_id"] = f"rehearsal-{slot['slot']}"
        if rule.checks and not question_kind(slot["kind"]).by_hand:
            check_answer(**sent)
        else:
            save_answer(**sent, certainty=2 if rule.asks_certainty else None)
    submit_attempt(attempt_id=attempt_id)
    return attempt_id


def answer_to(slot: Mapping[str, Any], *, right: bool, country: str) -> dict[str, Any]:
    """What a browser would send for a slot of any kind of ours: what earns everything, or a mistake."""
    kind = slot["kind"]
    if kind == "essay":
        return {"text": "Una respuesta pensada, con un ejemplo y un paso siguiente." if right else "No sé."}
    if question_kind(kind).raw == "parts":
        return {"parts": _parts(slot, right=right, country=country)}
    if question_kind(kind).raw == "text":
        return {"text": _written(slot, right=right, country=country)}
    fractions = {option["id"]: float(option["fraction"]) for option in slot["options"]}
    if right and kind == "multiple":
        return {"chosen": [one for one, fraction in fractions.items() if fraction > 0]}
    return {"chosen": [(max if right else min)(fractions, key=lambda one: (fractions[one], one))]}


def _parts(slot: Mapping[str, Any], *, right: bool, country: str) -> dict[str, str]:
    if slot["kind"] == "ordering":
        order = slot["order"] if right else reversed(slot["order"])
        return {item: str(place) for place, item in enumerate(order, start=1)}
    if slot["kind"] == "matching":
        return {row["id"]: row["right"] if right else _other(slot["choices"], row["right"]) for row in slot["rows"]}
    return {gap["id"]: _gap(gap, right=right, country=country) for gap in slot["gaps"]}


def _other(choices: Sequence[Mapping[str, Any]], right: str) -> str:
    return next((str(one["id"]) for one in choices if one["id"] != right), "")


def _gap(gap: Mapping[str, Any], *, right: bool, country: str) -> str:
    if gap["kind"] != "choice":
        return _written(gap, right=right, country=country)
    best = max(gap["options"], key=lambda one: float(one["fraction"]))["id"]
    return str(best if right else _other(gap["options"], best))


def _written(key: Mapping[str, Any], *, right: bool, country: str) -> str:
    """A number or a word, as people of the country write it."""
    first = (key.get("answers") or [key])[0]
    if "forms" in first:
        word = next(iter(first["forms"].values()))[0].replace("*", "")
        return word if right else "otra palabra"
    number = Decimal(str(first["value"]))
    return echo_number(number if right else number * 2 + 7, country=country)


def write_letter(
    *, enrolment_id: int, unit_id: int, blocks: Mapping[str, Any], questions: Sequence[str] = (), submit: bool = True
) -> int:
    """Ask the business, write the letter and, unless told otherwise, hand it in; returns the letter's id."""
    for question in questions:
        ask(enrolment_id=enrolment_id, unit_id=unit_id, question=question)
    letter_id = open_letter(enrolment_id=enrolment_id, unit_id=unit_id)
    save_letter(letter_id=letter_id, blocks=blocks, revision=Submission.objects.get(pk=letter_id).revision)
    if submit:
        submit_letter(letter_id=letter_id)
    return letter_id


def score_letter(*, letter_id: int, assessor_id: int, level: int, comment: str = "", red_flags: Sequence[str] = ()) -> None:
    """Claim a letter and score every criterion with the same level."""
    allocation = Allocation.objects.get(pk=claim_letter(submission_id=letter_id, assessor_id=assessor_id))
    letter = Submission.objects.select_related("unit_version").get(pk=letter_id)
    criteria = [criterion["id"] for criterion in letter.config["rubric"]["criteria"]]
    record_score(
        allocation_id=allocation.pk, assessor_id=assessor_id, fence=allocation.fence, picks=dict.fromkeys(criteria, level),
        comments={criteria[0]: comment} if comment else {}, red_flags=red_flags,
    )  # fmt: skip


def qualify_assessor(*, person_id: int, case_key: str) -> None:
    """Score a case's reference scripts as they were agreed, until the person has qualified. Safe to repeat."""
    rows = ReferenceScript.objects.filter(case_key=case_key, use=ReferenceUse.QUALIFY, archived_at=None).order_by("key")
    for row in rows:
        if Qualification.objects.filter(person_id=person_id, case_key=case_key, ended_at=None).exists():
            return
        score_reference(person_id=person_id, reference_id=row.pk, picks=row.picks, red_flags=row.red_flags)


def answer_surveys(*, enrolment_id: int, ratings: Sequence[int], comment: str) -> None:
    """Answer the surveys that are open to a learner: of each finished module, and of the course once it is finished.

    `ratings` are those of the four questions, in order; the comment stands with the last survey.
    """
    stand = courses.stand_of(enrolment_id)
    offered = [*stand.finished, *([""] if stand.complete else [])]
    for module in offered:
        said = comment if module == offered[-1] else ""
        raw = {**dict(zip(SCALED, ratings, strict=True)), OPEN: said}
        try:
            answer_survey(enrolment_id=enrolment_id, module=module, raw=raw)
        except SurveyOver:
            continue
