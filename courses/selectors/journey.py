"""All stages of the business journey at once, for who sits with a business: what to do, the rules, the checklists to leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from courses.blocks import STAGES, facts_cited
from courses.facts import LawAnswer
from courses.models import Item, ItemKind, ItemVersion, PaperKind
from courses.print_rendering import Sheet, checks_of
from courses.selectors.law import laws
from courses.selectors.printing import drawn_papers
from courses.selectors.reference_stages import Slip, Step, facts_named, slips_of, steps_of
from courses.wording_reference import stage_in_words
from lms.kernel.places import Language
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist to leave with a business: its lines, its page, and the drawn file when one lies ready ('' otherwise)."""

    key: str
    title: str
    lines: tuple[str, ...]
    page_url: str
    file_url: str


@dataclass(frozen=True, slots=True)
class JourneyStage:
    """One stage under one country's law. `rules`: all that its steps and slips rest on; `as_of` is the oldest of them."""

    key: str
    name: str
    question: str
    steps: tuple[Step, ...]
    slips: tuple[Slip, ...]
    documents: tuple[str, ...]
    flags: tuple[str, ...]
    rules: tuple[LawAnswer, ...]
    checklists: tuple[Checklist, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class Journey:
    """The six stages in their order, and the rules that were asked for beside them."""

    stages: tuple[JourneyStage, ...]
    rules: tuple[LawAnswer, ...]


def journey(country: str, language: str, *, also: Collection[str] = ()) -> Journey:
    """The journey under one country's law, with the rules named in `also`. Four queries.

    A stage without a text of its own has its checklists.
    """
    rows = Item.objects.filter(kind__in=[ItemKind.STAGE, ItemKind.SECTION], language__in={"", language, Language.ES})
    bodies: dict[str, Mapping[str, Any]] = {}
    checked: dict[str, ItemVersion] = {}
    for item in rows.filter(archived_at=None).exclude(published=None).select_related("published").order_by("key"):
        assert item.published is not None
        if item.kind == ItemKind.STAGE:
            bodies[item.key] = item.published.body
        elif _checks_only(item.published)["blocks"] and (item.language == language or item.key not in checked):
            checked[item.key] = item.published
    wanted = {name for body in bodies.values() for name in facts_named(body)} | set(also)
    wanted |= {one.key for version in checked.values() for one in facts_cited(_checks_only(version), country)}
    facts = {name: answer for (name, _place), answer in laws(wanted, [country]).items()}
    drawn = drawn_papers(country, language)
    lists: dict[str, list[Checklist]] = {}
    for key, version in checked.items():
        ready = (str(PaperKind.CHECKLIST), key) in drawn
        made = _checklist(key, version, country, facts, ready=ready)
        for stage in version.body["stages"]:
            lists.setdefault(stage, []).append(made)
    stages = [_stage(key, bodies.get(key, {}), facts, language, tuple(lists.get(key, ()))) for key in STAGES]
    return Journey(tuple(stages), tuple(facts[name] for name in also if name in facts))


def _checks_only(version: ItemVersion) -> dict[str, Any]:
    return {**version.body, "blocks": [block for block in version.body["blocks"] if block["type"] == "check"]}


def _checklist(key: str, version: ItemVersion, country: str, facts: Mapping[str, LawAnswer], *, ready: bool) -> Checklist:
    sheet = Sheet(country, version.body["language"], {country: dict(facts)})
    lines = [str(line) for block in _checks_only(version)["blocks"] for line in checks_of(block, sheet)]
    file = reverse("lms:courses:reference-paper-file", args=[PaperKind.CHECKLIST, key]) if ready else ""
    page = reverse("lms:courses:reference-paper", args=[PaperKind.CHECKLIST, key])
    return Checklist(
        key, version.body["title"], tuple(lines), f"{page}?country={country}", f"{file}?country={country}" if file else ""
    )


def _stage(
    key: str, body: Mapping[str, Any], facts: Mapping[str, LawAnswer], say: str, checklists: tuple[Checklist, ...]
) -> JourneyStage:
    steps, slips = tuple(steps_of(body, facts, say)), slips_of(body, facts, say)
    rules = {rule.key: rule for step in steps for rule in step.rules} | {
        rule.key: rule for slip in slips for rule in slip.rules
    }
    return JourneyStage(
        key=key,
        name=in_language(body.get("names"), say) or stage_in_words(key),
        question=in_language(body.get("question"), say),
        steps=steps,
        slips=slips,
        documents=tuple(in_language(words, say) for words in body.get("documents", ())),
        flags=tuple(in_language(words, say) for words in body.get("flags", ())),
        rules=tuple(rules.values()),
        checklists=checklists,
        as_of=min((rule.as_of for rule in rules.values()), default=""),
    )
