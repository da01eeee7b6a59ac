"""What to show of the banks, what to do with many questions, a new bank."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessments.kinds.reading import STAGES
from assessments.models import Life, Pool
from assessments.question_kinds import question_kind, question_kinds
from assessments.selectors.bank import Filters, Known
from assessments.services.bank_changes import ACTS, Change
from assessments.wording_bank import act_in_words, difficulty_in_words, life_in_words, pool_in_words
from courses import api as courses
from lms.kernel.places import COUNTRIES, Country

LEVELS: Final = (1, 2, 3)
_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def stages() -> list[tuple[str, str]]:
    """The stages of a business, in order."""
    return [(stage, courses.stage_in_words(stage)) for stage in STAGES]


def levels() -> list[tuple[str, str]]:
    """The three levels of difficulty."""
    return [(str(level), difficulty_in_words(level)) for level in LEVELS]


class FilterForm(forms.Form):
    """Filters of the list. Nonsense is read as nothing."""

    q = forms.CharField(
        required=False, max_length=100, label=lazy("Words or key"), widget=forms.TextInput(attrs={"type": "search"})
    )
    bank = forms.ChoiceField(required=False, label=lazy("Bank"))
    topic = forms.ChoiceField(required=False, label=lazy("Topic"))
    stage = forms.ChoiceField(required=False, label=lazy("Stage"))
    difficulty = forms.ChoiceField(required=False, label=lazy("Difficulty"))
    country = forms.ChoiceField(required=False, label=lazy("Asked in"))
    kind = forms.ChoiceField(required=False, label=lazy("Kind"))
    life = forms.ChoiceField(required=False, label=lazy("Life"))
    tag = forms.ChoiceField(required=False, label=lazy("Tag"))
    family = forms.ChoiceField(required=False, label=lazy("Family"))
    waits = forms.ChoiceField(required=False, label=lazy("What waits"))
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, known: Known) -> None:
        super().__init__(data, auto_id="f-%s")
        choices = {
            "bank": known.banks,
            "topic": known.topics,
            "stage": stages(),
            "difficulty": levels(),
            "country": [(code, Country(code).label) for code in COUNTRIES],
            "kind": [(name, question_kind(name).label()) for name in question_kinds()],
            "life": [(life.value, life_in_words(life)) for life in Life],
            "tag": [(tag, tag) for tag in known.tags],
            "family": [(family, family) for family in known.families],
            "waits": [("draft", _("Not as readers have it"))],
        }
        for name, ones in choices.items():
            self.fields[name].choices = [("", _("All")), *ones]  # type: ignore[attr-defined]

    @property
    def shown(self) -> list[forms.BoundField]:
        """The filters that have something to choose from."""
        return [f for f in self if f.name in ("q", "waits") or (f.name != "page" and len(f.field.choices) > 1)]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Clean filters; a wrong one counts as not given."""
        self.is_valid()
        found: dict[str, Any] = {name: self.cleaned_data.get(name) or "" for name in self.fields if name != "page"}
        return Filters(**{**found, "difficulty": int(found["difficulty"] or 0)})

    def page_asked(self) -> int:
        """The page asked for."""
        return self.cleaned_data.get("page") or 1


class ChangeForm(forms.Form):
    """An act on many questions and its value: each act has a field of its own."""

    act = forms.ChoiceField(label=lazy("What to do"))
    bank = forms.ChoiceField(required=False, label=lazy("To the bank"))
    topic = forms.CharField(required=False, max_length=60, label=lazy("Topic"))
    stage = forms.ChoiceField(required=False, label=lazy("Stage"))
    difficulty = forms.ChoiceField(required=False, label=lazy("Difficulty"))
    tag = forms.CharField(required=False, max_length=60, label=lazy("Tag"))
    family = forms.CharField(required=False, max_length=80, label=lazy("Family"))

    def __init__(self, data: Any = None, *, known: Known) -> None:
        super().__init__(data, auto_id="c-%s")
        names = {
            "move": _("Move to another bank"), "topic": _("Set the topic"), "stage": _("Set the stage"),
            "difficulty": _("Set the difficulty"), "tag": _("Add a tag"), "untag": _("Take a tag away"),
            "family": _("Make them one family"), "retire": _("Retire"), "revive": _("Bring back"),
        }  # fmt: skip
        self.known = known
        choices = {"act": [(act, names[act]) for act in ACTS], "bank": known.banks, "stage": stages(), "difficulty": levels()}
        for name, ones in choices.items():
            self.fields[name].choices = [*([] if name == "act" else [("", "–")]), *ones]  # type: ignore[attr-defined]
        for name, known_list in (("topic", "topics"), ("tag", "tags"), ("family", "families")):
            self.fields[name].widget.attrs |= {"list": f"known-{known_list}", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """The act's own value is there and can be read."""
        found = super().clean() or {}
        field = {"move": "bank", "untag": "tag"}.get(found.get("act", ""), found.get("act", ""))
        if field in self.fields and field != "act":
            value = " ".join(str(found.get(field) or "").split())
            if not value:
                self.add_error(field, _("Say which."))
            elif field == "family" and not _KEY.fullmatch(value):
                self.add_error(field, _("Lower case letters, digits and hyphens."))
            found["value"] = value
        return found

    def change(self) -> Change:
        """The act and its value. Call it on a valid form."""
        return Change(self.cleaned_data["act"], self.cleaned_data.get("value", ""))


def change_in_words(change: Change, known: Known) -> str:
    """What a change does, for people."""
    values = {
        "move": dict(known.banks), "topic": {change.value: courses.topic_in_words(change.value)}, "stage": dict(stages()),
        "difficulty": dict(levels()),
    }  # fmt: skip
    return act_in_words(change.act, str(values.get(change.act, {}).get(change.value, change.value)))


class BankForm(forms.Form):
    """A new bank."""

    key = forms.CharField(
        max_length=60, label=lazy("Key"), help_text=lazy("Lower case letters, digits and hyphens: brands-exam")
    )
    title_es = forms.CharField(max_length=120, label=lazy("Title, in Spanish"))
    title_en = forms.CharField(max_length=120, label=lazy("Title, in English"))
    pool = forms.ChoiceField(label=lazy("What it is for"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="b-%s")
        self.fields["pool"].choices = [(pool.value, pool_in_words(pool)) for pool in Pool]  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        """A key as files have it."""
        key = str(self.cleaned_data["key"]).strip()
        if not _KEY.fullmatch(key):
            raise ValidationError(_("Lower case letters, digits and hyphens."))
        return key
