"""Banks of the database as the rules of items look at them: what would be frozen next."""

from collections.abc import Collection

from assessments.errors import BankNotFound
from assessments.item_bodies import facts_of, item_of
from assessments.item_rules import Item
from assessments.kinds.banks import is_secret
from assessments.kinds.quiz import QuizKind
from assessments.models import Bank, Life, QuestionEntry, Quiz, Task
from courses import api as courses
from lms.kernel.places import COUNTRIES

_GONE = (Life.RETIRED, Life.COMPROMISED)
_COUNTS = (Life.OPERATIONAL, Life.RESTING)


def bank_items(banks: Collection[str] = ()) -> list[Item]:
    """The questions of these banks (none: of all) that are still in use, as their drafts stand, under the drafts of the law.

    A fixed number of queries. Raises BankNotFound.
    """
    if missing := set(banks) - set(Bank.objects.filter(key__in=banks).values_list("key", flat=True)):
        raise BankNotFound(key=min(missing))
    rows = QuestionEntry.objects.exclude(life__in=_GONE).filter(item__archived_at=None)
    if banks:
        rows = rows.filter(bank__key__in=banks)
    entries = [
        (entry, version.body)
        for entry in rows.select_related("bank", "item__draft", "item__published").order_by("bank__key", "item_id")
        if (version := entry.item.draft or entry.item.published)
    ]
    laws = courses.laws({fact for _entry, body in entries for fact in facts_of(body)}, COUNTRIES, drafts=True)
    ordered = shown_in_order()
    return [
        item_of(
            entry.item.key, body, laws, bank=entry.bank.key, task=entry.task,
            shuffled=ordered.get(entry.item_id) is False,
            scored=is_scored(entry),
        )
        for entry, body in entries
    ]  # fmt: skip


def is_scored(entry: QuestionEntry) -> bool:
    """Whether answers to it count whatever law it rests on: an exam's question in use. Elsewhere unsure law is on trial."""
    return is_secret(entry.bank) and entry.life in _COUNTS


def shown_in_order() -> dict[int, bool]:
    """{question that a quiz asks: whether some quiz shows its options as its author put them}. Three queries."""
    quizzes = dict(Quiz.objects.non_polymorphic().filter(archived_at=None).values_list("pk", "shuffle"))
    found: dict[int, bool] = {}
    for quiz, items in QuizKind().items_of_units(unit_ids=list(quizzes)).items():
        for item in items:
            found[item] = found.get(item, False) or not quizzes[quiz]
    return found


def known_tasks() -> dict[str, object]:
    """{key: titles} of the tasks of an advisor."""
    return dict(Task.objects.values_list("key", "titles"))
