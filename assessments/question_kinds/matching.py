"""What goes with what: the share of pairs that are right (as Moodle's `qtype_match`). A wrong pair costs nothing more."""

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.models import MatchingQuestion, Question
from assessments.question_kinds.base import Plain, parts_of, six
from assessments.question_kinds.options import shuffle
from assessments.question_kinds.protocol import Body, Raw, Reading, Response, Slot
from assessments.sheets import option_id
from lms.kernel.canonical import digest
from lms.kernel.textfiles import Lined
from lms.kernel.words import in_language

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker


class Matching(Plain):
    """Pairs."""

    name = "matching"
    raw: Literal["chosen", "text", "parts"] = "parts"
    widget = "lms/assessments/questions/_matching.html"
    result = "lms/assessments/questions/_parts_result.html"
    fields: tuple[str, ...] = ("pairs", "extras")
    entry_fields: tuple[str, ...] = ("pairs", "extras")
    model: type[Question] = MatchingQuestion

    def label(self) -> str:
        """«Emparejar»."""
        return _("Matching")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """`pairs`, at least two, and `extras`."""
        pairs, extras = [], []
        for one in checker.entries(entry, "pairs", least=2):
            checker.unknown(one, {"id", "text", "match", "feedback"})
            words = {"text": checker.words(one, "text"), "match": checker.words(one, "match")}
            feedback = checker.words(one, "feedback", needed=False)
            pairs.append({"id": str(one.get("id") or ""), **words, "feedback": feedback, "_line": one.line})
        for one in checker.entries(entry, "extras"):
            checker.unknown(one, {"id", "text"})
            extras.append({"id": str(one.get("id") or ""), "text": checker.words(one, "text"), "_line": one.line})
        checker.ids(entry, "pairs", pairs)
        checker.ids(entry, "extras", extras)
        return {"pairs": pairs, "extras": extras}

    def tidy(self, body: Body) -> dict[str, Any]:
        """Every optional name filled in."""
        return {
            "pairs": [
                {"id": one["id"], "text": one["text"], "match": one["match"], "feedback": dict(one.get("feedback") or {})}
                for one in body["pairs"]
            ],
            "extras": [{"id": one["id"], "text": one["text"]} for one in body.get("extras") or ()],
        }

    def check(self, body: Body) -> list[tuple[str, str]]:
        """Two pairs at least; nothing to match stands twice; there is something to choose; an extra matches nothing."""
        found = []
        texts = [_fold(one["text"]) for one in body["pairs"]]
        matches = {_fold(one["match"]) for one in body["pairs"]}
        extras = [_fold(one["text"]) for one in body.get("extras") or ()]
        if len(body["pairs"]) < 2:
            found.append(("pairs", _("A question to match needs at least two pairs.")))
        if len(set(texts)) < len(texts):
            found.append(("pairs", _("Two pairs begin with the same words.")))
        if len(matches | set(extras)) < 2:
            found.append(("pairs", _("All pairs have the same match and there is nothing else to choose.")))
        if matches & set(extras) or len(set(extras)) < len(extras):
            found.append(("extras", _("An extra reads like a match or like another extra.")))
        return found

    def write(self, body: Body) -> dict[str, Any]:
        """Without what says nothing."""
        pairs = [{n: v for n, v in one.items() if n != "feedback" or v} for one in body["pairs"]]
        return {"pairs": pairs} | ({"extras": list(body["extras"])} if body["extras"] else {})

    def scored_by(self, body: Body) -> Any:
        """The pairs, which of them share a match, and the extras."""
        first: dict[str, str] = {}
        pairs = sorted((str(one["id"]), first.setdefault(_fold(one["match"]), str(one["id"]))) for one in body["pairs"])
        return [[list(pair) for pair in pairs], sorted(str(one["id"]) for one in body.get("extras") or ())]

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """Rows with the id of their right choice; choices, each once, in an order that says nothing."""
        assert isinstance(row, MatchingQuestion)
        choices: dict[str, dict[str, Any]] = {}
        rows = []
        for pair in row.pairs:
            choice = {"id": option_id(name, pair["match"]), "source": pair["id"], "text": pair["match"]}
            choices.setdefault(choice["id"], choice)
            rows.append(
                {
                    "id": option_id(name, pair["text"]), "source": pair["id"], "text": pair["text"], "right": choice["id"],
                    "feedback": pair.get("feedback") or {},
                }
            )  # fmt: skip
        for extra in row.extras:
            choice = {"id": option_id(name, extra["text"]), "source": extra["id"], "text": extra["text"]}
            choices.setdefault(choice["id"], choice)
        return {"rows": rows, "choices": sorted(choices.values(), key=lambda one: str(one["id"]))}

    def key_version(self, slot: Slot) -> str:
        """Which choice is right for which row, among which."""
        return digest([sorted([one["id"], one["right"]] for one in slot["rows"]), sorted(c["id"] for c in slot["choices"])])

    def shuffled(self, slot: Slot, shuffler: random.Random, *, asked: bool) -> dict[str, Any]:
        """Choices always; rows when asked."""
        choices = shuffle(slot["choices"], shuffler)
        return {"choices": choices, "rows": shuffle(slot["rows"], shuffler) if asked else list(slot["rows"])}

    def view(self, slot: Slot, raw: Raw) -> dict[str, Any]:
        """Rows, each with the choices."""
        parts = parts_of(raw)
        return {
            "rows": [
                {
                    "id": one["id"],
                    "text": one["text"],
                    "choices": [
                        {"id": c["id"], "text": c["text"], "chosen": parts.get(one["id"]) == c["id"]} for c in slot["choices"]
                    ],
                }
                for one in slot["rows"]
            ]
        }

    def read_response(self, slot: Slot, raw: Raw, *, country: str) -> Reading:
        """{"rows": {row id: choice id}} of the rows that were answered."""
        rows = {one["id"] for one in slot["rows"]}
        choices = {one["id"] for one in slot["choices"]}
        given = {row: choice for row, choice in parts_of(raw).items() if choice != ""}
        if any(row not in rows or choice not in choices for row, choice in given.items()):
            raise AnswerNotUnderstood(why=_("This option is not on your sheet. Reload the page and choose again."))
        return Reading({"rows": dict(sorted(given.items()))} if given else {})

    def raw_of(self, response: Response) -> dict[str, Any]:
        """A choice a row."""
        return {"parts": dict(response.get("rows") or {})}

    def score(self, slot: Slot, response: Response) -> Decimal | None:
        """Right pairs ÷ pairs."""
        given = response.get("rows") or {}
        return six(Decimal(sum(given.get(one["id"]) == one["right"] for one in slot["rows"])) / len(slot["rows"]))

    def chosen(self, slot: Slot, response: Response) -> list[str]:
        """«row=choice» by the author's letters: a choice is called after the first pair, or the extra, that it is of."""
        rows = {one["id"]: str(one["source"]) for one in slot["rows"]}
        choices = {one["id"]: str(one["source"]) for one in slot["choices"]}
        return sorted(f"{rows[row]}={choices[choice]}" for row, choice in (response.get("rows") or {}).items())

    def guess_score(self, slot: Slot) -> Decimal | None:
        """One choice in all, for each row."""
        return six(Decimal(1) / len(slot["choices"]))

    def right_words(self, slot: Slot, *, language: str, country: str) -> list[str]:
        """«a → b», a line a pair."""
        words = {one["id"]: in_language(one["text"], language) for one in slot["choices"]}
        return [f"{in_language(one['text'], language)} → {words[one['right']]}" for one in slot["rows"]]

    def shown(self, slot: Slot, response: Response, *, country: str) -> dict[str, Any]:
        """Every row with what was chosen, what is right and its feedback."""
        given = response.get("rows") or {}
        texts = {one["id"]: one["text"] for one in slot["choices"]}
        return {
            "parts": [
                {
                    "text": one["text"],
                    "given": texts.get(given.get(one["id"]), {}),
                    "right": given.get(one["id"]) == one["right"],
                    "answer": texts[one["right"]],
                    "feedback": one["feedback"],
                }
                for one in slot["rows"]
            ]
        }


def _fold(words: dict[str, str]) -> str:
    return "\n".join(f"{lang}:{text.casefold()}" for lang, text in sorted(words.items()))
