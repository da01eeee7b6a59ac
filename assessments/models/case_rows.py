"""Rows of courses that pages about released letters and about twins read."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Coalesce

from courses.models import ItemVersion, UnitVersion


def frozen_rubrics(unit_version_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """{unit version: the criteria and red flags of its frozen rubric}. One query."""
    rows = UnitVersion.objects.filter(pk__in=list(unit_version_ids))
    found = rows.values_list("pk", "config__rubric__criteria", "config__rubric__flags")
    return {pk: {"criteria": criteria or [], "flags": flags or []} for pk, criteria, flags in found}


@dataclass(frozen=True, slots=True)
class Text:
    """The present version of a case or of a rubric: what is published, or the draft where nothing is yet."""

    id: int
    number: int
    body: dict[str, Any]
    published: bool


def texts_of(key: str = "") -> dict[str, dict[str, Text]]:
    """{case key: {"case" or "rubric": its present version}} of one case, or of all that are not archived. One query."""
    now = Coalesce("item__published_id", "item__draft_id")
    rows = ItemVersion.objects.filter(item__kind__in=("case", "rubric"), item__archived_at=None).filter(pk=now)
    if key:
        rows = rows.filter(item__key=key)
    found: dict[str, dict[str, Text]] = {}
    for name, kind, pk, number, body, published in rows.values_list(
        "item__key", "item__kind", "pk", "number", "body", "item__published_id"
    ):
        found.setdefault(name, {})[kind] = Text(pk, number, body, published is not None)
    return found
