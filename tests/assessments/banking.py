"""The question bank in tests: the tiny toolkit's questions and one of every kind, and the browsers of its people."""

from pathlib import Path

from assessments.models import QuestionEntry
from courses import api as courses
from courses.models import Item
from lms.institutions.models import Person
from tests.assessments.questions import BANK
from tests.assessments.toolkit import write_toolkit


def import_bank(root: Path, by: Person, **changed: str) -> None:
    """The tiny toolkit, and a second bank with a question of every kind."""
    made = write_toolkit(root, **changed)
    (made / "questions" / "kinds.yaml").write_text(BANK, encoding="utf-8")
    courses.import_toolkit(path=made, by=by.pk)


def question(key: str) -> QuestionEntry:
    """A question as it stands now."""
    return QuestionEntry.objects.select_related("bank", "item__draft", "item__published").get(item__key=key)


def item_id(key: str) -> int:
    return Item.objects.get(kind="question", key=key).pk
