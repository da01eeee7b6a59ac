"""The pages of a judge: what to do, one entry at a time, in the second round with what the group said."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.cut_values import CLASS_OF, STEPS, class_of
from assessments.models import CutJudge, CutMethod, CutState, CutStudy, ReferenceScript
from assessments.selectors.cases import letter_blocks
from assessments.selectors.cut_entries import bodies_of
from assessments.selectors.cut_pages import land_words, state_words
from assessments.selectors.cut_panels import bounds_of, done_by, ratings_of
from assessments.selectors.question_page import preview

Json = dict[str, Any]


def round_number(study: CutStudy) -> int:
    """The round that is open, or the last one."""
    return 1 if study.state == CutState.FIRST else 2


def judge_home(judge: CutJudge) -> Json:
    """Where a judge stands: the entries with what they said, and what is left."""
    study = judge.study
    number = round_number(study)
    own = ratings_of([judge.pk], number)[judge.pk]
    before = ratings_of([judge.pk], 1)[judge.pk] if number == 2 else {}
    done = done_by(judge, study)
    opened = study.state in (CutState.FIRST, CutState.SECOND)
    finished = judge.first_done_at if number == 1 else judge.second_done_at
    return {
        "study": study, "judge": judge, "titles": study.unit.titles, "where": land_words(study.country), "number": number,
        "state": state_words(study.state), "open": opened, "finished": finished, "is_quiz": study.method == CutMethod.ANGOFF,
        "done": done, "count": len(study.entries),
        "next": next((n for n, one in enumerate(study.entries, start=1) if one["key"] not in own), 1),
        "rest": sum(one["key"] not in own and one["key"] in before for one in study.entries),
        "lines": [
            {"n": n, "own": said(study, own.get(one["key"])), "before": said(study, before.get(one["key"]))}
            for n, one in enumerate(study.entries, start=1)
        ],
        "bounds": bounds_of([judge.pk]).get(judge.pk) if number == 2 and study.method == CutMethod.ANGOFF else None,
        "asks_bounds": number == 2 and study.method == CutMethod.ANGOFF,
    }  # fmt: skip


def entry_page(judge: CutJudge, place: int, *, language: str) -> Json:
    """One entry (from 1) with its key or letter, one's own value, and in the second round what the group said."""
    study = judge.study
    entry = study.entries[place - 1]
    number = round_number(study)
    own = ratings_of([judge.pk], number)[judge.pk].get(entry["key"])
    before = ratings_of([judge.pk], 1)[judge.pk].get(entry["key"]) if number == 2 else None
    chosen = own if own is not None else before
    is_quiz = study.method == CutMethod.ANGOFF
    facts: Json = {
        "study": study, "judge": judge, "titles": study.unit.titles, "place": place, "count": len(study.entries),
        "entry": entry, "number": number, "is_quiz": is_quiz, "previous": place - 1, "following": place + 1,
        "own": said(study, own), "before": said(study, before), "group": _group(study, entry["key"]) if number == 2 else None,
        "choices": _choices(study, chosen), "finished": judge.first_done_at if number == 1 else judge.second_done_at,
    }  # fmt: skip
    return facts | (_question(study, judge, entry, language) if is_quiz else _script(entry))


def said(study: CutStudy, value: Decimal | None) -> str:
    """A value as its judge reads it: «60 %», or a class; '' for none."""
    if value is None:
        return ""
    return f"{round(value * 100)}\u00a0%" if study.method == CutMethod.ANGOFF else class_of(value)


def _choices(study: CutStudy, chosen: Decimal | None) -> list[Json]:
    values = STEPS if study.method == CutMethod.ANGOFF else tuple(CLASS_OF)
    return [{"value": format(one, "f"), "words": said(study, one), "chosen": chosen == one} for one in values]


def _question(study: CutStudy, judge: CutJudge, entry: Mapping[str, Any], language: str) -> Json:
    item, body = bodies_of(study)[entry["key"]]
    country = study.country or judge.country
    seen = preview(entry["key"], body, country=country, language=language)
    return {"seen": seen, "question": seen.shown, "body": body, "item_id": item, "land": land_words(country), "total": 1}


def _script(entry: Mapping[str, Any]) -> Json:
    row = ReferenceScript.objects.get(key=entry["key"])
    return {
        "blocks": letter_blocks(row.letter),
        "case_titles": row.config.get("titles") or {},
        "country": row.country,
        "script": row,
    }


def _group(study: CutStudy, key: str) -> Json:
    """What the group said in the first round, without names: mean, lowest, highest; and what people who sat it did."""
    judges = list(study.lms_judges.filter(left_out_at=None).values_list("pk", flat=True))
    values = [said[key] for said in ratings_of(judges, 1).values() if key in said]
    facility = study.facilities.get(key, "")
    if study.method != CutMethod.ANGOFF:
        classes = [class_of(one) for one in values]
        percent = next((one["percent"] for one in study.entries if one["key"] == key), "")
        return {"classes": {name: classes.count(name) for name in CLASS_OF.values()}, "n": len(values), "percent": percent}
    mean = sum(values, Decimal(0)) / len(values) if values else None
    return {
        "n": len(values), "mean": None if mean is None else round(100 * mean), "facility": facility,
        "low": round(100 * min(values)) if values else None, "high": round(100 * max(values)) if values else None,
        "spots": sorted(round(100 * one) for one in values),
    }  # fmt: skip
