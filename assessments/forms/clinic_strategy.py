"""The one-page strategy of a business, as a coordinator writes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.clinics.rules import LONGEST_PART, MOST_STEPS, strategy_gaps
from assessments.forms.clinics import UnnamedForm, text_field
from courses import api as courses
from lms.kernel.words import in_language


class StrategyForm(UnnamedForm):
    """The one-page strategy: goal, what there is, risks, three to five steps, help of the directory."""

    unnamed = (
        "goal", "assets", "risks", "help_text",
        *(f"{part}_{n}" for n in range(1, MOST_STEPS + 1) for part in ("what", "who", "when")),
    )  # fmt: skip

    goal = text_field(
        _("Goal"), most=LONGEST_PART, required=True, help_text=_("What the business wants to reach, in its own words.")
    )
    assets = text_field(
        _("What there is"), most=LONGEST_PART, required=True,
        help_text=_("What of value it has: a sign, a recipe, a design, know-how, a group of makers."),
    )  # fmt: skip
    risks = text_field(_("What is at risk"), most=LONGEST_PART, required=True, help_text=_("What it can lose, and to whom."))
    help = forms.MultipleChoiceField(label=_("Where to get help"), required=False, widget=forms.CheckboxSelectMultiple)
    help_text = text_field(_("Other help"), rows=2, most=300, help_text=_("What the directory does not have."))

    def __init__(self, *args: Any, cards: Sequence[courses.ResourceCard], **kwargs: Any) -> None:
        self.cards = {card.key: card for card in cards}
        super().__init__(*args, **kwargs)
        for n in range(1, MOST_STEPS + 1):
            self.fields[f"what_{n}"] = forms.CharField(label=_("What to do"), max_length=200, required=False)
            self.fields[f"who_{n}"] = forms.CharField(label=_("Who"), max_length=60, required=False)
            self.fields[f"when_{n}"] = forms.CharField(label=_("By when"), max_length=40, required=False)
        field = self.fields["help"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, f"{in_language(card.names)} · {card.by}") for key, card in self.cards.items()]

    @property
    def steps(self) -> list[list[forms.BoundField]]:
        """The fields of each step."""
        return [[self[f"{part}_{n}"] for part in ("what", "who", "when")] for n in range(1, MOST_STEPS + 1)]

    @classmethod
    def showing(cls, strategy: Mapping[str, Any], *, cards: Sequence[courses.ResourceCard]) -> "StrategyForm":
        """The form with the strategy as it is."""
        initial = {name: strategy.get(name, "") for name in ("goal", "assets", "risks", "help_text")}
        initial["help"] = [one["key"] for one in strategy.get("help") or ()]
        for n, step in enumerate(strategy.get("steps") or (), 1):
            initial |= {f"{part}_{n}": step.get(part, "") for part in ("what", "who", "when")}
        return cls(initial=initial, cards=cards)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for n in range(1, MOST_STEPS + 1):
            if not found.get(f"what_{n}") and (found.get(f"who_{n}") or found.get(f"when_{n}")):
                self.add_error(f"what_{n}", gettext("Say what is to be done."))
        if not self.errors and (gaps := strategy_gaps(self.strategy())):
            raise forms.ValidationError(gettext("Still missing: {what}.").format(what="; ".join(gaps)))
        return found

    def strategy(self) -> dict[str, Any]:
        """What is kept: steps close up, chosen help keeps its name and address of today."""
        given = self.cleaned_data
        steps = [
            {part: given.get(f"{part}_{n}", "").strip() for part in ("what", "who", "when")}
            for n in range(1, MOST_STEPS + 1)
            if given.get(f"what_{n}")
        ]
        chosen = [self.cards[key] for key in given.get("help") or () if key in self.cards]
        entries = [
            {
                "key": one.key,
                "names": dict(one.names),
                "by": one.by,
                "url": one.url,
                "unsure": one.needs_check or one.unverified,
            }
            for one in chosen
        ]
        return {
            **{name: given.get(name, "").strip() for name in ("goal", "assets", "risks", "help_text")},
            "steps": steps, "help": entries,
        }  # fmt: skip
