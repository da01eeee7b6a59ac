"""A unit frozen on its own, outside any release: what a refresher is read from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from courses.kinds import Frozen, kind_of
from courses.models import ItemVersion, Unit, UnitVersion, UnitVersionItem
from lms.kernel.canonical import digest, plain


def freeze_hidden_unit(*, unit_id: int, country: str, on: date) -> int:
    """Freeze a hidden unit for one country under the law at the end of `on`; returns the id of its version.

    Once: a unit that has a version keeps it. Call it in the transaction that made the unit.
    """
    if known := UnitVersion.objects.filter(unit=unit_id).order_by("-number").values_list("pk", flat=True).first():
        return int(known)
    unit = Unit.objects.non_polymorphic().values("kind", "titles", "minutes").get(pk=unit_id)
    frozen = kind_of(unit["kind"]).freeze(unit_id=unit_id, countries=[country], on=on)
    version = UnitVersion.objects.create(
        unit_id=unit_id, number=1, config=plain(frozen.config), digest=_digest(unit, frozen), **unit
    )
    UnitVersionItem.objects.bulk_create(
        UnitVersionItem(
            unit_version=version, country=held.country, item_version_id=held.item_version_id, shown_only=held.shown_only
        )
        for held in frozen.held
    )
    return int(version.pk)


def _digest(unit: Mapping[str, Any], frozen: Frozen) -> str:
    """Over what it says and holds, by names that are the same in any database."""
    rows = ItemVersion.objects.filter(pk__in={held.item_version_id for held in frozen.held}).values_list(
        "pk", "item__kind", "item__key", "item__country", "item__language", "digest"
    )
    names = {pk: rest for pk, *rest in rows}
    held = sorted([*names[one.item_version_id], one.country, one.shown_only] for one in frozen.held)
    return digest({**unit, "config": frozen.config, "held": held})
