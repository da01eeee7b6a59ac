"""Words to use again: the rubric's bank, and an assessor's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.models import SavedComment
from lms.kernel.words import in_language

ANY = ""  # for any criterion
LONGEST_PHRASE = 600


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words for a criterion ('' for any). `value` names them in a form; `own`: kept by this assessor."""

    value: str
    criterion: str
    text: str
    own: bool


def phrases_of(person_id: int, case_key: str, rubric: Mapping[str, Any]) -> list[Phrase]:
    """The assessor's own for this case or for all, most used first; then the rubric's bank. One query."""
    rows = SavedComment.objects.filter(person_id=person_id, case_key__in=("", case_key)).order_by("-used", "pk")[:200]
    own = [Phrase(f"own-{row.pk}", row.criterion, row.text, True) for row in rows]
    bank = [Phrase(f"bank-{one['id']}", one.get("criterion", ANY), in_language(one), False) for one in rubric.get("bank") or ()]
    return own + bank


def for_criterion(phrases: Sequence[Phrase], criterion: str) -> list[Phrase]:
    """Those that fit a criterion; '_' is the whole letter, which takes those for any."""
    return [one for one in phrases if one.criterion in (ANY, criterion)]


def own_comments(person_id: int) -> list[SavedComment]:
    """All that an assessor keeps, by case and most used first. One query."""
    return list(SavedComment.objects.filter(person_id=person_id).order_by("case_key", "criterion", "-used", "pk"))
