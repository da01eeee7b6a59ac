"""One question for who writes it: as a learner of a country sees it, with its key beside; its versions, its law, its uses."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments import sheets
from assessments.models import Edit, QuestionEntry
from assessments.models.bank_rows import section_item, versions_of
from assessments.question_kinds import question_kind
from assessments.question_kinds.looking import Looking
from assessments.wording_bank import edit_in_words
from courses import api as courses
from lms.institutions.api import person_cards
from lms.kernel.places import COUNTRIES
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class Rule:
    """A fact that a question rests on, in the country looked at. `short` is '' when there is none there."""

    key: str
    titles: Mapping[str, str]
    short: str
    basis: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A question in one country: `shown` is what an open attempt shows; `options` every option with what it earns, else `right`
    the right answer in words, a line a part; `said` what is said to whom. `wrongs` say why it can't be asked there.
    """

    shown: Mapping[str, Any]
    options: Sequence[Mapping[str, Any]]
    right: Sequence[str]
    said: Sequence[tuple[str, Mapping[str, str]]]
    legal: str
    wrongs: Sequence[str]
    asked_here: bool
    rules: Sequence[Rule]


def preview(key: str, body: Mapping[str, Any], *, country: str, language: str) -> Preview:
    """As it would stand on a sheet, from what the drafts say of the law. Two queries, none without facts.

    Call it under the language that is looked at: words that the code says are made in the active one.
    """
    kind = question_kind(body["kind"])
    row = kind.model(kind=kind.name, stem=body["stem"], feedback=body["feedback"], **kind.columns(body))
    facts = [*([body["fact"]] if body.get("fact") else ()), *(body.get("facts") or ())]
    laws = courses.laws(facts, COUNTRIES, None, drafts=True) if facts else {}
    making = Looking(laws)
    slot: dict[str, Any] = {
        "slot": 1, "kind": kind.name, "key": key, "stem": body["stem"], "feedback": body["feedback"], "maximum": "1",
    }  # fmt: skip
    slot |= kind.material(row, name=key)
    slot |= kind.country_material(row, name=key, country=country, making=making)
    slot |= kind.shuffled(slot, random.Random(key), asked=True)  # noqa: S311 - an order, not a secret
    shown = sheets.open_view({"slots": [slot]})[0]
    return Preview(
        shown=shown,
        options=[{**one, "percent": round(float(one["fraction"]) * 100)} for one in slot.get("options", ())],
        right=[] if "options" in slot else kind.right_words(slot, language=language, country=country),
        said=list(_said(body, language)),
        legal=str(slot.get("legal", "")),
        wrongs=making.wrongs,
        asked_here=country in (body.get("countries") or (country,)),
        rules=[_rule(fact, laws.get((fact, country)), str(body.get("part") or ""), language) for fact in facts],
    )


def _said(body: Mapping[str, Any], language: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """(what is answered, what is said to it) of answers, pairs and gaps; options say theirs themselves."""
    for one in body.get("answers") or ():
        if one.get("feedback"):
            forms = [form for ones in (one.get("forms") or {}).values() for form in ones]
            yield " · ".join(forms) or str(one.get("value", "")), one["feedback"]
    for one in body.get("pairs") or ():
        if one.get("feedback"):
            yield in_language(one["text"], language), one["feedback"]
    for gap in body.get("gaps") or ():
        for one in gap.get("options") or ():
            if one.get("feedback"):
                yield in_language(one["text"], language), one["feedback"]
        yield from _said({"answers": gap.get("answers") or ()}, language)


def _rule(key: str, answer: courses.LawAnswer | None, part: str, language: str) -> Rule:
    if answer is None:
        return Rule(key, {}, "", "")
    words = answer.text(part, language) if part else answer.short_text(language)
    return Rule(key, answer.titles, words, courses.legal_basis(answer.law, answer.article))


@dataclass(frozen=True, slots=True)
class Step:
    """One version: who wrote it, when, and whether it changed what scores."""

    number: int
    at: datetime
    author: str
    edit: str
    words: str
    published: bool

    @property
    def scoring(self) -> bool:
        return self.edit == Edit.SCORING


@dataclass(frozen=True, slots=True)
class Past:
    """A question's versions, the newest first, and what one says otherwise than another."""

    steps: Sequence[Step]
    old: int
    new: int
    differences: Sequence[courses.BlockDifference]


def past_of(entry: QuestionEntry, *, old: int = 0, new: int = 0) -> Past:
    """All versions and the differences of two of them; usually of what readers have, or the one before, and the draft.

    Two queries.
    """
    versions = versions_of(entry.item_id)
    bodies = {one.number: one.body for one in versions}
    published = entry.item.published.number if entry.item.published else 0
    last = versions[0].number if versions else 0
    new = new if new in bodies else last
    usual = published if published in bodies and published < new else max((n for n in bodies if n < new), default=0)
    old = old if old in bodies else usual
    people = person_cards({one.author_id for one in versions if one.author_id})
    steps = [
        Step(
            one.number, one.at, people[one.author_id].full_name if one.author_id in people else "", one.edit,
            edit_in_words(one.edit), one.number == published,
        )
        for one in versions
    ]  # fmt: skip
    differences = courses.body_differences(bodies[old], bodies[new]) if old and new and old != new else []
    return Past(steps, old, new, differences)


def reading_of(entry: QuestionEntry, body: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    """The section where to read again: its item and title; None without one. Two queries."""
    key = body.get("section")
    item = section_item(key) if key else None
    if not key or item is None:
        return None
    return {"item_id": item, "key": key, "title": courses.section_titles([key], "", language).get(key, key)}
