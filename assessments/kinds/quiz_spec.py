"""A quiz's entry in a course file: what is wrong with it, and what it says in slots. Pure.

A question is written as its key, or as `{question: key, version: 2, points: 3}`, or as a draw: `{draw: 5, bank: brands, topic:
opposition, difficulty: [1, 2], tags: [exam], points: 1}`. They stand in `questions`, or under `sections`, each with `titles`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.behaviours import behaviours
from assessments.kinds.specs import as_number, is_number, is_words
from assessments.models import Counts
from assessments.pools import FILTERS
from assessments.reviewing import MOMENTS, PARTS
from courses.kinds import SpecField

CERTIFYING: Final[Mapping[str, Any]] = {"certifying": False, "blueprint": "", "pilots": 0, "exposure_cap": 40}
FIELDS: Final[Mapping[str, SpecField]] = {
    "pass_percent": SpecField(70, always=True), "attempts_allowed": SpecField(0), "minutes_allowed": SpecField(0),
    "wait_minutes": SpecField(0), "counts": SpecField("best"), "opens_at": SpecField(""), "closes_at": SpecField(""),
    "behaviour": SpecField("deferred"), "tries": SpecField(3), "penalty": SpecField(0.333), "review": SpecField({}),
    "shuffle": SpecField(True), "intro": SpecField({}), "questions": SpecField([]), "sections": SpecField([]),
    **{name: SpecField(usual) for name, usual in CERTIFYING.items()},
}  # fmt: skip
_FIXED: Final = {"question", "version", "points"}
_DRAW: Final = {"draw", "points", *FILTERS}


@dataclass(frozen=True, slots=True)
class Asked:
    """One entry of a quiz: a question's key (perhaps a version of it), or a draw."""

    key: str = ""
    version: int = 0
    draw: Mapping[str, Any] | None = None
    maximum: Decimal = Decimal(1)
    section: int = 0


def asked_of(spec: Mapping[str, Any]) -> list[Asked]:
    """What a quiz asks, in order. The spec was checked."""
    sections = spec.get("sections") or [{"questions": spec.get("questions") or []}]
    return [_asked(one, number) for number, section in enumerate(sections) for one in section["questions"]]


def _asked(one: Any, section: int) -> Asked:
    if isinstance(one, str):
        return Asked(one, section=section)
    maximum = Decimal(str(one.get("points", 1)))
    if "draw" not in one:
        return Asked(one["question"], one.get("version", 0), None, maximum, section)
    draw = {name: one[name] for name in FILTERS if one.get(name)}
    if isinstance(draw.get("difficulty"), int):
        draw["difficulty"] = [draw["difficulty"]]
    return Asked("", 0, {"count": one["draw"], **draw}, maximum, section)


def written(one: Asked) -> Any:
    """The same as a file says it: the shortest form."""
    points = {"points": as_number(one.maximum)} if one.maximum != 1 else {}
    if one.draw is not None:
        return {"draw": one.draw["count"], **{name: one.draw[name] for name in FILTERS if one.draw.get(name)}, **points}
    version = {"version": one.version} if one.version else {}
    return {"question": one.key, **version, **points} if version or points else one.key


def questions_spec(asked: Sequence[Asked], sections: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """`questions` or `sections` as a file says them."""
    if not sections:
        return {"questions": [written(one) for one in asked]}
    return {
        "sections": [
            {**section, "questions": [written(one) for one in asked if one.section == number]}
            for number, section in enumerate(sections)
        ]
    }


def asked_of_config(config: Mapping[str, Any]) -> list[Asked]:
    """What a frozen quiz asks, as its file said it."""
    if "plan" not in config:
        return [Asked(slot["key"], maximum=Decimal(slot["maximum"])) for slot in config["slots"]]
    found: list[Asked] = []
    cells = [place for place in config["plan"] if "cell" in place]
    for place in config["plan"]:
        if place.get("pilot") or ("cell" in place and place is not cells[0]):
            continue
        count = sum(one["count"] for one in cells) if "cell" in place else place["count"]
        draw = {"count": count, **place["draw"]} if "draw" in place else None
        key = "" if draw else place["pool"][0]
        found.append(Asked(key, place.get("pinned", 0), draw, Decimal(place["maximum"]), place["section"]))
    return found


def mistakes(spec: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a quiz in a course file."""
    yield from _mistakes_in_questions(spec)
    if not is_number(spec.get("pass_percent", 70), 0, 100):
        yield _("'pass_percent' must be a number from 0 to 100.")
    if not is_words(spec.get("intro", {}), needed=False):
        yield _("'intro' needs words in both languages: {es: …, en: …}.")
    for name, most in (("attempts_allowed", 1000), ("minutes_allowed", 1000), ("wait_minutes", 525_600)):
        if not is_number(spec.get(name, 0), 0, most, whole=True):
            yield _("'{name}' must be a whole number, 0 for no limit.").format(name=name)
    if not isinstance(spec.get("shuffle", True), bool):
        yield _("'shuffle' must be true or false.")
    for name, known in (("behaviour", tuple(behaviours())), ("counts", tuple(Counts.values))):
        if spec.get(name, known[0]) not in known:
            yield _("'{key}' must be one of {known}.").format(key=name, known=", ".join(known))
    if not is_number(spec.get("tries", 3), 1, 10, whole=True):
        yield _("'tries' must be a whole number from 1 to 10.")
    if not is_number(spec.get("penalty", 0), 0, 1):
        yield _("'penalty' must be a number from 0 to 1: the part of a question's points that each wrong try costs.")
    yield from _mistakes_in_certifying(spec)
    yield from _mistakes_in_window(spec)
    yield from _mistakes_in_review(spec.get("review", {}))


def _mistakes_in_certifying(spec: Mapping[str, Any]) -> Iterator[str]:
    """What a certifying quiz may not be, and what only such a quiz says."""
    certifying = spec.get("certifying", False)
    if not isinstance(certifying, bool):
        yield _("'certifying' must be true or false.")
        return
    if not isinstance(spec.get("blueprint", ""), str):
        yield _("'{key}' must be text.").format(key="blueprint")
    if not is_number(spec.get("pilots", 0), 0, 50, whole=True):
        yield _("'pilots' must be a whole number from 0 to 50: how many questions on trial a sheet carries.")
    if not is_number(spec.get("exposure_cap", 40), 1, 100, whole=True):
        yield _("'exposure_cap' must be a whole number from 1 to 100: the percentage of sheets that may show one question.")
    if not certifying:
        for name in ("blueprint", "pilots", "exposure_cap"):
            if spec.get(name, CERTIFYING[name]) != CERTIFYING[name]:
                yield _("'{key}' is for certifying quizzes only: 'certifying: true'.").format(key=name)
        return
    said = spec.get("behaviour", "deferred")
    if said == "confidence":
        yield _("A certifying quiz never scores how sure somebody is: 'behaviour: confidence' is for practice.")
    elif said != "deferred":
        sentence = _("A certifying quiz is spoken of at its end: 'behaviour: {behaviour}' is for practice.")
        yield sentence.format(behaviour=said)


def _mistakes_in_questions(spec: Mapping[str, Any]) -> Iterator[str]:
    sections = spec.get("sections") or []
    if sections and spec.get("questions"):
        yield _("A quiz has 'questions' or 'sections', not both.")
        return
    if sections:
        if not isinstance(sections, list) or not all(isinstance(one, Mapping) for one in sections):
            yield _("'sections' must be a list of {titles, questions}.")
            return
        for one in sections:
            if set(one) - {"titles", "shuffle", "questions"}:
                yield _("A section has 'titles', 'shuffle' and 'questions', nothing else.")
            if not is_words(one.get("titles")):
                yield _("'{key}' needs words in both languages: {{es: …, en: …}}.").format(key="titles")
            if not isinstance(one.get("shuffle", True), bool):
                yield _("'shuffle' must be true or false.")
    lists = [one.get("questions") for one in sections] if sections else [spec.get("questions")]
    if not all(isinstance(one, list) and one for one in lists):
        yield _("A quiz needs 'questions': the list of their keys.")
        return
    entries = [entry for one in lists for entry in one or ()]
    bad = [sentence for entry in entries for sentence in _mistakes_in_entry(entry)]
    yield from bad
    keys = [entry if isinstance(entry, str) else entry.get("question") for entry in entries if bad == []]
    fixed = [key for key in keys if key]
    if len(set(fixed)) != len(fixed):
        yield _("A quiz asks each question once; one stands twice in 'questions'.")


def _mistakes_in_entry(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        return
    if not isinstance(entry, Mapping) or ("question" in entry) == ("draw" in entry):
        yield _("Each of 'questions' is a key, or {question: key}, or {draw: number, bank: key}.")
        return
    known = _FIXED if "question" in entry else _DRAW
    for name in sorted(set(entry) - known):
        yield _("'{key}' is not known here. Known: {known}.").format(key=name, known=", ".join(sorted(known)))
    if not is_number(entry.get("points", 1), 0.01, 1000):
        yield _("'points' must be a number above 0.")
    yield from (_mistakes_in_fixed(entry) if "question" in entry else _mistakes_in_draw(entry))


def _mistakes_in_fixed(entry: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(entry["question"], str):
        yield _("'{key}' must be text.").format(key="question")
    if not is_number(entry.get("version", 1), 1, 1_000_000, whole=True):
        yield _("'version' must be the number of one of the question's versions.")


def _mistakes_in_draw(entry: Mapping[str, Any]) -> Iterator[str]:
    if not is_number(entry["draw"], 1, 200, whole=True):
        yield _("'draw' must be a whole number from 1 to 200: how many questions are drawn.")
    if not isinstance(entry.get("bank"), str):
        yield _("A draw needs 'bank': the key of the bank that it draws from.")
    for name in ("topic", "stage"):
        if not isinstance(entry.get(name, ""), str):
            yield _("'{key}' must be text.").format(key=name)
    levels = entry.get("difficulty", [])
    if not all(is_number(one, 1, 3, whole=True) for one in (levels if isinstance(levels, list) else [levels])):
        yield _("'difficulty' must be 1, 2 or 3, or a list of them.")
    tags = entry.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield _("'tags' must be a list of words.")


def _mistakes_in_window(spec: Mapping[str, Any]) -> Iterator[str]:
    ends = []
    for name in ("opens_at", "closes_at"):
        text = spec.get(name) or ""
        try:
            moment = datetime.fromisoformat(text) if text else None
        except (TypeError, ValueError):
            moment = None
        if text and (moment is None or moment.tzinfo is None):
            yield _("'{name}' must be a moment with its time zone, in quotes: \"2026-12-01T08:00-05:00\".").format(name=name)
            return
        ends.append(moment)
    if ends[0] and ends[1] and ends[0] >= ends[1]:
        yield _("'closes_at' must come after 'opens_at'.")


def _mistakes_in_review(review: Any) -> Iterator[str]:
    fine = isinstance(review, Mapping) and all(
        moment in MOMENTS
        and isinstance(held, Mapping)
        and all(part in PARTS and isinstance(value, bool) for part, value in held.items())
        for moment, held in review.items()
    )
    if not fine:
        sentence = _("'review' says what shows and when: {moments}, each with {parts}: true or false.")
        yield sentence.format(moments=", ".join(MOMENTS), parts=", ".join(PARTS))
