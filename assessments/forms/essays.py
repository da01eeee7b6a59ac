"""The form of who scores written answers by hand: a score and a comment for each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.forms.scores import LONGEST_COMMENT


@dataclass(slots=True)
class EssayForm:
    """What was sent, by slot: fractions 0 … 1 and comments. `errors` is {slot: sentence}; read the rest when it is empty."""

    fractions: dict[int, Decimal] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    typed: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


def read_essay_scores(post: QueryDict, slots: Sequence[int]) -> EssayForm:
    """Read and check a score for each slot: a whole number from 0 to 100."""
    form = EssayForm()
    for slot in slots:
        sent = str(post.get(f"percent-{slot}", "")).strip().removesuffix("%").strip()
        form.typed[slot] = sent
        form.comments[slot] = str(post.get(f"comment-{slot}", "")).strip()
        if sent.isascii() and sent.isdigit() and len(sent) <= 3 and int(sent) <= 100:
            form.fractions[slot] = Decimal(int(sent)) / 100
        else:
            form.errors[slot] = _("Write a whole number from 0 to 100.")
        if len(form.comments[slot]) > LONGEST_COMMENT:
            sentence = _("This comment is longer than {n} characters. Shorten it.")
            form.errors[slot] = sentence.format(n=LONGEST_COMMENT)
    return form
