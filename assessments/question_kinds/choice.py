"""Single and multiple choice.

* single: the fraction of the chosen option (1 for the right one; −1 … 1 when the author says so).
* multiple: the sum of the fractions of the chosen options, held within 0 … 1. In short form right options share 1 equally
  and wrong ones share −1 equally, so that choosing everything or nothing earns nothing. (The rule of Moodle's
  `qtype_multichoice_multi_question::grade_response`; on the family of such rules: Frary, R. B. (1989), "Partial-credit
  scoring methods for multiple-choice tests", Applied Measurement in Education 2(1), 79–96.)
"""

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from assessments.models import ChoiceQuestion, Question
from assessments.question_kinds import options
from assessments.question_kinds.base import Plain, picked, six
from assessments.question_kinds.protocol import Body, Raw, Reading, Response, Slot
from assessments.sheets import option_id
from lms.kernel.textfiles import Lined

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker


class Choice(Plain):
    """One of several options."""

    name = "single"
    raw: Literal["chosen", "text", "parts"] = "chosen"
    widget = "lms/assessments/questions/_choice.html"
    result = "lms/assessments/questions/_choice_result.html"
    fields: tuple[str, ...] = ("options",)
    entry_fields: tuple[str, ...] = ("options",)
    model: type[Question] = ChoiceQuestion
    one_only = True

    def label(self) -> str:
        """«Opción única»."""
        return _("Single choice")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """`options`: at least two."""
        return {"options": options.read_options(checker, entry, "options", least=2, scored=self.name)}

    def check(self, body: Body) -> list[tuple[str, str]]:
        """What fractions may be."""
        return options.check_options(self.name, body["options"])

    def write(self, body: Body) -> dict[str, Any]:
        """`right: true` where that says it all."""
        return {"options": options.write_options(self.name, body["options"])}

    def scored_by(self, body: Body) -> Any:
        """Which option earns what."""
        return options.options_scored(body["options"])

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """Options under ids of their words; `source` is the author's letter."""
        assert isinstance(row, ChoiceQuestion)
        return {
            "options": [
                {
                    "id": option_id(name, option["text"]),
                    "source": option["id"],
                    "text": option["text"],
                    "fraction": option["fraction"],
                    "feedback": option.get("feedback") or {},
                    "country": "",
                }
                for option in row.options
            ]
        }

    def key_version(self, slot: Slot) -> str:
        """Which option earns what."""
        return options.options_key(slot["options"])

    def shuffled(self, slot: Slot, shuffler: random.Random, *, asked: bool) -> dict[str, Any]:
        """Options in another order."""
        return {"options": options.shuffle(slot["options"], shuffler) if asked else list(slot["options"])}

    def view(self, slot: Slot, raw: Raw) -> dict[str, Any]:
        """The options' words."""
        return {"options": options.options_view(slot["options"], picked(raw))}

    def read_response(self, slot: Slot, raw: Raw, *, country: str) -> Reading:
        """{"chosen": [ids]}."""
        return options.read_choice(slot["options"], raw, one_only=self.one_only)

    def raw_of(self, response: Response) -> dict[str, Any]:
        """What was chosen."""
        return {"chosen": picked(response)}

    def score(self, slot: Slot, response: Response) -> Decimal | None:
        """See above."""
        return options.score_choice(slot["options"], response, held=not self.one_only)

    def chosen(self, slot: Slot, response: Response) -> list[str]:
        """Ids of options."""
        return picked(response)

    def guess_score(self, slot: Slot) -> Decimal | None:
        """The mean fraction of the options."""
        fractions = [Decimal(str(option["fraction"])) for option in slot["options"]]
        return six(sum(fractions, Decimal(0)) / len(fractions)) if fractions else None

    def right_words(self, slot: Slot, *, language: str, country: str) -> list[str]:
        """The right options."""
        return options.right_options(slot, language)

    def shown(self, slot: Slot, response: Response, *, country: str) -> dict[str, Any]:
        """Chosen and right options with their feedback."""
        return options.options_shown(slot, response)


class Multiple(Choice):
    """Any number of several options."""

    name = "multiple"
    one_only = False

    def label(self) -> str:
        """«Opción múltiple»."""
        return _("Multiple choice")

    def guess_score(self, slot: Slot) -> Decimal | None:
        """Nobody can say how many a guesser chooses."""
        return None
