"""From an id in a URL to a question or a pair of them. The toolkit's library belongs to no institution."""

from assessments.errors.bank import LikenessNotFound, QuestionNotFound
from assessments.models import Likeness, QuestionEntry
from lms.institutions.api import Scope

READERS = ("author", "focal", "reviewer")


def access_question(scope: Scope, item_id: int) -> QuestionEntry:
    """A question by its item, with bank, draft and what is published. Raises QuestionNotFound."""
    rows = QuestionEntry.objects.select_related("bank", "item__draft", "item__published", "item__owner")
    entry = rows.filter(item=item_id).first()
    if entry is None or not scope.roles & set(READERS):
        raise QuestionNotFound
    return entry


def access_likeness(scope: Scope, pair_id: int) -> Likeness:
    """A pair of questions that read alike. Raises LikenessNotFound."""
    pair = Likeness.objects.select_related("one__item", "other__item").filter(pk=pair_id).first()
    if pair is None or "author" not in scope.roles:
        raise LikenessNotFound
    return pair
