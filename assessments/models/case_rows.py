"""Rows of courses that pages about released letters and about twins read."""

from collections.abc import Collection
from typing import Any

from courses.models import UnitVersion


def frozen_flags(unit_version_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """{unit version: the red flags of its frozen rubric}. One query."""
    rows = UnitVersion.objects.filter(pk__in=list(unit_version_ids))
    return {pk: list(flags or ()) for pk, flags in rows.values_list("pk", "config__rubric__flags")}
