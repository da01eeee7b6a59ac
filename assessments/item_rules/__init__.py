"""What makes an item of a bank a good one (ADR 0028): rules over items, each in its module with its source. Pure."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from assessments.item_rules import absolutes, belonging, lengths, overlaps, positions, retyped
from assessments.item_rules.items import FAIL, NOTE, Finding, Item, Option, Said
from assessments.item_rules.same import normal_form, same

__all__ = ["FAIL", "NOTE", "RULES", "Finding", "Item", "Option", "Said", "findings", "normal_form", "same"]

RULES = ("longest", "position", "absolutes", "overlap", "retyped", "stage", "task", "unsure", "options")


def findings(items: Sequence[Item], *, tasks: Mapping[str, object]) -> list[Finding]:
    """All that is wrong, bank by bank, a bank's own findings first. `tasks`: the known ones by key; {}: any word will do."""
    found: list[Finding] = []
    for _name, ones in groupby(sorted(items, key=lambda item: item.bank), key=lambda item: item.bank):
        bank = list(ones)
        found += [*lengths.long_keys(bank), *positions.key_places(bank)]
        single = [
            *absolutes.only_in_wrong(bank), *overlaps.overlapping(bank), *retyped.retyped(bank), *belonging.without_stage(bank),
            *belonging.without_task(bank), *belonging.unknown_tasks(bank, tasks), *belonging.unsure(bank),
            *belonging.not_four(bank),
        ]  # fmt: skip
        order = {item.key: number for number, item in enumerate(bank)}
        found += sorted(single, key=lambda one: (order[one.item], RULES.index(one.rule)))
    return found
