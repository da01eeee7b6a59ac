"""A text that a person scores. Until then its attempt waits, and is not final."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.errors import AnswerNotUnderstood
from assessments.models import EssayQuestion, Question
from assessments.question_kinds.base import NOTHING, Plain, drop_empty
from assessments.question_kinds.protocol import Body, Raw, Reading, Response, Slot
from lms.kernel.canonical import digest
from lms.kernel.textfiles import Lined

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker

LONGEST: Final = 20_000
_MOST_WORDS: Final = 2000


class Essay(Plain):
    """Some sentences of one's own."""

    name = "essay"
    raw: Literal["chosen", "text", "parts"] = "text"
    widget = "lms/assessments/questions/_essay.html"
    result = "lms/assessments/questions/_essay_result.html"
    fields: tuple[str, ...] = ("min_words", "max_words", "guide")
    entry_fields: tuple[str, ...] = ("min_words", "max_words", "guide")
    model: type[Question] = EssayQuestion
    by_hand = True

    def label(self) -> str:
        """«Respuesta escrita»."""
        return _("Written answer")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """`min_words`, `max_words`, `guide`."""
        limits = {n: int(checker.number(entry, n, low=0, high=_MOST_WORDS, default=0)) for n in ("min_words", "max_words")}
        return limits | {"guide": checker.words(entry, "guide", needed=False)}

    def tidy(self, body: Body) -> dict[str, Any]:
        """Every optional name filled in."""
        limits = {name: int(body.get(name) or 0) for name in ("min_words", "max_words")}
        return limits | {"guide": dict(body.get("guide") or {})}

    def check(self, body: Body) -> list[tuple[str, str]]:
        """The least is not above the most."""
        if body["max_words"] and body["min_words"] > body["max_words"]:
            return [("min_words", _("'min_words' is above 'max_words'."))]
        return []

    def write(self, body: Body) -> dict[str, Any]:
        """Without what says nothing, in the order of `fields`, whatever order a database keeps."""
        kept = drop_empty(body, self.fields)
        return {name: kept[name] for name in self.fields if kept.get(name)}

    def scored_by(self, body: Body) -> Any:
        """A person: no edit changes that."""
        return []

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """The same names as the body's."""
        return self.body_of(row)

    def key_version(self, slot: Slot) -> str:
        """There is no key: what it is scored by is its guide."""
        return digest(["essay", slot.get("guide") or {}])

    def view(self, slot: Slot, raw: Raw) -> dict[str, Any]:
        """What was typed, and the limits."""
        limits = {name: slot.get(name) or 0 for name in ("min_words", "max_words")}
        return {"text": str(raw.get("text") or ""), "said_limits": limits_in_words(**limits), **limits}

    def read_response(self, slot: Slot, raw: Raw, *, country: str) -> Reading:
        """{"text"}; the number of words is echoed when it is outside the limits."""
        text = raw.get("text", "")
        if not isinstance(text, str) or len(text) > LONGEST:
            raise AnswerNotUnderstood(why=_("Write at most {n} letters.").format(n=LONGEST))
        text = text.replace("\r\n", "\n").strip()
        if not text:
            return Reading({})
        words = len(text.split())
        least, most = slot.get("min_words") or 0, slot.get("max_words") or 0
        outside = words < least or (most and words > most)
        echo = ngettext("{n} word so far.", "{n} words so far.", words).format(n=words) if outside else ""
        return Reading({"text": text}, f"{echo} {limits_in_words(least, most)}".strip() if echo else "")

    def raw_of(self, response: Response) -> dict[str, Any]:
        """As it was typed."""
        return {"text": response.get("text", "")}

    def score(self, slot: Slot, response: Response) -> Decimal | None:
        """None: by hand. An empty answer needs nobody to score it."""
        return None if response.get("text") else NOTHING

    def chosen(self, slot: Slot, response: Response) -> list[str]:
        """Nothing to count."""
        return []

    def right_words(self, slot: Slot, *, language: str, country: str) -> list[str]:
        """None is the right one."""
        return []

    def shown(self, slot: Slot, response: Response, *, country: str) -> dict[str, Any]:
        """The text."""
        return {"text": response.get("text", ""), "word_count": len(response.get("text", "").split())}


def limits_in_words(min_words: int, max_words: int) -> str:
    """«Entre 80 y 200 palabras»; '' without limits."""
    if min_words and max_words:
        return _("Between {least} and {most} words.").format(least=min_words, most=max_words)
    if max_words:
        return _("At most {n} words.").format(n=max_words)
    return _("At least {n} words.").format(n=min_words) if min_words else ""
