"""What a kind of question does, from its entry in a file to the words of its result.

Four shapes of data, all JSON:

* **body**: the question as its version keeps it (docs/content.md, "questions"). The common part (kind, topic, stage,
  difficulty, section, tags, stem, feedback) belongs to nobody's kind; a kind owns the names in `fields`.
* **slot**: the question as a quiz freezes it and a sheet carries it: the key is in it, so never to a browser as it is.
  A sheet that was frozen by an older release must still score: new names in a slot are read with `.get`.
* **raw**: what a browser sends for a slot: `{"chosen": [option ids]}`, `{"text": "…"}` or `{"parts": {part id: value}}`.
* **response**: what is stored of it, and scored. `{}` is no answer.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol

from courses.api import LawAnswer
from lms.kernel.textfiles import Lined

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker
    from assessments.models import Question

Body = Mapping[str, Any]
Slot = Mapping[str, Any]
Raw = Mapping[str, Any]
Response = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """A response as it is stored, and what to say back about it ('' = nothing)."""

    response: dict[str, Any]
    echo: str = ""


class Making(Protocol):
    """What a kind may ask, and must tell, while a quiz is checked or frozen."""

    def law(self, fact_key: str, country: str) -> LawAnswer | None:
        """The law of a country, for a fact that `facts` named."""
        ...

    def before(self, fact_key: str) -> LawAnswer | None:
        """The rule that was, in a refresher; None anywhere else."""
        ...

    def wrong(self, sentence: str, *, country: str = "", fact: str = "") -> None:
        """What stands in the way of publishing."""
        ...

    def hold(self, item_version_id: int, country: str, *, shown_only: bool = False) -> None:
        """What a country's sheet rests on."""
        ...


class QuestionKind(Protocol):
    """A kind of question. Everything but `read` is pure: no query, no clock. Register it in `AppConfig.ready()`."""

    name: str
    raw: Literal["chosen", "text", "parts"]
    widget: str  # template of its inputs; gets `question`: the view
    result: str  # template of its answer and key; gets `question`: what `shown` returned
    fields: tuple[str, ...]  # its own names in a body
    entry_fields: tuple[str, ...]  # its own names in a file's entry
    by_hand: bool  # a person scores it: no refresher asks it, and its attempt waits

    @property
    def model(self) -> "type[Question]":
        """The class of its rows."""
        ...

    def label(self) -> str:
        """Its name in the reader's language."""
        ...

    # Files and rows

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """Its own part of a body from a file's entry; mistakes go to `checker` with their lines."""
        ...

    def tidy(self, body: Body) -> dict[str, Any]:
        """Its own part in the one canonical form: what a parser of another format passes through before it is stored."""
        ...

    def check(self, body: Body) -> Sequence[tuple[str, str]]:
        """Rules that a body breaks: (name of the field, sentence). A body from any format can be checked."""
        ...

    def write(self, body: Body) -> dict[str, Any]:
        """Its own part as a file says it: `read` makes the same of it."""
        ...

    def columns(self, body: Body) -> dict[str, Any]:
        """Its own columns of `model`, from a body."""
        ...

    def body_of(self, row: "Question") -> dict[str, Any]:
        """Its own part of the body, from a row: `columns` read backwards."""
        ...

    def scored_by(self, body: Body) -> Any:
        """What of a body decides a score, as JSON: by the author's letters, without words that are only read. Two versions
        with the same differ in words only: the edit is editorial, statistics go on over it."""
        ...

    # Freezing

    def facts(self, row: "Question") -> frozenset[str]:
        """Keys of the facts whose law `country_material` will ask for."""
        ...

    def material(self, row: "Question", *, name: str) -> dict[str, Any]:
        """What of a slot is the same in all countries. `name` is the question's key. Says no author's letter where a browser
        may see it: ids are made of words (`sheets.option_id`)."""
        ...

    def country_material(self, row: "Question", *, name: str, country: str, making: Making) -> dict[str, Any]:
        """What of a slot is a country's own, with its `key_version`; {} when nothing is."""
        ...

    def key_version(self, slot: Slot) -> str:
        """Digest of what a response is scored against and nothing else: statistics of a law's question never pool two keys."""
        ...

    def shuffled(self, slot: Slot, shuffler: random.Random, *, asked: bool) -> dict[str, Any]:
        """The parts of a slot that one sheet shows in another order; `asked`: the quiz wants its options shuffled."""
        ...

    # Answering

    def view(self, slot: Slot, raw: Raw) -> dict[str, Any]:
        """What an open page may see beside slot, kind, stem and maximum, with `raw` filled in: no key, no feedback, no order
        that gives the key away."""
        ...

    def read_response(self, slot: Slot, raw: Raw, *, country: str) -> Reading:
        """What a person sent, checked against the sheet. Raises AnswerNotUnderstood."""
        ...

    def raw_of(self, response: Response) -> dict[str, Any]:
        """A stored response as its inputs show it."""
        ...

    # Scoring and results

    def score(self, slot: Slot, response: Response) -> Decimal | None:
        """The fraction −1 … 1 that a response earns, six places; None: a person scores it. No answer earns 0."""
        ...

    def chosen(self, slot: Slot, response: Response) -> list[str]:
        """What was picked, for statistics: ids of options, or one normal form of what was written."""
        ...

    def guess_score(self, slot: Slot) -> Decimal | None:
        """The fraction that blind guessing earns on average; None where nobody can say."""
        ...

    def right_words(self, slot: Slot, *, language: str, country: str) -> list[str]:
        """The right answer in words, a line a part; [] when there is none."""
        ...

    def shown(self, slot: Slot, response: Response, *, country: str) -> dict[str, Any]:
        """What the result page shows of a submitted answer: what was answered, what is right, and the feedback of each."""
        ...
