"""Things to put in order. Three rules of partial credit, with n items:

* next: of the n − 1 pairs of neighbours in the right order, the share that stand one right after the other in the answer
  (Moodle's `qtype_ordering`, "relative to the next item, excluding the last").
* longest: (L − 1) ÷ (n − 1), L the longest common subsequence of the answer and the right order: one item out of place costs
  one step only. (Schensted, C. (1961), "Longest increasing and decreasing subsequences", Canadian Journal of Mathematics 13,
  179–191. One item alone is in order with itself: hence − 1.)
* whole: all or nothing.

An item without a place, or two with the same one, stand nowhere.
"""

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.models import OrderingQuestion, Question
from assessments.question_kinds.base import NOTHING, ONE, Plain, parts_of, six
from assessments.question_kinds.options import shuffle
from assessments.question_kinds.protocol import Body, Raw, Reading, Response, Slot
from assessments.sheets import option_id
from lms.kernel.canonical import digest
from lms.kernel.textfiles import Lined
from lms.kernel.words import in_language

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker

RULES: Final = ("next", "longest", "whole")


class Ordering(Plain):
    """Items with a place each."""

    name = "ordering"
    raw: Literal["chosen", "text", "parts"] = "parts"
    widget = "lms/assessments/questions/_ordering.html"
    result = "lms/assessments/questions/_ordering_result.html"
    fields: tuple[str, ...] = ("items", "rule")
    entry_fields: tuple[str, ...] = ("rule", "items")
    model: type[Question] = OrderingQuestion

    def label(self) -> str:
        """«Ordenar»."""
        return _("Ordering")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """`items` in the right order, at least three; `rule`."""
        items = []
        for one in checker.entries(entry, "items", least=3):
            checker.unknown(one, {"id", "text"})
            items.append({"id": str(one.get("id") or ""), "text": checker.words(one, "text"), "_line": one.line})
        checker.ids(entry, "items", items)
        return {"items": items, "rule": checker.one_of(entry, "rule", RULES, "next")}

    def tidy(self, body: Body) -> dict[str, Any]:
        """Every optional name filled in."""
        return {"items": [{"id": o["id"], "text": o["text"]} for o in body["items"]], "rule": body.get("rule") or "next"}

    def check(self, body: Body) -> list[tuple[str, str]]:
        """Three items at least, no two alike; a rule that is known."""
        found = []
        texts = [tuple(sorted(one["text"].items())) for one in body["items"]]
        if len(texts) < 3:
            found.append(("items", _("A question to order needs at least three items.")))
        if len(set(texts)) < len(texts):
            found.append(("items", _("Two items read the same.")))
        if body["rule"] not in RULES:
            found.append(("rule", _("'{key}' must be one of {known}.").format(key="rule", known=", ".join(RULES))))
        return found

    def write(self, body: Body) -> dict[str, Any]:
        """Without the rule that is meant anyway."""
        return ({"rule": body["rule"]} if body["rule"] != "next" else {}) | {"items": list(body["items"])}

    def scored_by(self, body: Body) -> Any:
        """The right order and the rule."""
        return [[str(one["id"]) for one in body["items"]], body.get("rule") or "next"]

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """Items in an order that says nothing, and the right order apart."""
        assert isinstance(row, OrderingQuestion)
        items = [{"id": option_id(name, one["text"]), "source": one["id"], "text": one["text"]} for one in row.items]
        return {"items": sorted(items, key=lambda one: str(one["id"])), "order": [one["id"] for one in items], "rule": row.rule}

    def key_version(self, slot: Slot) -> str:
        """The right order and the rule."""
        return digest([slot["order"], slot["rule"]])

    def shuffled(self, slot: Slot, shuffler: random.Random, *, asked: bool) -> dict[str, Any]:
        """Always, and never into the right order."""
        items = shuffle(slot["items"], shuffler)
        if [one["id"] for one in items] == slot["order"]:
            items = [*items[1:], items[0]]
        return {"items": items}

    def view(self, slot: Slot, raw: Raw) -> dict[str, Any]:
        """Items with the places to choose from."""
        parts = parts_of(raw)
        places = range(1, len(slot["items"]) + 1)
        return {
            "items_shown": [
                {
                    "id": one["id"],
                    "text": one["text"],
                    "places": [{"number": n, "chosen": str(parts.get(one["id"], "")) == str(n)} for n in places],
                }
                for one in slot["items"]
            ]
        }

    def read_response(self, slot: Slot, raw: Raw, *, country: str) -> Reading:
        """{"places": {item id: place}}; two with one place are kept as they are, and told."""
        known = {one["id"] for one in slot["items"]}
        allowed = {str(n): n for n in range(1, len(known) + 1)}
        given = {item: str(place) for item, place in parts_of(raw).items() if place != ""}
        if any(item not in known or place not in allowed for item, place in given.items()):
            raise AnswerNotUnderstood(why=_("This place is not on your sheet. Reload the page and choose again."))
        places = {item: allowed[place] for item, place in sorted(given.items())}
        twice = sorted(place for place, count in Counter(places.values()).items() if count > 1)
        echo = _("Two items have place {n}. Each needs a place of its own.").format(n=twice[0]) if twice else ""
        return Reading({"places": places} if places else {}, echo)

    def raw_of(self, response: Response) -> dict[str, Any]:
        """A place an item."""
        return {"parts": {item: str(place) for item, place in (response.get("places") or {}).items()}}

    def score(self, slot: Slot, response: Response) -> Decimal | None:
        """See above."""
        return score_order(slot["order"], response.get("places") or {}, slot["rule"])

    def chosen(self, slot: Slot, response: Response) -> list[str]:
        """The author's letters in the order that was given."""
        names = {one["id"]: str(one["source"]) for one in slot["items"]}
        return [names[item] for item in in_places(response.get("places") or {}).values()]

    def guess_score(self, slot: Slot) -> Decimal | None:
        """Of a random order: 1 ÷ n of the neighbours; 1 ÷ n! of the whole; the longest row has no plain formula."""
        count = len(slot["order"])
        if slot["rule"] == "next":
            return six(ONE / count)
        if slot["rule"] == "whole":
            ways = 1
            for factor in range(2, count + 1):
                ways *= factor
            return six(ONE / ways)
        return None

    def right_words(self, slot: Slot, *, language: str, country: str) -> list[str]:
        """The items in order."""
        words = {one["id"]: in_language(one["text"], language) for one in slot["items"]}
        return [words[item] for item in slot["order"]]

    def shown(self, slot: Slot, response: Response, *, country: str) -> dict[str, Any]:
        """The right order, each with the place it was given."""
        texts = {one["id"]: one["text"] for one in slot["items"]}
        given = response.get("places") or {}
        return {
            "parts": [
                {"place": place, "text": texts[item], "given": given.get(item), "right": given.get(item) == place}
                for place, item in enumerate(slot["order"], start=1)
            ]
        }


def in_places(places: Mapping[str, int]) -> dict[int, str]:
    """{place: item} of items that have a place of their own, from the first place on."""
    counts = Counter(places.values())
    return {place: item for item, place in sorted(places.items(), key=lambda one: one[1]) if counts[place] == 1}


def score_order(order: Sequence[str], places: Mapping[str, int], rule: str) -> Decimal:
    """The fraction that places earn against the right order."""
    standing = in_places(places)
    if not standing:
        return NOTHING
    if rule == "whole":
        return ONE if [standing.get(n) for n in range(1, len(order) + 1)] == list(order) else NOTHING
    place_of = {item: place for place, item in standing.items()}
    if rule == "next":
        met = sum(one in place_of and place_of.get(other) == place_of[one] + 1 for one, other in pairwise(order))
        return six(Decimal(met) / (len(order) - 1))
    return six(Decimal(_longest([list(order).index(item) for item in standing.values()]) - 1) / (len(order) - 1))


def _longest(numbers: Sequence[int]) -> int:
    """The length of the longest rising subsequence: patience sorting."""
    piles: list[int] = []
    for number in numbers:
        at = bisect_left(piles, number)
        piles[at : at + 1] = [number]
    return len(piles)
