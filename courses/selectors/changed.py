"""What a change changed for one country's finishers of one course: rules and blocks before and now, and the questions bound.

Read once, when the refresher is frozen; its page is drawn from the frozen values alone (`courses.changed`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from courses.blocks import facts_cited
from courses.changed import MAX_BLOCKS, answer_as_json, block_for, narrowed
from courses.differences import block_differences
from courses.facts import LawAnswer
from courses.kinds import Held
from courses.ledger import Step, Text, concerns, resolved
from courses.models import (
    Change,
    ChangeEntry,
    ChangeEntryState,
    Citation,
    FactVersion,
    ItemKind,
    ItemVersion,
    UnitVersionItem,
)
from courses.selectors.law import answer_from, laws, versions_on
from courses.selectors.ledger import siblings_of
from courses.selectors.ledger_people import holdings
from courses.selectors.ledger_steps import step_of
from lms.kernel.places import Language


@dataclass(frozen=True, slots=True)
class BoundQuestion:
    """A text of a question about what changed. `mended`: written, or looked at, since the change was proposed."""

    item_id: int
    version_id: int
    mended: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What a refresher is made of. `config` is JSON; `before` the rule that was, by key, for a wrong answer."""

    config: Mapping[str, Any]
    held: tuple[Held, ...]
    before: Mapping[str, LawAnswer]
    questions: tuple[BoundQuestion, ...]


def change_titles(change_id: int) -> Mapping[str, str]:
    """What a change is about, by name, in the languages there are: «Duración de la marca»."""
    change = Change.objects.select_related("item", "old", "new").get(pk=change_id)
    return _titles(step_of(change))


def changed_for(change_id: int, country: str, course_id: int, on: date) -> Changed:
    """What changed for a country's finishers of a course, under the law in force at the end of `on`. Some twenty queries."""
    change = Change.objects.select_related("item", "old", "new").get(pk=change_id)
    step = step_of(change)
    before, now = _rules(step, change, country)
    if step.kind == ItemKind.SECTION:
        pairs = _blocks_of_section(step, country)
    else:
        pairs = _blocks_that_cite(change, step, country, course_id, on)
    cited = {key for pair in pairs for which in ("before", "now") for key in _cited(pair[which], country)}
    shared = laws(cited - {step.key}, [country], on)
    held = {pair["version"] for pair in pairs if pair["version"]} | {a.item_version_id for a in shared.values()}
    held |= {now.item_version_id} if now else {change.new_id} if change.new_id and step.kind == ItemKind.SECTION else set()
    config = {
        "country": country,
        "sentence": change.sentence,
        "in_force_from": change.in_force_from.isoformat() if change.in_force_from else "",
        "rules": [{"key": step.key, "before": answer_as_json(before), "now": answer_as_json(now)}] if before or now else [],
        "blocks": _by_language(pairs),
        "facts": {key: answer_as_json(answer) for (key, _code), answer in sorted(shared.items())},
    }
    return Changed(
        config=config,
        held=tuple(Held(version, country) for version in sorted(held)),
        before={step.key: before} if before else {}, questions=tuple(_questions(change, country)),
    )  # fmt: skip


def _titles(step: Step) -> Mapping[str, str]:
    """What changed, by name: a fact's titles; a section's or a source's title as it stands."""
    body = (step.after or step.before or Text(None, {})).body
    if body.get("titles"):
        return dict(body["titles"])
    title = str(body.get("title") or step.key)
    return dict.fromkeys(Language.values, title)


def _rules(step: Step, change: Change, country: str) -> tuple[LawAnswer | None, LawAnswer | None]:
    """The rule that applied in the country and the one that applies now; of what is no fact, none."""
    if step.kind != ItemKind.FACT:
        return None, None
    siblings = {code: text for code, text in siblings_of(step, change.at).items() if code != step.country}
    found = []
    for text in (step.before, step.after):
        rule = resolved({**siblings, **({step.country: text} if text else {})}, country)
        found.append(_answer(country, rule[0], step.key, rule[1].version_id) if rule else None)
    return found[0], found[1]


def _answer(country: str, jurisdiction: str, key: str, version_id: int | None) -> LawAnswer | None:
    fact = FactVersion.objects.select_related("version").filter(version=version_id).first()
    return answer_from(country, jurisdiction, key, fact.version, fact) if fact else None


def _blocks_of_section(step: Step, country: str) -> list[dict[str, Any]]:
    """The blocks of a section whose text for this country is not the same."""
    body = (step.after or step.before or Text(None, {})).body
    old, new = (text.body if text else {} for text in (step.before, step.after))
    pairs = []
    for one in block_differences(old, new):
        if any(part.changed and part.country in ("", country) for part in one.parts):
            sides = _sides(old, new, one.id, country)
            pairs.append({**sides, "title": body.get("title", ""), "language": body.get("language", "es"), "version": None})
    return [pair for pair in pairs if pair["before"] or pair["now"]]


def _blocks_that_cite(
    change: Change, step: Step, country: str, course_id: int, on: date
) -> list[dict[str, Any]]:  # fmt: skip
    """The blocks, as the course taught them, that name what changed; beside them the same blocks as published on the day."""
    keys = _keys_behind(step)
    taught = _sections_taught(step, change, country, course_id)
    wanted: dict[int, dict[str, None]] = {}
    rows = Citation.objects.filter(version__in=[v.pk for v in taught], kind=ItemKind.FACT, key__in=keys, shown_only=False)
    for version, block, part in rows.filter(slot__in=("", country)).order_by("pk").values_list("version_id", "block", "part"):
        if concerns(step.part, part):
            wanted.setdefault(version, {})[block] = None
    now = versions_on([version.item_id for version in taught], on)
    bodies = dict(ItemVersion.objects.filter(pk__in=now.values()).values_list("pk", "body"))
    pairs = []
    for version in taught:
        newest = now.get(version.item_id, version.pk)
        body = bodies.get(newest, version.body)
        for block in wanted.get(version.pk, ()):
            sides = _sides(version.body, body, block, country, keys)
            if sides["before"] or sides["now"]:
                said = {"title": body.get("title", ""), "language": body.get("language", "es"), "version": newest}
                pairs.append({**sides, **said})
    return pairs


def _sides(
    old: Mapping[str, Any], new: Mapping[str, Any], block_id: str, country: str, keys: Collection[str] = ()
) -> dict[str, Any]:  # fmt: skip
    """A block before and now as the country's reader gets it, narrowed to what changed."""
    before, now = (block_for(_block(body, block_id), country) for body in (old, new))
    before, now = narrowed(before, now, country, keys)
    return {"before": before, "now": now}


def _keys_behind(step: Step) -> Collection[str]:
    """The facts whose blocks changed: the fact itself; of a source, those that rest on it."""
    if step.kind == ItemKind.FACT:
        return [step.key]
    rows = Citation.objects.filter(kind=step.kind, key=step.key, version__item__kind=ItemKind.FACT)
    return set(rows.filter(version__lms_published_of__isnull=False).values_list("version__item__key", flat=True))


def _sections_taught(step: Step, change: Change, country: str, course_id: int) -> list[ItemVersion]:
    """The section texts that the course's units with the old text held for the country: of each item the newest."""
    old = {one.unit_version_id for one in holdings(step, [country], change.at) if not one.shown_only}
    rows = UnitVersionItem.objects.filter(
        unit_version__in=old, unit_version__unit__course=course_id, country=country, item_version__item__kind=ItemKind.SECTION
    ).select_related("item_version__item")
    newest: dict[int, ItemVersion] = {}
    for row in rows.order_by("unit_version__unit__position", "item_version__number", "pk"):
        newest.pop(row.item_version.item_id, None)
        newest[row.item_version.item_id] = row.item_version
    return list(newest.values())


def _block(body: Mapping[str, Any], block_id: str) -> Mapping[str, Any] | None:
    return next((block for block in body.get("blocks", ()) if block["id"] == block_id), None)


def _cited(block: Mapping[str, Any] | None, country: str) -> Iterable[str]:
    return [one.key for one in facts_cited({"blocks": [block]}, country)] if block else ()


def _by_language(pairs: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for pair in pairs:
        mine = found.setdefault(pair["language"], [])
        if len(mine) < MAX_BLOCKS:
            mine.append({name: pair[name] for name in ("title", "language", "before", "now")})
    return found


def _questions(change: Change, country: str) -> list[BoundQuestion]:
    """The texts of questions that are about what changed, published or drafted: by key, the published first. Three queries."""
    item = change.item
    standing = Q(version__lms_published_of__isnull=False) | Q(version__lms_draft_of__isnull=False)
    rows = (
        Citation.objects.filter(
            standing, Q(slot="") | Q(slot=country), kind=item.kind, key=item.key, shown_only=False,
            version__item__kind=ItemKind.QUESTION, version__item__archived_at=None,
        )
        .values_list("version__item_id", "version_id", "version__item__key", "version__at", "part")
    )  # fmt: skip
    decided = ChangeEntry.objects.filter(change=change, kind=ItemKind.QUESTION, country=country)
    looked_at = set(decided.exclude(state=ChangeEntryState.TO_DO).values_list("key", flat=True))
    published = set(rows.filter(version__lms_published_of__isnull=False).values_list("version_id", flat=True))
    found: dict[int, BoundQuestion] = {}
    for item_id, version_id, key, at, part in sorted(rows, key=lambda row: (row[2], row[1] not in published)):
        if concerns(change.part, part):
            found.setdefault(version_id, BoundQuestion(item_id, version_id, at >= change.at or key in looked_at))
    return list(found.values())
