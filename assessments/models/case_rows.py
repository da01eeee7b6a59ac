"""Rows of courses that pages about released letters and about twins read."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Coalesce

from courses.models import ItemVersion, UnitVersion


def frozen_rubrics(unit_version_ids: Collection[int]) -> dict[tuple[int, str], dict[str, Any]]:
    """{(unit version, case): the criteria and red flags of its frozen rubric}. One query."""
    rows = UnitVersion.objects.filter(pk__in=list(unit_version_ids))
    columns = ("pk", "config__case__key", "config__rubric", "config__alternates")
    found = {}
    for pk, key, rubric, family in rows.values_list(*columns):
        for case, one in (family or {key: {"rubric": rubric or {}}}).items():
            found[pk, case] = {name: one["rubric"].get(name, []) for name in ("criteria", "flags")}
    return found


@dataclass(frozen=True, slots=True)
class Text:
    """The newest version of a case or of a rubric: the draft that is to be published, or what is published."""

    id: int
    number: int
    body: dict[str, Any]
    published: bool


def texts_of(key: str = "") -> dict[str, dict[str, Text]]:
    """{case key: {"case" or "rubric": its present version}} of one case, or of all that are not archived. One query."""
    now = Coalesce("item__draft_id", "item__published_id")
    rows = ItemVersion.objects.filter(item__kind__in=("case", "rubric"), item__archived_at=None).filter(pk=now)
    if key:
        rows = rows.filter(item__key=key)
    found: dict[str, dict[str, Text]] = {}
    for name, kind, pk, number, body, published in rows.values_list(
        "item__key", "item__kind", "pk", "number", "body", "item__published_id"
    ):
        found.setdefault(name, {})[kind] = Text(pk, number, body, published == pk)
    return found
