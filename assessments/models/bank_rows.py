"""Reading rows of courses that tell where a question stands: its versions, the releases and sections around it."""

from collections.abc import Collection, Mapping
from typing import Any

from courses.models import ItemVersion

BATCH = 500


def bodies_before(version_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """{version: the body of the version before it}; first versions are left out. Two queries for each five hundred."""
    found: dict[int, Mapping[str, Any]] = {}
    wanted = sorted(version_ids)
    for start in range(0, len(wanted), BATCH):
        places = dict(ItemVersion.objects.filter(pk__in=wanted[start : start + BATCH]).values_list("pk", "item_id"))
        numbers = dict(ItemVersion.objects.filter(pk__in=places).values_list("pk", "number"))
        last: dict[int, tuple[int, Mapping[str, Any]]] = {}
        of_item = {item: numbers[pk] for pk, item in places.items()}
        rows = ItemVersion.objects.filter(item__in=of_item).order_by("number").values_list("item_id", "number", "body")
        for item, number, body in rows:
            if number < of_item[item]:
                last[item] = (number, body)
        found |= {pk: last[item][1] for pk, item in places.items() if item in last}
    return found
