"""A number, with or without a unit.

Accepted answers are looked through in the order they stand in; the first that takes the number gives the fraction (Moodle's
`qtype_numerical` does the same). One takes a number x when |x − value| ≤ the larger of `tolerance` (absolute, in the
question's unit) and `relative` × |value|. A unit written after the number counts: `factor` says how many of the question's
unit one of it is, exactly, as a whole number, a decimal or a fraction ("12", "0.5", "1/30").
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.models import NumericQuestion, Question
from assessments.numbers import NumberRefused, echo_number, read_number
from assessments.question_kinds.base import NOTHING, Plain, as_number, as_text, six
from assessments.question_kinds.protocol import Body, Raw, Reading, Response, Slot
from lms.kernel.canonical import digest
from lms.kernel.textfiles import Lined
from lms.kernel.words import in_language

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker

_HUGE: Final = 1e15
_ANSWER: Final = ("value", "tolerance", "relative", "fraction", "feedback")


class Numeric(Plain):
    """A number as people of a country write it."""

    name = "numeric"
    raw: Literal["chosen", "text", "parts"] = "text"
    widget = "lms/assessments/questions/_text.html"
    result = "lms/assessments/questions/_written_result.html"
    fields: tuple[str, ...] = ("value", "tolerance", "answers", "otherwise", "unit", "units")
    entry_fields: tuple[str, ...] = ("value", "tolerance", "relative", "answers", "otherwise", "unit", "units")
    model: type[Question] = NumericQuestion

    def label(self) -> str:
        """«Número»."""
        return _("Number")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """`value` and `tolerance`, or `answers`; `unit`, `units`."""
        return read_number_entry(checker, entry)

    def tidy(self, body: Body) -> dict[str, Any]:
        """One plain answer in short form."""
        return tidy_number(body)

    def check(self, body: Body) -> list[tuple[str, str]]:
        """One accepted answer earns everything; factors can be read."""
        return check_number(body)

    def write(self, body: Body) -> dict[str, Any]:
        """Numbers as numbers."""
        return write_number(body)

    def scored_by(self, body: Body) -> Any:
        """Values, tolerances, fractions, factors."""
        return number_scored(body)

    def columns(self, body: Body) -> dict[str, Any]:
        """The short form keeps its own two columns."""
        short = "value" in body
        return {
            "value": Decimal(body["value"]) if short else None,
            "tolerance": Decimal(body["tolerance"]) if short else 0,
            "unit": body["unit"],
            "answers": list(body.get("answers") or ()),
            "otherwise": dict(body.get("otherwise") or {}),
            "units": list(body.get("units") or ()),
        }

    def body_of(self, row: Question) -> dict[str, Any]:
        """`columns` backwards."""
        assert isinstance(row, NumericQuestion)
        short = {} if row.value is None else {"value": as_text(row.value), "tolerance": as_text(row.tolerance)}
        return tidy_number({**short, "answers": row.answers, "otherwise": row.otherwise, "unit": row.unit, "units": row.units})

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """The same names as the body's."""
        return self.body_of(row)

    def key_version(self, slot: Slot) -> str:
        """Values, tolerances, fractions and factors; an old short form keeps its old digest."""
        return number_key(slot)

    def view(self, slot: Slot, raw: Raw) -> dict[str, Any]:
        """The unit, and which other units may be written."""
        unit = slot.get("unit") or {}
        return {"text": str(raw.get("text") or ""), "numeric": True, "unit": unit, "units": unit_names(slot)}

    def read_response(self, slot: Slot, raw: Raw, *, country: str) -> Reading:
        """{"text", "number", "factor" when another unit was written}."""
        return read_number_answer(slot, raw.get("text", ""), country=country)

    def raw_of(self, response: Response) -> dict[str, Any]:
        """As it was typed."""
        return {"text": response.get("text", "")}

    def score(self, slot: Slot, response: Response) -> Decimal | None:
        """See above."""
        return score_number(slot, response)

    def chosen(self, slot: Slot, response: Response) -> list[str]:
        """The number in the question's unit."""
        return [number_in_unit(response)] if "number" in response else []

    def right_words(self, slot: Slot, *, language: str, country: str) -> list[str]:
        """The first answer that earns everything, with its unit."""
        return number_words(slot, language=language, country=country)

    def shown(self, slot: Slot, response: Response, *, country: str) -> dict[str, Any]:
        """What was written, what is right, and the feedback of the answer that was met."""
        met = answer_met(slot, response)
        said = slot.get("otherwise") if met is None and response else (met or {}).get("feedback")
        return {
            "text": response.get("text", ""),
            "values": number_words(slot, language="", country=country, bare=True),
            "unit": slot.get("unit") or {},
            "said": said or {},
        }


def read_number_entry(checker: "Checker", entry: Lined) -> dict[str, Any]:
    """The own part of a number's body from an entry: of a question or of a gap."""
    body: dict[str, Any] = {
        "unit": checker.words(entry, "unit", needed=False),
        "otherwise": checker.words(entry, "otherwise", needed=False),
        "units": [_read_unit(checker, one) for one in checker.entries(entry, "units")],
    }
    if "answers" in entry:
        body["answers"] = [_read_answer(checker, one) for one in checker.entries(entry, "answers", least=1)]
        for name in ("value", "tolerance", "relative"):
            if name in entry:
                checker.say(entry.line_of(name), _("Write '{key}' inside 'answers', or no 'answers'.").format(key=name))
    else:
        body |= {n: v for n, v in _read_answer(checker, entry).items() if n in {"value", "tolerance", "relative"}}
    return tidy_number(body)


def _read_answer(checker: "Checker", entry: Lined) -> dict[str, Any]:
    inside = set(_ANSWER)
    if not {"key", "kind", "id"} & set(entry):
        checker.unknown(entry, inside)
    return {
        "value": as_text(checker.number(entry, "value", low=-_HUGE, high=_HUGE)),
        "tolerance": as_text(checker.number(entry, "tolerance", low=0, high=_HUGE, default=0)),
        "relative": as_text(checker.number(entry, "relative", low=0, high=1, default=0)),
        "fraction": float(checker.number(entry, "fraction", low=-1, high=1, default=1)),
        "feedback": checker.words(entry, "feedback", needed=False) if "kind" not in entry else {},
    }


def _read_unit(checker: "Checker", entry: Lined) -> dict[str, Any]:
    checker.unknown(entry, {"names", "factor"})
    factor = entry.get("factor")
    text = str(factor) if isinstance(factor, int | float | str) and not isinstance(factor, bool) else ""
    if factor_of(text) is None:
        sentence = _("'factor' must be a number above 0, or a fraction in quotes such as \"1/30\".")
        checker.say(entry.line_of("factor"), sentence)
    return {"names": checker.words(entry, "names"), "factor": text}


def factor_of(text: str) -> Fraction | None:
    """A unit's factor; None when it can't be read or is not above 0."""
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return found if found > 0 else None


def tidy_number(body: Body) -> dict[str, Any]:
    """One canonical form: a single answer that earns everything and says nothing stands in `value` and `tolerance`."""
    answers = [_tidy_answer(one) for one in body.get("answers") or ()]
    if not answers and "value" in body:
        answers = [_tidy_answer({**body, "fraction": 1, "feedback": {}})]
    found: dict[str, Any] = {}
    only = answers[0] if len(answers) == 1 else None
    if only and only["fraction"] == 1 and not only["feedback"] and only["relative"] == "0" and _fits(only):
        found |= {"value": only["value"], "tolerance": only["tolerance"]}
    else:
        found["answers"] = answers
    found["unit"] = dict(body.get("unit") or {})
    if body.get("otherwise"):
        found["otherwise"] = dict(body["otherwise"])
    if body.get("units"):
        found["units"] = [{"names": dict(one["names"]), "factor": str(one["factor"])} for one in body["units"]]
    return found


def _tidy_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "value": as_text(answer["value"]),
        "tolerance": as_text(answer.get("tolerance") or 0),
        "relative": as_text(answer.get("relative") or 0),
        "fraction": float(answer.get("fraction", 1)),
        "feedback": dict(answer.get("feedback") or {}),
    }


def _fits(answer: Mapping[str, Any]) -> bool:
    """Whether value and tolerance fit the two columns of the short form."""
    return all(
        abs(Decimal(answer[name])) < 10**11 and Decimal(answer[name]) == round(Decimal(answer[name]), 6)
        for name in ("value", "tolerance")
    )


def answers_of(slot: Slot) -> Sequence[Mapping[str, Any]]:
    """The accepted answers of a body or a slot, in order, whatever form it has."""
    if slot.get("answers"):
        return list(slot["answers"])
    return [{"value": slot["value"], "tolerance": slot["tolerance"], "relative": "0", "fraction": 1.0, "feedback": {}}]


def check_number(body: Body) -> list[tuple[str, str]]:
    """The rules that any body of a number keeps."""
    found: list[tuple[str, str]] = []
    field = "answers" if "answers" in body else "value"
    try:
        fractions = [float(one["fraction"]) for one in answers_of(body)]
    except (InvalidOperation, KeyError, ValueError):
        return [(field, _("An accepted number is missing or can't be read."))]
    if 1 not in fractions:
        found.append((field, _("At least one accepted answer must earn everything (fraction: 1).")))
    if any(factor_of(one["factor"]) is None for one in body.get("units") or ()):
        found.append(("units", _("'factor' must be a number above 0, or a fraction in quotes such as \"1/30\".")))
    if body.get("units") and not body.get("unit"):
        found.append(("units", _("Other units need the question's own 'unit'.")))
    return found


def write_number(body: Body) -> dict[str, Any]:
    """A number's own part as a file says it."""
    found: dict[str, Any] = {}
    if "value" in body:
        found["value"] = as_number(body["value"])
        if Decimal(body["tolerance"]):
            found["tolerance"] = as_number(body["tolerance"])
    elif len(body["answers"]) == 1 and body["answers"][0]["fraction"] == 1 and not body["answers"][0]["feedback"]:
        found |= _write_answer(body["answers"][0])
    else:
        found["answers"] = [_write_answer(one) for one in body["answers"]]
    for name in ("otherwise", "unit"):
        if body.get(name):
            found[name] = body[name]
    if body.get("units"):
        found["units"] = [
            {"names": one["names"], "factor": one["factor"] if "/" in one["factor"] else as_number(one["factor"])}
            for one in body["units"]
        ]
    return found


def _write_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"value": as_number(answer["value"])}
    for name in ("tolerance", "relative"):
        if Decimal(answer[name]):
            entry[name] = as_number(answer[name])
    if answer["fraction"] != 1:
        entry["fraction"] = as_number(answer["fraction"])
    if answer["feedback"]:
        entry["feedback"] = answer["feedback"]
    return entry


def number_key(slot: Slot) -> str:
    """Digest of what a number is scored against."""
    if not slot.get("answers") and not slot.get("units"):
        return digest([str(slot["value"]), str(slot["tolerance"])])
    return digest(number_scored(slot))


def number_scored(body: Body) -> list[Any]:
    """What decides the score of a number, in a body or a slot, whatever form it has."""
    answers = [[str(one[name]) for name in _ANSWER[:4]] for one in answers_of(body)]
    return [answers, sorted(str(one["factor"]) for one in body.get("units") or ())]


def unit_names(slot: Slot) -> list[dict[str, str]]:
    """The names of the units that may be written, the question's own first; [] when there is one only."""
    others = [one["names"] for one in slot.get("units") or ()]
    return [slot["unit"], *others] if others else []


def read_number_answer(slot: Slot, text: Any, *, country: str) -> Reading:
    """A typed number, in the question's unit or another it knows. Raises AnswerNotUnderstood."""
    if not isinstance(text, str):
        raise AnswerNotUnderstood(why=_("Write only a number, with digits: for example 6."))
    if not text.strip():
        return Reading({})
    own = tuple((slot.get("unit") or {}).values())
    other = _unit_written(slot, text, own)
    try:
        number = read_number(text, country=country, units=tuple(other["names"].values()) if other else own)
    except NumberRefused as refused:
        raise AnswerNotUnderstood(why=str(refused)) from None
    response = {"text": text.strip(), "number": format(number.value, "f")}
    if other:
        response["factor"] = other["factor"]
        name = in_language(other["names"])
        return Reading(response, _("We read: {number}").format(number=f"{number.echo} {name}"))
    return Reading(response, _("We read: {number}").format(number=number.echo) if number.separated else "")


def _unit_written(slot: Slot, text: str, own: Sequence[str]) -> Mapping[str, Any] | None:
    """The other unit at the end of a text: the longest name that fits, unless the question's own is longer."""
    typed = text.strip().casefold()
    best, length = None, max((len(name) for name in own if name and typed.endswith(name.casefold())), default=0)
    for one in slot.get("units") or ():
        for name in one["names"].values():
            if name and typed.endswith(name.casefold()) and len(name) > length:
                best, length = one, len(name)
    return best


def _exact(response: Response) -> Fraction:
    return Fraction(str(response["number"])) * Fraction(response.get("factor", "1"))


def number_in_unit(response: Response) -> str:
    """The number of a response in the question's unit; as it was typed when that is the unit."""
    if "factor" not in response:
        return str(response["number"])
    exact = _exact(response)
    return as_text(round(Decimal(exact.numerator) / Decimal(exact.denominator), 9))


def answer_met(slot: Slot, response: Response) -> Mapping[str, Any] | None:
    """The first accepted answer that takes the number."""
    if "number" not in response:
        return None
    number = _exact(response)
    for one in answers_of(slot):
        value = Fraction(str(one["value"]))
        if abs(number - value) <= max(Fraction(str(one["tolerance"])), Fraction(str(one["relative"])) * abs(value)):
            return one
    return None


def score_number(slot: Slot, response: Response) -> Decimal:
    """The fraction of the answer that was met; 0 for none."""
    met = answer_met(slot, response)
    return NOTHING if met is None else six(Decimal(str(met["fraction"])))


def number_words(slot: Slot, *, language: str, country: str, bare: bool = False) -> list[str]:
    """The value that earns everything, as the country writes it; with its unit unless `bare`."""
    value = next((one["value"] for one in answers_of(slot) if float(one["fraction"]) == 1), None)
    if value is None:
        return []
    said = echo_number(Decimal(str(value)), country=country)
    unit = "" if bare else in_language(slot.get("unit") or {}, language or None)
    return [f"{said}\u00a0{unit}" if unit else said]
