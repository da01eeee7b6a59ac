"""True or false: 1 for the right one, 0 for the other. Its slot is one of a single choice with two options in a fixed order."""

import random
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.models import Question, TrueFalseQuestion
from assessments.question_kinds.choice import Choice
from assessments.question_kinds.protocol import Body, Slot
from lms.kernel.textfiles import Lined

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker


class TrueFalse(Choice):
    """A statement."""

    name = "true_false"
    fields: tuple[str, ...] = ("answer", "said")
    entry_fields: tuple[str, ...] = ("answer", "said")
    model: type[Question] = TrueFalseQuestion

    def label(self) -> str:
        """«Verdadero o falso»."""
        return _("True or false")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """`answer`, and what is said to who chose either."""
        answer = entry.get("answer")
        if not isinstance(answer, bool):
            checker.say(entry.line_of("answer"), _("'answer' must be true or false."))
        said: dict[str, Any] = {}
        held = entry.get("said", {})
        if not isinstance(held, Lined) and held != {}:
            checker.say(entry.line_of("said"), _("'said' must be a mapping of true and false."))
        elif held:
            # An unquoted true is a truth value to YAML; both spellings are meant.
            for name in held:
                if (meant := str(name).lower()) in {"true", "false"}:
                    said[meant] = checker.words(held, name)
                else:
                    checker.say(held.line_of(name), _("'said' must be a mapping of true and false."))
        return self.tidy({"answer": answer is True, "said": said})

    def tidy(self, body: Body) -> dict[str, Any]:
        """Only what says something."""
        said = body.get("said") or {}
        return {"answer": bool(body["answer"]), "said": {name: said[name] for name in ("true", "false") if said.get(name)}}

    def check(self, body: Body) -> list[tuple[str, str]]:
        """Nothing more to break."""
        return []

    def write(self, body: Body) -> dict[str, Any]:
        """As it is kept."""
        return {"answer": body["answer"]} | ({"said": dict(body["said"])} if body["said"] else {})

    def scored_by(self, body: Body) -> Any:
        """Which of the two is right."""
        return body["answer"]

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """Two options under ids that say nothing but the word itself."""
        assert isinstance(row, TrueFalseQuestion)
        options = []
        for value in (True, False):
            source = "true" if value else "false"
            options.append(
                {
                    "id": source, "source": source, "text": _word(value), "fraction": 1.0 if value == row.answer else 0.0,
                    "feedback": row.said.get(source) or {}, "country": "",
                }
            )  # fmt: skip
        return {"options": options}

    def shuffled(self, slot: Slot, shuffler: random.Random, *, asked: bool) -> dict[str, Any]:
        """True first, always."""
        return {}


def _word(value: bool) -> dict[str, str]:
    found = {}
    for language in ("es", "en"):
        with override(language):
            found[language] = _("True") if value else _("False")
    return found
