"""From a question's body, as files and versions keep it, to what the rules of items look at. Pure: laws are given."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from assessments.item_rules import Item, Option
from assessments.item_rules.retyped import said_in
from assessments.question_kinds import question_kind
from assessments.question_kinds.looking import Looking
from courses.api import LawAnswer
from lms.kernel.places import COUNTRIES

Laws = Mapping[tuple[str, str], LawAnswer]
CHOICES: Final = ("single", "multiple")


def item_of(
    key: str,
    body: Mapping[str, Any],
    laws: Laws,
    *,
    bank: str,
    task: str | None = None,
    shuffled: bool = False,
    scored: bool = False,
) -> Item:
    """One question. `laws` are of the facts in `facts_of`; where one is missing, the item says so. `task` None: the body's."""
    sheets: dict[str, Sequence[Option]] = {}
    lacking: dict[str, str] = {}
    countries = body.get("countries") or COUNTRIES
    if body["kind"] in CHOICES:
        sheets[""] = [Option(one["text"], float(one["fraction"]) > 0) for one in body["options"]]
    elif body.get("fact"):
        for country in countries:
            sheets[country], wrong = _bound(key, body, laws, country)
            if wrong:
                lacking[country] = wrong
    return Item(
        bank=bank,
        key=key,
        kind=body["kind"],
        stage=body["stage"],
        task=str(body.get("task") or "") if task is None else task,
        said=said_in(body),
        sheets=sheets,
        one_right=body["kind"] != "multiple",
        shuffled=shuffled,
        unsure={
            country: fact for country in countries for fact in sorted(facts_of(body)) if _unsure(laws.get((fact, country)))
        },
        scored=scored,
        lacking=lacking,
    )


def facts_of(body: Mapping[str, Any]) -> frozenset[str]:
    """The facts that are the key of a question: the law that `item_of` asks for."""
    return frozenset({body["fact"]} if body.get("fact") else ())


def _bound(key: str, body: Mapping[str, Any], laws: Laws, country: str) -> tuple[list[Option], str]:
    """A country's options as they would be frozen, and what stands in their way."""
    kind = question_kind(body["kind"])
    looking = Looking(laws)
    row = kind.model(kind=kind.name, **kind.columns(body))
    made = kind.country_material(row, name=key, country=country, making=looking)
    options = [
        Option(one["text"], one["fraction"] > 0, authored=not str(one["source"]).startswith("law")) for one in made["options"]
    ]
    return options, next(iter(looking.wrongs), "")


def _unsure(answer: LawAnswer | None) -> bool:
    return answer is not None and not answer.certain
