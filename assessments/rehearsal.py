"""Going through a quiz or a case as a person would, by the same services: for the demonstration and for data at scale."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.models import Allocation, Attempt, Submission
from assessments.services.answers import save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.letters import ask, open_letter, save_letter, submit_letter
from assessments.services.scoring_letters import claim_letter, record_score


def sit_quiz(*, enrolment_id: int, unit_id: int, by: int, wrong: int = 0) -> int:
    """Start, answer and submit an attempt with the first `wrong` answers wrong; returns the attempt's id."""
    attempt_id = start_attempt(enrolment_id=enrolment_id, unit_id=unit_id)
    for place, slot in enumerate(Attempt.objects.get(pk=attempt_id).sheet["slots"]):
        raw = _answer(slot, right=place >= wrong)
        save_answer(attempt_id=attempt_id, slot=slot["slot"], client_id=f"rehearsal-{slot['slot']}", raw=raw, by=by)
    submit_attempt(attempt_id=attempt_id)
    return attempt_id


def _answer(slot: Mapping[str, Any], *, right: bool) -> dict[str, Any]:
    if slot["kind"] == "numeric":
        number = str(slot["value"]).split(".")[0]
        return {"text": number if right else f"{number}9"}
    if right:
        return {"chosen": [option["id"] for option in slot["options"] if float(option["fraction"]) > 0]}
    return {"chosen": [next(option["id"] for option in slot["options"] if float(option["fraction"]) <= 0)]}


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
    criteria = [criterion["id"] for criterion in letter.unit_version.config["rubric"]["criteria"]]
    record_score(
        submission_id=letter_id, assessor_id=assessor_id, fence=allocation.fence, picks=dict.fromkeys(criteria, level),
        comments={criteria[0]: comment} if comment else {}, red_flags=red_flags,
    )  # fmt: skip
