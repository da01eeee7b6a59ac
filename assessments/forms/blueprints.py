"""What is asked of authors and judges about tasks, blueprints and the life of exam questions."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessments.errors.blueprints import CellRefused, RatingOffScale
from assessments.forms.bank import levels, stages
from assessments.services.blueprints import CellSaid
from assessments.services.task_analysis import TaskSaid
from assessments.wording_bank import life_in_words

_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMPTY_ROWS: Final = 3


def _key(value: str) -> str:
    if not _KEY.fullmatch(value.strip()):
        raise ValidationError(_("Lower case letters, digits and hyphens."))
    return value.strip()


class TaskForm(forms.Form):
    """A new task of the analysis."""

    key = forms.CharField(max_length=60, label=lazy("Key"), help_text=lazy("Lower case letters, digits and hyphens."))
    domain = forms.CharField(
        max_length=40, label=lazy("Domain"), help_text=lazy("The part of the subject, as a key: marks, secrets, contracts.")
    )
    stage = forms.ChoiceField(required=False, label=lazy("Stage of the business"))
    title_es = forms.CharField(max_length=200, label=lazy("In Spanish: a verb and what it is done to"))
    title_en = forms.CharField(max_length=200, label=lazy("In English"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="t-%s")
        self.fields["stage"].choices = [("", _("Any")), *stages()]  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        """As files have it."""
        return _key(self.cleaned_data["key"])

    def clean_domain(self) -> str:
        """As files have it."""
        return _key(self.cleaned_data["domain"])

    def task(self) -> TaskSaid:
        """What was said. Call it on a valid form."""
        said = self.cleaned_data
        return TaskSaid(said["key"], said["domain"], {"es": said["title_es"], "en": said["title_en"]}, said["stage"])


class BlueprintForm(forms.Form):
    """A new blueprint."""

    key = forms.CharField(max_length=60, label=lazy("Key"), help_text=lazy("Lower case letters, digits and hyphens."))
    title_es = forms.CharField(max_length=120, label=lazy("Title, in Spanish"))
    title_en = forms.CharField(max_length=120, label=lazy("Title, in English"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="p-%s")

    def clean_key(self) -> str:
        """As files have it."""
        return _key(self.cleaned_data["key"])


class LifeForm(forms.Form):
    """A step in the life of questions, with its reason."""

    to = forms.ChoiceField(label=lazy("Becomes"))
    reason = forms.CharField(max_length=500, label=lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, lives: Sequence[str], auto_id: str = "life-%s") -> None:
        super().__init__(data, auto_id=auto_id)
        self.fields["to"].choices = [(life, life_in_words(life)) for life in lives]  # type: ignore[attr-defined]


def read_ratings(post: QueryDict, tasks: Sequence[str]) -> dict[str, tuple[int, int]]:
    """{task: (importance, frequency)} of a judge's page; a task left empty is left out.

    Raises RatingOffScale for a half one.
    """
    found = {}
    for task in tasks:
        said = [post.get(f"{name}-{task}", "") for name in ("importance", "frequency")]
        if not any(said):
            continue
        if not all(one in {"1", "2", "3", "4", "5"} for one in said):
            raise RatingOffScale(task=task)
        found[task] = (int(said[0]), int(said[1]))
    return found


def cell_rows(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a blueprint's form, with some empty ones to write in."""
    rows = [dict(one) for one in cells]
    return [{"n": n, **one} for n, one in enumerate([*rows, *({} for _n in range(EMPTY_ROWS))], start=1)]


def read_cells(post: QueryDict) -> tuple[list[CellSaid], list[dict[str, Any]]]:
    """(cells, the rows as they were typed). A row without a weight is left out. Raises CellRefused for what is no number."""
    numbers = sorted({int(name[7:]) for name in post if name.startswith("weight-") and name[7:].isdecimal()})
    typed = [
        {name: post.get(f"{name}-{n}", "").strip() for name in ("task", "domain", "stage", "weight", "easiest", "hardest")}
        for n in numbers[:200]
    ]
    return [one for n, row in enumerate(typed, start=1) if row["weight"] and (one := _cell(n, row))], typed


def _cell(number: int, row: Mapping[str, str]) -> CellSaid:
    text = row["weight"].replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,4})?", text):
        raise CellRefused(n=number, why=_("The weight is a number above 0."))
    domain = row["domain"]
    if domain and not _KEY.fullmatch(domain):
        raise CellRefused(n=number, why=_("A domain is written in lower case letters, digits and hyphens."))
    levels_said = [row[name] if row[name] in {"1", "2", "3"} else usual for name, usual in (("easiest", "1"), ("hardest", "3"))]
    return CellSaid(domain, Decimal(text), row["task"], row["stage"], int(levels_said[0]), int(levels_said[1]))


def bands() -> list[tuple[str, str]]:
    """The three levels, for the two ends of a band."""
    return levels()
