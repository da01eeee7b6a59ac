"""A word or two, compared with accepted forms.

Answers are looked through in the order they stand in; the first that fits gives the fraction (as Moodle's `qtype_shortanswer`).
Forms of every language count, whatever language the page is read in: who reads in Spanish may know the English word. `*` stands
for any letters, `\\*` for a star. Blanks at the ends don't count and several count as one. Unless asked, neither capitals nor
accents matter; ñ is a letter of its own and is never an n.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.models import Question, ShortTextQuestion
from assessments.question_kinds.base import NOTHING, Plain, as_number, six
from assessments.question_kinds.protocol import Body, Raw, Reading, Response, Slot
from lms.kernel.canonical import digest
from lms.kernel.textfiles import Lined
from lms.kernel.words import in_language

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker

LONGEST: Final = 200
_LANGUAGES: Final = ("es", "en")


class ShortText(Plain):
    """A word or two."""

    name = "short_text"
    raw: Literal["chosen", "text", "parts"] = "text"
    widget = "lms/assessments/questions/_text.html"
    result = "lms/assessments/questions/_written_result.html"
    fields: tuple[str, ...] = ("answers", "case", "accents", "otherwise")
    entry_fields: tuple[str, ...] = ("answers", "case", "accents", "otherwise")
    model: type[Question] = ShortTextQuestion

    def label(self) -> str:
        """«Respuesta corta»."""
        return _("Short answer")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """`answers`, each with its forms."""
        return read_text_entry(checker, entry)

    def tidy(self, body: Body) -> dict[str, Any]:
        """Every optional name filled in."""
        return tidy_text(body)

    def check(self, body: Body) -> list[tuple[str, str]]:
        """One answer earns everything and each has forms."""
        return check_text(body)

    def write(self, body: Body) -> dict[str, Any]:
        """Without what says nothing."""
        return write_text(body)

    def scored_by(self, body: Body) -> Any:
        """Forms and fractions, and what counts of letters."""
        return text_key(body)

    def columns(self, body: Body) -> dict[str, Any]:
        """A column a field."""
        return {"otherwise": {}, **self.tidy(body)}

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """The same names as the body's."""
        return self.body_of(row)

    def key_version(self, slot: Slot) -> str:
        """Forms and fractions, and what counts of letters."""
        return digest(text_key(slot))

    def view(self, slot: Slot, raw: Raw) -> dict[str, Any]:
        """Only what was typed."""
        return {"text": str(raw.get("text") or "")}

    def read_response(self, slot: Slot, raw: Raw, *, country: str) -> Reading:
        """{"text"}."""
        return read_text_answer(raw.get("text", ""))

    def raw_of(self, response: Response) -> dict[str, Any]:
        """As it was typed."""
        return {"text": response.get("text", "")}

    def score(self, slot: Slot, response: Response) -> Decimal | None:
        """See above."""
        return score_text(slot, response)

    def chosen(self, slot: Slot, response: Response) -> list[str]:
        """The text as it was compared."""
        return [normal(response["text"], slot)] if response.get("text") else []

    def right_words(self, slot: Slot, *, language: str, country: str) -> list[str]:
        """The first form in the language of the answer that earns everything."""
        return [one for one in [text_words(slot).get(language)] if one]

    def shown(self, slot: Slot, response: Response, *, country: str) -> dict[str, Any]:
        """What was written, one right form, and the feedback of the answer that was met."""
        met = text_met(slot, response)
        said = slot.get("otherwise") if met is None and response else (met or {}).get("feedback")
        right = in_language(text_words(slot))
        return {"text": response.get("text", ""), "values": [right] if right else [], "said": said or {}}


def read_text_entry(checker: "Checker", entry: Lined) -> dict[str, Any]:
    """The own part of a text's body from an entry: of a question or of a gap."""
    body: dict[str, Any] = {"otherwise": checker.words(entry, "otherwise", needed=False)}
    for name in ("case", "accents"):
        body[name] = entry.get(name, False)
        if not isinstance(body[name], bool):
            checker.say(entry.line_of(name), _("'{key}' must be true or false.").format(key=name))
    body["answers"] = []
    for one in checker.entries(entry, "answers", least=1):
        checker.unknown(one, {"forms", "fraction", "feedback"})
        body["answers"].append(
            {
                "forms": _read_forms(checker, one),
                "fraction": checker.number(one, "fraction", low=-1, high=1, default=1),
                "feedback": checker.words(one, "feedback", needed=False),
            }
        )
    return tidy_text(body)


def _read_forms(checker: "Checker", entry: Lined) -> dict[str, list[str]]:
    forms = entry.get("forms")
    found: dict[str, list[str]] = {}
    if isinstance(forms, Mapping) and set(forms) <= set(_LANGUAGES):
        for language, ones in forms.items():
            if isinstance(ones, list) and ones and all(isinstance(one, str) and one.strip() for one in ones):
                found[language] = [one.strip() for one in ones]
    if not found or not isinstance(forms, Mapping) or len(found) < len(forms):
        checker.say(entry.line_of("forms"), _("'forms' needs lists of texts by language: {es: […], en: […]}."))
    return found


def tidy_text(body: Body) -> dict[str, Any]:
    """The canonical form of a text's own part."""
    found: dict[str, Any] = {
        "answers": [
            {
                "forms": {lang: list(one["forms"][lang]) for lang in _LANGUAGES if one["forms"].get(lang)},
                "fraction": float(one.get("fraction", 1)),
                "feedback": dict(one.get("feedback") or {}),
            }
            for one in body["answers"]
        ],
        "case": bool(body.get("case")),
        "accents": bool(body.get("accents")),
    }
    return found | ({"otherwise": dict(body["otherwise"])} if body.get("otherwise") else {})


def check_text(body: Body) -> list[tuple[str, str]]:
    """The rules that any body of a text keeps."""
    found = []
    if not any(one["fraction"] == 1 for one in body["answers"]):
        found.append(("answers", _("At least one accepted answer must earn everything (fraction: 1).")))
    if any(not any(one["forms"].values()) for one in body["answers"]):
        found.append(("answers", _("Each accepted answer needs a form in some language.")))
    return found


def write_text(body: Body) -> dict[str, Any]:
    """A text's own part as a file says it."""
    answers = []
    for one in body["answers"]:
        entry: dict[str, Any] = {"forms": one["forms"]}
        if one["fraction"] != 1:
            entry["fraction"] = as_number(one["fraction"])
        if one["feedback"]:
            entry["feedback"] = one["feedback"]
        answers.append(entry)
    extra = {name: body[name] for name in ("case", "accents", "otherwise") if body.get(name)}
    return {"answers": answers, **extra}


def text_key(slot: Slot) -> list[Any]:
    """What a text is scored against."""
    answers = [[one["forms"], str(one["fraction"])] for one in slot["answers"]]
    return [answers, bool(slot.get("case")), bool(slot.get("accents"))]


def read_text_answer(text: Any) -> Reading:
    """A typed text. Raises AnswerNotUnderstood when it is none, or too long."""
    if not isinstance(text, str):
        raise AnswerNotUnderstood(why=_("Write a word or two."))
    if len(text) > LONGEST:
        raise AnswerNotUnderstood(why=_("Write at most {n} letters.").format(n=LONGEST))
    return Reading({"text": " ".join(text.split())} if text.strip() else {})


def text_met(slot: Slot, response: Response) -> Mapping[str, Any] | None:
    """The first accepted answer that the text fits."""
    if not response.get("text"):
        return None
    text = normal(response["text"], slot)
    for one in slot["answers"]:
        if any(_fits(form, text, slot) for forms in one["forms"].values() for form in forms):
            found: Mapping[str, Any] = one
            return found
    return None


def score_text(slot: Slot, response: Response) -> Decimal:
    """The fraction of the answer that was met; 0 for none."""
    met = text_met(slot, response)
    return NOTHING if met is None else six(Decimal(str(met["fraction"])))


def text_words(slot: Slot) -> dict[str, str]:
    """The first form, by language, of the first answer that earns everything; without its stars."""
    right: Mapping[str, Any] = next((one for one in slot["answers"] if float(one["fraction"]) == 1), {"forms": {}})
    return {lang: re.sub(r"(?<!\\)\*", "…", forms[0]).replace(r"\*", "*") for lang, forms in right["forms"].items() if forms}


def normal(text: str, slot: Slot) -> str:
    """A text as it is compared: blanks, and unless they matter capitals and accents, evened out."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if not slot.get("case"):
        text = unicodedata.normalize("NFC", text.casefold())
    if slot.get("accents"):
        return text
    return "".join(letter if letter in "ñÑ" else _bare(letter) for letter in text)


def _bare(letter: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", letter) if not unicodedata.combining(one))


def _fits(form: str, text: str, slot: Slot) -> bool:
    """Whether a text fits a form with stars: piece after piece, each as early as it can stand, so never slow."""
    first, *rest = (_piece(piece.replace(r"\*", "*"), slot) for piece in re.split(r"(?<!\\)\*+", form.strip()))
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first):
        return False
    at = len(first)
    for piece in middle:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(text) - len(last) >= at and text.endswith(last)


def _piece(text: str, slot: Slot) -> str:
    """One piece between stars: a blank at its edge counts, unlike at the ends of an answer."""
    inner = normal(text, slot)
    if not inner:
        return " " if text else ""
    return (" " if text[:1].isspace() else "") + inner + (" " if text[-1:].isspace() else "")
