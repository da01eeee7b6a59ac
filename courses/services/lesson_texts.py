"""The sections of lessons in their languages: the drafts of many lessons at once, or one lesson as published on a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from courses.blocks import Cited, facts_cited
from courses.models import Item, ItemKind, ItemVersion, LessonSection
from courses.selectors.law import versions_on
from lms.kernel.places import Language


@dataclass(slots=True)
class SectionText:
    """One section of a lesson: by language its item and its version. `item_id` is the Spanish item."""

    key: str
    item_id: int = 0
    items: dict[str, Item] = field(default_factory=dict)
    versions: dict[str, ItemVersion] = field(default_factory=dict)

    @property
    def bodies(self) -> dict[str, Mapping[str, Any]]:
        return {language: version.body for language, version in self.versions.items()}

    @property
    def first(self) -> Mapping[str, Any]:
        """The Spanish body, else another, else an empty one."""
        return self.bodies.get(Language.ES) or next(iter(self.bodies.values()), {"resources": [], "blocks": []})


def texts_of(lesson_ids: Collection[int], on: date | None = None) -> dict[int, list[SectionText]]:
    """{lesson: its sections in order}: their drafts, or with `on` what was published then. Three queries, four with `on`."""
    places = LessonSection.objects.filter(lesson__in=lesson_ids).order_by("lesson", "position", "id")
    rows = list(places.values_list("lesson_id", "section__key", "section_id"))
    items = list(section_items(lesson_ids))
    published = versions_on([item.pk for item in items], on) if on else {}
    chosen = {item.pk: published.get(item.pk) if on else (item.draft_id or item.published_id) for item in items}
    versions = ItemVersion.objects.in_bulk([version for version in chosen.values() if version])
    texts: dict[str, SectionText] = {key: SectionText(key, item_id) for _lesson, key, item_id in rows}
    for item in sorted(items, key=lambda item: item.language != Language.ES):
        version = versions.get(chosen[item.pk] or 0)
        if version is not None and item.key in texts:
            texts[item.key].items[item.language] = item
            texts[item.key].versions[item.language] = version
    found: dict[int, list[SectionText]] = {lesson: [] for lesson in lesson_ids}
    for lesson, key, _item in rows:
        found[lesson].append(texts[key])
    return found


def section_items(lesson_ids: Iterable[int]) -> Any:
    """The items of lessons' sections, in every language."""
    keys = LessonSection.objects.filter(lesson__in=list(lesson_ids)).values("section__key")
    return Item.objects.filter(kind=ItemKind.SECTION, key__in=keys, archived_at=None)


def cited_in(texts: Iterable[SectionText], country: str) -> list[Cited]:
    """The facts that a country's reader meets in these sections, in reading order, once each."""
    found = {cited: None for text in texts for body in text.bodies.values() for cited in facts_cited(body, country)}
    return list(found)


def items_of_lessons(lesson_ids: Sequence[int]) -> dict[int, list[int]]:
    """{lesson: the items of its sections, in every language}. Two queries."""
    items: dict[str, list[int]] = {}
    for pk, key in section_items(lesson_ids).values_list("pk", "key"):
        items.setdefault(key, []).append(pk)
    found: dict[int, list[int]] = {lesson: [] for lesson in lesson_ids}
    for lesson, key in LessonSection.objects.filter(lesson__in=lesson_ids).values_list("lesson_id", "section__key"):
        found[lesson] += items.get(key, ())
    return found
