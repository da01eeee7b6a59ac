"""A running text with gaps: the mean of its gaps' fractions, weighed. Each gap is a choice, a text or a number, and is read and
scored as the question of that kind would be.
"""

import random
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.models import GapFillQuestion, Question
from assessments.question_kinds import numeric, options, short_text
from assessments.question_kinds.base import NOTHING, Plain, as_number, as_text, parts_of, picked, six
from assessments.question_kinds.protocol import Body, Raw, Reading, Response, Slot
from assessments.sheets import option_id
from lms.kernel.canonical import digest
from lms.kernel.textfiles import Lined
from lms.kernel.words import in_language

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker

GAP_KINDS: Final = ("choice", "text", "number")
MARK: Final = re.compile(r"\[\[([a-z][a-z0-9]{0,15})\]\]")
_OWN: Final = {
    "choice": {"options"},
    "text": {"answers", "case", "accents", "otherwise"},
    "number": {"value", "tolerance", "relative", "answers", "otherwise", "unit", "units"},
}


class GapFill(Plain):
    """Words to fill in."""

    name = "gap_fill"
    raw: Literal["chosen", "text", "parts"] = "parts"
    widget = "lms/assessments/questions/_gaps.html"
    result = "lms/assessments/questions/_gaps_result.html"
    fields: tuple[str, ...] = ("text", "gaps")
    entry_fields: tuple[str, ...] = ("text", "gaps")
    model: type[Question] = GapFillQuestion

    def label(self) -> str:
        """«Completar»."""
        return _("Fill in the gaps")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """`text` with its marks, and a gap for each."""
        gaps = [self._read_gap(checker, one) for one in checker.entries(entry, "gaps", least=1)]
        checker.ids(entry, "gaps", gaps)
        return {"text": checker.words(entry, "text"), "gaps": gaps}

    def _read_gap(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        kind = checker.one_of(entry, "kind", GAP_KINDS) or "text"
        checker.unknown(entry, {"id", "kind", "weight"} | _OWN[kind])
        gap = {
            "id": str(entry.get("id") or ""),
            "kind": kind,
            "weight": as_text(checker.number(entry, "weight", low=0.01, high=100, default=1)),
            "_line": entry.line,
        }
        if kind == "choice":
            return gap | {"options": options.read_options(checker, entry, "options", least=2, scored="single")}
        own = numeric.read_number_entry if kind == "number" else short_text.read_text_entry
        return gap | own(checker, entry)

    def tidy(self, body: Body) -> dict[str, Any]:
        """Every gap in its canonical form."""
        return {"text": dict(body["text"]), "gaps": [_tidy_gap(one) for one in body["gaps"]]}

    def check(self, body: Body) -> list[tuple[str, str]]:
        """Every gap's mark once in every language, every mark's gap; and the rules of the gaps."""
        found = []
        ids = [one["id"] for one in body["gaps"]]
        for language, text in body["text"].items():
            marks = MARK.findall(text)
            if sorted(marks) != sorted(ids):
                sentence = _(
                    "In '{lang}' each gap's mark must stand once in 'text', as in [[g1]]; marks: {marks}; gaps: {gaps}."
                )
                said = {"lang": language, "marks": ", ".join(marks) or "–", "gaps": ", ".join(ids) or "–"}
                found.append(("text", sentence.format(**said)))
        if len(set(ids)) < len(ids):
            found.append(("gaps", _("Each entry of '{key}' needs an 'id' of its own.").format(key="gaps")))
        for gap in body["gaps"]:
            for _field, sentence in _check_gap(gap):
                found.append(("gaps", f"{gap['id']}: {sentence}"))
        return found

    def write(self, body: Body) -> dict[str, Any]:
        """Each gap as a file says it."""
        return {"text": body["text"], "gaps": [_write_gap(one) for one in body["gaps"]]}

    def scored_by(self, body: Body) -> Any:
        """Each gap's weight and key."""
        return sorted([str(g["id"]), g["kind"], str(g["weight"]), _gap_scored(g)] for g in body["gaps"])

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """The text and its gaps, options under ids of their words."""
        assert isinstance(row, GapFillQuestion)
        gaps = []
        for gap in row.gaps:
            held = dict(gap)
            if gap["kind"] == "choice":
                held["options"] = [
                    {
                        "id": option_id(f"{name}/{gap['id']}", one["text"]), "source": one["id"], "text": one["text"],
                        "fraction": one["fraction"], "feedback": one.get("feedback") or {},
                    }
                    for one in gap["options"]
                ]  # fmt: skip
            gaps.append(held)
        return {"text": row.text, "gaps": gaps}

    def key_version(self, slot: Slot) -> str:
        """The gaps' keys and weights."""
        return digest(sorted([gap["id"], gap["kind"], gap["weight"], _gap_key(gap)] for gap in slot["gaps"]))

    def shuffled(self, slot: Slot, shuffler: random.Random, *, asked: bool) -> dict[str, Any]:
        """The options of choices, when asked; the text stays."""
        gaps = [
            {**g, "options": options.shuffle(g["options"], shuffler)} if asked and "options" in g else g for g in slot["gaps"]
        ]
        return {"gaps": gaps}

    def view(self, slot: Slot, raw: Raw) -> dict[str, Any]:
        """The text in the reader's language, in pieces: words, or a gap with what was typed."""
        parts = parts_of(raw)
        shown = {}
        for number, gap in enumerate(_in_text_order(slot), start=1):
            typed = str(parts.get(gap["id"], ""))
            shown[gap["id"]] = {"id": gap["id"], "number": number, "kind": gap["kind"], "text": typed}
            if gap["kind"] == "choice":
                shown[gap["id"]]["options"] = options.options_view(gap["options"], [typed])
            elif gap["kind"] == "number":
                shown[gap["id"]]["unit"] = gap.get("unit") or {}
        return {"pieces": _pieces(slot, shown)}

    def read_response(self, slot: Slot, raw: Raw, *, country: str) -> Reading:
        """{"gaps": {gap id: the response of its kind}} of the gaps that were filled."""
        parts = parts_of(raw)
        if set(parts) - {gap["id"] for gap in slot["gaps"]}:
            raise AnswerNotUnderstood(why=_("This gap is not on your sheet. Reload the page and fill it in again."))
        given, echoes = {}, []
        for number, gap in enumerate(_in_text_order(slot), start=1):
            try:
                reading = _read_gap_answer(gap, parts.get(gap["id"], ""), country=country)
            except AnswerNotUnderstood as unread:
                said = _("Gap {n}: {why}").format(n=number, why=unread.sentence())
                raise AnswerNotUnderstood(why=said) from None
            if reading.response:
                given[gap["id"]] = reading.response
            if reading.echo:
                echoes.append(_("Gap {n}: {why}").format(n=number, why=reading.echo))
        return Reading({"gaps": given} if given else {}, " ".join(echoes))

    def raw_of(self, response: Response) -> dict[str, Any]:
        """A text or an option a gap."""
        given = response.get("gaps") or {}
        return {"parts": {gap: one["text"] if "text" in one else next(iter(picked(one)), "") for gap, one in given.items()}}

    def score(self, slot: Slot, response: Response) -> Decimal | None:
        """Σ fraction × weight ÷ Σ weight."""
        given = response.get("gaps") or {}
        weights = {gap["id"]: Decimal(gap["weight"]) for gap in slot["gaps"]}
        earned = sum((score_gap(gap, given.get(gap["id"], {})) * weights[gap["id"]] for gap in slot["gaps"]), NOTHING)
        return six(earned / sum(weights.values()))

    def chosen(self, slot: Slot, response: Response) -> list[str]:
        """«gap=what» in the order of the text."""
        given = response.get("gaps") or {}
        return [f"{gap['id']}={_gap_chosen(gap, given[gap['id']])}" for gap in _in_text_order(slot) if gap["id"] in given]

    def guess_score(self, slot: Slot) -> Decimal | None:
        """The weighed mean of what each gap's guess earns: of a choice its mean fraction, of the others nothing."""
        total, earned = NOTHING, NOTHING
        for gap in slot["gaps"]:
            weight = Decimal(gap["weight"])
            total += weight
            if gap["kind"] == "choice":
                fractions = [Decimal(str(one["fraction"])) for one in gap["options"]]
                earned += weight * sum(fractions, NOTHING) / len(fractions)
        return six(earned / total)

    def right_words(self, slot: Slot, *, language: str, country: str) -> list[str]:
        """A line a gap, in the order of the text."""
        return [_right(gap, language=language, country=country) for gap in _in_text_order(slot)]

    def shown(self, slot: Slot, response: Response, *, country: str) -> dict[str, Any]:
        """The text with the right words in it, and every gap with what was filled in and its feedback."""
        given = response.get("gaps") or {}
        parts, filled = [], {}
        for number, gap in enumerate(_in_text_order(slot), start=1):
            answer = given.get(gap["id"], {})
            fraction = score_gap(gap, answer)
            right = _right(gap, language="", country=country)
            filled[gap["id"]] = {"number": number, "right": right}
            part = {"number": number, "given": _given(gap, answer), "answer": right, "feedback": _said(gap, answer)}
            parts.append(part | {"right": fraction == 1, "partly": 0 < fraction < 1})
        return {"pieces": _pieces(slot, filled), "parts": parts}


def _tidy_gap(gap: Mapping[str, Any]) -> dict[str, Any]:
    found = {"id": gap["id"], "kind": gap["kind"], "weight": as_text(gap.get("weight") or 1)}
    if gap["kind"] == "number":
        return found | numeric.tidy_number(gap)
    if gap["kind"] == "text":
        return found | short_text.tidy_text(gap)
    held = [{"id": o["id"], "text": o["text"], "feedback": dict(o.get("feedback") or {})} for o in gap["options"]]
    return found | {"options": [{**one, "fraction": float(o["fraction"])} for one, o in zip(held, gap["options"], strict=True)]}


def _check_gap(gap: Mapping[str, Any]) -> list[tuple[str, str]]:
    if gap["kind"] == "choice":
        return options.check_options("single", gap["options"])
    return numeric.check_number(gap) if gap["kind"] == "number" else short_text.check_text(gap)


def _write_gap(gap: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": gap["id"], "kind": gap["kind"]}
    if gap["weight"] != "1":
        entry["weight"] = as_number(gap["weight"])
    if gap["kind"] == "choice":
        return entry | {"options": options.write_options("single", gap["options"])}
    return entry | (numeric.write_number(gap) if gap["kind"] == "number" else short_text.write_text(gap))


def _gap_scored(gap: Mapping[str, Any]) -> Any:
    if gap["kind"] == "choice":
        return options.options_scored(gap["options"])
    return numeric.number_scored(gap) if gap["kind"] == "number" else short_text.text_key(gap)


def _gap_key(gap: Mapping[str, Any]) -> Any:
    if gap["kind"] == "choice":
        return options.options_key(gap["options"])
    return numeric.number_key(gap) if gap["kind"] == "number" else short_text.text_key(gap)


def _read_gap_answer(gap: Mapping[str, Any], typed: Any, *, country: str) -> Reading:
    if gap["kind"] == "choice":
        return options.read_choice(gap["options"], {"chosen": typed}, one_only=True)
    if gap["kind"] == "number":
        return numeric.read_number_answer(gap, typed, country=country)
    return short_text.read_text_answer(typed)


def score_gap(gap: Mapping[str, Any], response: Response) -> Decimal:
    """The fraction that one gap earns."""
    if gap["kind"] == "choice":
        return options.score_choice(gap["options"], response, held=False)
    return numeric.score_number(gap, response) if gap["kind"] == "number" else short_text.score_text(gap, response)


def _gap_chosen(gap: Mapping[str, Any], response: Response) -> str:
    if gap["kind"] == "choice":
        return next((str(one["source"]) for one in gap["options"] if one["id"] in picked(response)), "")
    return numeric.number_in_unit(response) if gap["kind"] == "number" else short_text.normal(response["text"], gap)


def _right(gap: Mapping[str, Any], *, language: str, country: str) -> str:
    """The words that earn everything; '' is the reader's language."""
    if gap["kind"] == "choice":
        return next((in_language(o["text"], language or None) for o in gap["options"] if o["fraction"] == 1), "")
    if gap["kind"] == "number":
        return next(iter(numeric.number_words(gap, language=language, country=country, bare=True)), "")
    return in_language(short_text.text_words(gap), language or None)


def _given(gap: Mapping[str, Any], response: Response) -> str:
    if gap["kind"] != "choice":
        return str(response.get("text", ""))
    return next((in_language(one["text"]) for one in gap["options"] if one["id"] in picked(response)), "")


def _said(gap: Mapping[str, Any], response: Response) -> Mapping[str, str]:
    """The feedback of what was filled in."""
    if not response:
        return {}
    if gap["kind"] == "choice":
        return next((one["feedback"] for one in gap["options"] if one["id"] in picked(response)), {})
    met = numeric.answer_met(gap, response) if gap["kind"] == "number" else short_text.text_met(gap, response)
    found: Mapping[str, str] = (gap.get("otherwise") if met is None else met.get("feedback")) or {}
    return found


def _in_text_order(slot: Slot) -> list[Mapping[str, Any]]:
    """Gaps as the reader's text has them: what is called gap 1 is the first one read."""
    gaps = {gap["id"]: gap for gap in slot["gaps"]}
    return [gaps[mark] for mark in MARK.findall(in_language(slot["text"])) if mark in gaps]


def _pieces(slot: Slot, gaps: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reader's text: {"text"} and {"gap"} in turn."""
    pieces = MARK.split(in_language(slot["text"]))
    found: list[dict[str, Any]] = []
    for place, piece in enumerate(pieces):
        if place % 2:
            found.append({"gap": gaps[piece]} if piece in gaps else {"text": f"[[{piece}]]"})
        elif piece:
            found.append({"text": piece})
    return found
