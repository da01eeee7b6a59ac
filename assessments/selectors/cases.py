"""Cases and letters as their writers see them. What assessors look for never leaves the server here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from assessments import letters
from assessments.kinds.case_study import thawed
from assessments.models import Attachment, FinalScore, Submission, SubmissionState
from courses import api as courses
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter in a list. `passed` is None until the result is out; `asked` is what its writer asked the business."""

    id: int
    number: int
    state: str
    saved_at: datetime | None
    submitted_at: datetime | None
    released_at: datetime | None
    percent: Decimal | None
    passed: bool | None
    asked: Sequence[Mapping[str, Any]] = ()


def rendered(markdown: Mapping[str, str], *, country: str, facts: Mapping[str, Any], shift: int = 2) -> str:
    """A case's text as safe HTML in the reader's language, its facts those of one country."""
    language = (get_language() or "es")[:2]
    text = in_language(markdown, language)
    return courses.render_text(text, country=country, language=language, facts=thawed(facts), shift=shift)


def case_page(config: Mapping[str, Any], *, country: str, asked: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The case as an advisor reads it: answers only to what was asked; no issues, no rubric."""
    case, facts = config["case"], config["facts"].get(country, {})
    known = {one["id"] for one in asked}
    return {
        "titles": case["titles"],
        "sector": case["sector"],
        "stage": case["stage"],
        "country": country,
        "business": rendered(case["business"], country=country, facts=facts),
        "local": rendered(case["local"].get(country, {}), country=country, facts=facts),
        "task": rendered(case["task"], country=country, facts=facts),
        "documents": [
            {"titles": one["titles"], "html": rendered(one["text"], country=country, facts=facts, shift=3)}
            for one in case["documents"]
        ],
        "ask": [
            {"id": one["id"], "question": one["question"], "answer": one["answer"] if one["id"] in known else None}
            for one in case["ask"]
        ],
        "asked": len(known),
        "law": _law_lines(facts),
    }


def _law_lines(facts: Mapping[str, Any]) -> list[str]:
    """The laws that the local text rests on, once each."""
    return sorted({", ".join(filter(None, (f["law"], f["article"]))) for f in facts.values() if f["law"]})


def letters_of(enrolment_id: int, unit_id: int) -> list[LetterLine]:
    """All letters of one learner on one case, first to last, each with the result that counts once it is out. One query."""
    results = FinalScore.objects.filter(submission=OuterRef("pk")).order_by("-number")
    rows = Submission.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id).order_by("number")
    rows = rows.annotate(percent=Subquery(results.values("percent")[:1]), passed=Subquery(results.values("passed")[:1]))
    columns = ("id", "number", "state", "saved_at", "submitted_at", "released_at", "percent", "passed", "asked")
    found = []
    for row in rows.values(*columns):
        if row["state"] != SubmissionState.RELEASED:
            row |= {"percent": None, "passed": None}
        found.append(LetterLine(**row))
    return found


def handed_in(lines: Sequence[LetterLine]) -> int:
    """How many letters count among those that may be handed in: drafts and those taken back do not."""
    return sum(1 for line in lines if line.state not in (SubmissionState.DRAFT, SubmissionState.WITHDRAWN))


def may_write_another(lines: Sequence[LetterLine], *, allowed: int) -> bool:
    """Whether the next letter may be begun, or the draft gone on with."""
    last = lines[-1] if lines else None
    going_on = last is None or last.state in (SubmissionState.DRAFT, SubmissionState.WITHDRAWN) or last.passed is False
    return going_on and not any(line.passed for line in lines) and (not allowed or handed_in(lines) < allowed)


def is_passed(enrolment_id: int, unit_id: int, lines: Sequence[LetterLine]) -> bool:
    """Whether the case is passed: by one of these letters, or by an enrolment that this one continues. One query at most."""
    if any(line.passed for line in lines):
        return True
    said = courses.unit_line(enrolment_id, unit_id)
    return said is not None and said.state in ("passed", "recognised")


def config_of_letter(submission_id: int) -> dict[str, Any]:
    """The frozen unit as one letter reads it. One query."""
    return (
        Submission.objects.select_related("unit_version").only("case_key", "unit_version__config").get(pk=submission_id).config
    )


def files_of(submission_id: int) -> list[Attachment]:
    """The files of a letter, without their bytes."""
    return list(Attachment.objects.filter(submission_id=submission_id, removed_at=None).defer("body").order_by("pk"))


def letter_blocks(
    letter: Mapping[str, Any],
    *,
    anchors: Sequence[Mapping[str, Any]] = (),
    addressed: bool = False,
    notes: str = "",
) -> list[dict[str, Any]]:
    """A letter's parts for reading, in order, for the template `_letter.html`.

    `anchors` [{block, start, end, quote, …}], `block` as in `letters.texts_of`, are marked and numbered over the whole letter;
    `addressed` and `notes` as in `letters.passages`.
    """
    quoted: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, anchor in enumerate(anchors, start=1):
        quoted[str(anchor.get("block"))].append({**anchor, "n": anchor.get("n") or number})

    def shown(name: str, text: str) -> dict[str, Any]:
        line = "." in name
        return {"at": name, "html": letters.passages(text, quoted[name], addressed=addressed, notes=notes, line=line)}

    texts = {name: shown(name, text) for name, text in letters.texts_of(letter).items()}
    costs, titles = dict(letters.cost_words()), letters.block_titles()
    steps = [
        {
            "cost": costs[row["cost"]] if row.get("cost") else "",
            **{name: texts[f"steps.{n}.{name}"] for name in ("what", "who", "when")},
        }
        for n, row in enumerate(letter.get("steps") or ())
    ]
    places = [{**row, "for": texts[f"places.{n}.for"]} for n, row in enumerate(letter.get("places") or ())]
    return [
        {
            "key": key,
            "title": titles["places" if key == "help" else key],
            "words": letters.words_in(letter.get(key)) + (letters.words_in(letter.get("places")) if key == "help" else 0),
            "text": texts.get(key),
            "steps": steps if key == "steps" else [],
            "places": places if key == "help" else [],
        }
        for key in letters.BLOCKS
    ]
