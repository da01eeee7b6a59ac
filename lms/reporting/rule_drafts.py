"""A rule as a form holds it: blocks of rows under one word, worked on without JavaScript, one button a step."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext

from lms.kernel.conditions import Condition
from lms.kernel.words import in_language
from lms.reporting.errors import RuleNotValid
from lms.reporting.rule_fields import field_labels, value_labels
from lms.reporting.rules import FIELDS, JOINS, Group, read_rule
from lms.reporting.services.people_rules import Known

BLOCKS: Final = 4
ROWS: Final = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One condition, perhaps not filled in yet."""

    field: str
    op: str = "in"
    value: tuple[str, ...] = ()
    of: str = ""

    def raw(self) -> dict[str, Any]:
        """As `read_rule` wants it."""
        value: list[Any] = list(self.value)
        if FIELDS[self.field].most:
            value = [int(one) if re.fullmatch(r"[0-9]{1,6}", one) else one for one in value]
        return {"field": self.field, "op": self.op, "value": value, **({"of": self.of} if self.of else {})}


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one word."""

    join: str = "all"
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form shows."""

    join: str = "all"
    blocks: tuple[Block, ...] = field(default_factory=lambda: (Block(),))

    def raw(self) -> dict[str, Any]:
        """The rule's JSON; blocks without rows are left out."""
        blocks = [{"join": one.join, "of": [row.raw() for row in one.rows]} for one in self.blocks if one.rows]
        return {"join": self.join, "of": blocks}


def draft_of(rule: Group) -> Draft | None:
    """The form of a rule; None for one that is nested deeper than the form goes."""
    if all(isinstance(one, Condition) for one in rule.of):
        return Draft("all", (Block(rule.join, _rows(rule.of)),))
    blocks = []
    for one in rule.of:
        inner: Sequence[Any] = one.of if isinstance(one, Group) else (one,)
        if not all(isinstance(row, Condition) for row in inner):
            return None
        blocks.append(Block(one.join if isinstance(one, Group) else "all", _rows(inner)))
    return Draft(rule.join, tuple(blocks))


def _rows(found: Sequence[Any]) -> tuple[Row, ...]:
    return tuple(Row(one.field, one.op, tuple(map(str, one.value)), one.of) for one in found)


def read_draft(given: QueryDict) -> Draft:
    """What was sent, and after it the step that a button asked for: a row more or less, a block more or less."""
    blocks = []
    for at in range(BLOCKS):
        if f"b{at}-join" in given:
            rows = [_row(given, f"b{at}-r{n}") for n in range(ROWS)]
            blocks.append(Block(_join(given.get(f"b{at}-join", "")), tuple(one for one in rows if one is not None)))
    draft = Draft(_join(given.get("join", "")), tuple(blocks) or (Block(),))
    return _stepped(draft, given)


def _join(word: str) -> str:
    return word if word in JOINS else "all"


def _row(given: QueryDict, name: str) -> Row | None:
    asked = given.get(f"{name}-field", "")
    if asked not in FIELDS:
        return None
    kind = FIELDS[asked]
    op = given.get(f"{name}-op", "") if kind.most else "in"
    value = given.getlist(f"{name}-value")[:30]
    return Row(asked, op if op in ("at_least", "at_most", "in") else "at_least", tuple(value), given.get(f"{name}-of", ""))


def _stepped(draft: Draft, given: QueryDict) -> Draft:
    what, _colon, where = given.get("do", "").partition(":")
    numbers = [int(one) for one in where.split(":") if one.isdecimal() and len(one) < 3]
    blocks = list(draft.blocks)
    if what == "block" and len(blocks) < BLOCKS:
        blocks.append(Block())
    elif what == "dropblock" and len(numbers) == 1 and numbers[0] < len(blocks):
        del blocks[numbers[0]]
    elif what == "add" and len(numbers) == 1 and numbers[0] < len(blocks):
        at, new = numbers[0], given.get(f"b{numbers[0]}-new", "")
        if new in FIELDS and len(blocks[at].rows) < ROWS:
            first = Row(new, "at_least", ("50" if FIELDS[new].most == 100 else "14",)) if FIELDS[new].most else Row(new)
            blocks[at] = replace(blocks[at], rows=(*blocks[at].rows, first))
    elif what == "drop" and len(numbers) == 2 and numbers[0] < len(blocks):
        at, row = numbers
        blocks[at] = replace(blocks[at], rows=tuple(one for n, one in enumerate(blocks[at].rows) if n != row))
    return replace(draft, blocks=tuple(blocks) or (Block(),))


def join_choices(chosen: str) -> list[tuple[str, str, bool]]:
    """(value, words, chosen) of the word that holds a block together."""
    words = {
        "all": gettext("All of these hold"), "any": gettext("At least one of these holds"),
        "none": gettext("None of these holds"),
    }  # fmt: skip
    return [(one, words[one], one == chosen) for one in JOINS]


def rows_to_show(draft: Draft, known: Known) -> list[dict[str, Any]]:
    """The blocks with everything a template writes: names of fields, choices, what is chosen, what is wrong."""
    labels = field_labels()
    return [
        {
            "at": at, "joins": join_choices(block.join), "new": list(labels.items()), "full": len(block.rows) >= ROWS,
            "rows": [_shown(f"b{at}-r{n}", n, row, labels, known) for n, row in enumerate(block.rows)],
        }
        for at, block in enumerate(draft.blocks)
    ]  # fmt: skip


def _shown(name: str, number: int, row: Row, labels: Mapping[str, str], known: Known) -> dict[str, Any]:
    kind, wrong = FIELDS[row.field], ""
    try:
        read_rule({"join": "all", "of": [row.raw()]})
    except RuleNotValid:
        wrong = (
            gettext("Write a whole number from 0 to {most}.").format(most=kind.most)
            if kind.most
            else gettext("Choose at least one.")
        )
        if kind.must and not row.of:
            wrong = gettext("Choose the unit.")
    return {
        "name": name, "n": number, "field": row.field, "label": labels[row.field], "number": bool(kind.most), "most": kind.most,
        "value": row.value[0] if row.value else "", "at_most": row.op == "at_most", "wrong": wrong,
        "options": [(one, words, one in row.value) for one, words in _options(row.field, row.value, known).items()],
        "of": [(one, words, one == row.of) for one, words in _ofs(kind.of, kind.must, row.of, known).items()],
    }  # fmt: skip


def _options(name: str, chosen: Sequence[str], known: Known) -> dict[str, str]:
    if FIELDS[name].most:
        return {}
    names = {"cohort": known.cohorts, "course": known.courses}.get(name)
    found = value_labels(name) if names is None else {key: in_language(words) for key, words in names.items()}
    gone = {one: gettext("{key} (gone)").format(key=one) for one in chosen if one not in found}
    return {**found, **gone}


def _ofs(of: str, must: bool, chosen: str, known: Known) -> dict[str, str]:
    if not of:
        return {}
    empty = {"": gettext("Choose")} if must else {"": gettext("any")}
    found = {
        "course": {key: in_language(words) for key, words in known.courses.items()},
        "credential": {key: in_language(words) for key, words in known.credentials.items()},
        "unit": {key: f"{in_language(one.course_titles)}: {in_language(one.titles)}" for key, one in known.units.items()},
    }[of]
    gone = {chosen: gettext("{key} (gone)").format(key=chosen)} if chosen and chosen not in found else {}
    return {**empty, **found, **gone}
