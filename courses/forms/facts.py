"""The form of one fact for one jurisdiction: sentences, typed values by part, what it rests on, how sure it is."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import ChangeClass, Confidence, Item, ItemKind
from courses.reading import AS_OF, KEY
from courses.services.importing_facts import DURATIONS, FACT_KEY, FACT_KINDS, VALUE_KINDS
from lms.kernel.places import Jurisdiction, Language

SPARE: Final = 2  # empty rows for parts that are added
_ENDS: Final = (".", "!", "?", "»", ".”", ".)")


class FactForm(forms.Form):
    """What a fact says. `values` is {part: {kind, n, unit, words}} of the draft that the author opened."""

    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    over = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    sentence_es = forms.CharField(
        max_length=1200, label=gettext_lazy("Sentence in Spanish"), widget=forms.Textarea(attrs={"rows": 3})
    )
    sentence_en = forms.CharField(
        max_length=1200, label=gettext_lazy("Sentence in English"), widget=forms.Textarea(attrs={"rows": 3})
    )
    short_es = forms.CharField(max_length=240, label=gettext_lazy("For a table's cell, in Spanish"))
    short_en = forms.CharField(max_length=240, label=gettext_lazy("For a table's cell, in English"))
    law = forms.CharField(required=False, max_length=240, label=gettext_lazy("Law"))
    article = forms.CharField(
        required=False,
        max_length=160,
        label=gettext_lazy("Article"),
        help_text=gettext_lazy("Leave it empty when you are not sure."),
    )
    sources = forms.CharField(
        max_length=600, label=gettext_lazy("Sources"), help_text=gettext_lazy("Their keys, with commas. At least one.")
    )
    as_of = forms.RegexField(
        f"^{AS_OF.pattern}$",
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("A year, a month or a day: 2026, 2026-11 or 2026-11-22."),
    )
    in_force_from = forms.DateField(
        required=False, label=gettext_lazy("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    transitional_es = forms.CharField(
        required=False,
        max_length=1200,
        label=gettext_lazy("Who stays under the old rule, in Spanish"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    transitional_en = forms.CharField(
        required=False,
        max_length=1200,
        label=gettext_lazy("Who stays under the old rule, in English"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confidence = forms.ChoiceField(
        choices=[
            (Confidence.HIGH, gettext_lazy("High: read in the text in force")),
            (Confidence.MEDIUM, gettext_lazy("Medium: read at the office's page")),
            (Confidence.LOW, gettext_lazy("Low: readers see that it must be confirmed")),
        ],
        label=gettext_lazy("How sure"),
    )
    needs_check = forms.BooleanField(required=False, label=gettext_lazy("To be confirmed with the office; readers see it"))
    note = forms.CharField(
        required=False, max_length=2000, label=gettext_lazy("Note for authors"), widget=forms.Textarea(attrs={"rows": 2})
    )
    change_class = forms.ChoiceField(
        choices=[
            (ChangeClass.EDITORIAL, gettext_lazy("Editorial: the rule is the same, nobody is asked")),
            (ChangeClass.ADVISORY, gettext_lazy("Advisory: those who studied it get a notice")),
            (ChangeClass.MANDATORY, gettext_lazy("Mandatory: those certified there take a refresher")),
        ],
        label=gettext_lazy("What kind of change"),
    )
    change_es = forms.CharField(
        required=False,
        max_length=600,
        label=gettext_lazy("The change in one sentence for people, in Spanish"),
        help_text=gettext_lazy("For an advisory or mandatory change: those who studied the rule read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    change_en = forms.CharField(
        required=False,
        max_length=600,
        label=gettext_lazy("The change in one sentence for people, in English"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, values: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = [*values, *(f"new{n}" for n in range(1, SPARE + 1))]
        for place, name in enumerate(self.parts):
            value = values.get(name, {})
            words = value.get("words", {})
            n = value.get("n", "")
            initials = {
                "name": name if value else "",
                "kind": value.get("kind", ""),
                "n": {True: _("yes"), False: _("no")}[n] if isinstance(n, bool) else n,
                "unit": value.get("unit", ""),
                "es": words.get("es", ""),
                "en": words.get("en", ""),
            }
            labels = {
                "name": _("Part"), "kind": _("Kind"), "n": _("Value"), "unit": _("Unit"), "es": _("Words in Spanish"),
                "en": _("Words in English"),
            }  # fmt: skip
            for field, label in labels.items():
                made: forms.Field = forms.CharField(required=False, max_length=120, label=label, initial=initials[field])
                if field == "kind":
                    choices = [("", _("none")), *((kind, _kind_name(kind)) for kind in VALUE_KINDS)]
                    made = forms.ChoiceField(required=False, choices=choices, label=label, initial=initials[field])
                self.fields[f"p{place}-{field}"] = made

    def part_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each part, for the template."""
        return [[self[f"p{place}-{f}"] for f in ("name", "kind", "n", "unit", "es", "en")] for place in range(len(self.parts))]

    def clean(self) -> dict[str, Any]:
        """Sentences end, sources exist, parts are typed."""
        data: dict[str, Any] = super().clean() or {}
        for code in Language:
            if (said := data.get(f"sentence_{code}", "")) and not said.endswith(_ENDS):
                self.add_error(
                    f"sentence_{code}", _("The sentence in %(language)s must end with a full stop.") % {"language": code}
                )
        if bool(data.get("transitional_es")) != bool(data.get("transitional_en")):
            self.add_error("transitional_en", _("Write it in both languages, or in none."))
        if data.get("change_class") != ChangeClass.EDITORIAL:
            for name in ("change_es", "change_en", "in_force_from"):
                if not data.get(name):
                    self.add_error(name, _("An advisory or mandatory change needs this."))
        keys = list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", data.get("sources", "")))))
        known = set(Item.objects.filter(kind=ItemKind.SOURCE, key__in=keys, archived_at=None).values_list("key", flat=True))
        if unknown := [key for key in keys if key not in known]:
            self.add_error("sources", _("There is no source with this key: %(keys)s.") % {"keys": ", ".join(unknown)})
        data["source_keys"], data["values"] = keys, self._values(data)
        return data

    def _values(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place in range(len(self.parts)):
            name, kind, n, unit, es, en = (
                str(data.get(f"p{place}-{field}") or "").strip() for field in ("name", "kind", "n", "unit", "es", "en")
            )
            if not name and not n:
                continue
            if not KEY.fullmatch(name) or name in found:
                self.add_error(f"p{place}-name", _("A name of its own: lower case letters, digits and '-'."))
            value = self._value(place, kind, n, unit, {"es": es, "en": en})
            if value:
                found[name] = value
        return found

    def _value(self, place: int, kind: str, n: str, unit: str, words: dict[str, str]) -> dict[str, Any]:
        if kind == "enum":
            if not all(words.values()):
                self.add_error(f"p{place}-es", _("Write it in both languages."))
            return {"kind": kind, "n": n, "words": words}
        if kind == "yes_no":
            if (said := n.casefold()) not in ("yes", "no", "sí", "si", "true", "false"):
                self.add_error(f"p{place}-n", _("Write yes or no."))
            return {"kind": kind, "n": said in ("yes", "sí", "si", "true")}
        if kind not in VALUE_KINDS:
            self.add_error(f"p{place}-kind", _("Say what kind of value it is."))
            return {}
        number = _number(n)
        if number is None:
            self.add_error(f"p{place}-n", _("Write a number, with a point for decimals: 3200 or 12.5."))
        if kind == "duration" and unit not in DURATIONS:
            self.add_error(f"p{place}-unit", _("A unit of time: %(units)s.") % {"units": ", ".join(DURATIONS)})
        elif kind != "number" and not unit:
            self.add_error(f"p{place}-unit", _("Say the unit: CLP, COP, MXN, PEN, USD, %."))
        return {"kind": kind, "n": number, "unit": unit}

    def body(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The fact's body: what the form says over what it does not ask (topic, kind, titles, where it comes from)."""
        data = self.cleaned_data
        words = {
            name: {code.value: data[f"{name}_{code}"] for code in Language} for name in ("sentence", "short", "transitional")
        }
        return {
            **before,
            "values": data["values"],
            "short": words["short"],
            "sentence": words["sentence"],
            "law": data["law"],
            "article": data["article"],
            "sources": data["source_keys"],
            "as_of": data["as_of"],
            "in_force_from": data["in_force_from"].isoformat() if data["in_force_from"] else "",
            "transitional": words["transitional"] if data["transitional_es"] else {},
            "confidence": data["confidence"],
            "needs_check": data["needs_check"],
            "note": data["note"],
        }


class NewFactForm(forms.Form):
    """What a fact is, before what it says: its key, whose law, its row's name."""

    key = forms.RegexField(
        f"^{FACT_KEY.pattern}$",
        max_length=160,
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("topic.name: trademarks.term"),
    )
    jurisdiction = forms.ChoiceField(choices=Jurisdiction.choices, label=gettext_lazy("Whose law"))
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in FACT_KINDS], label=gettext_lazy("Kind"))
    title_es = forms.CharField(max_length=200, label=gettext_lazy("Name of the row, in Spanish"))
    title_en = forms.CharField(max_length=200, label=gettext_lazy("Name of the row, in English"))

    def head(self) -> dict[str, Any]:
        """The part of the body that all jurisdictions share."""
        data = self.cleaned_data
        return {
            "topic": data["key"].partition(".")[0],
            "kind": data["kind"],
            "titles": {"es": data["title_es"], "en": data["title_en"]},
            "raw": "",
        }


def initial_of(body: Mapping[str, Any], expected: int) -> dict[str, Any]:
    """What the form shows of a draft."""
    words = {
        f"{name}_{code}": (body.get(name) or {}).get(code, "")
        for name in ("sentence", "short", "transitional")
        for code in Language
    }
    names = ("law", "article", "as_of", "in_force_from", "confidence", "needs_check", "note")
    return {
        **words,
        **{name: body.get(name) for name in names},
        "sources": ", ".join(body.get("sources", ())),
        "expected": expected,
        "change_class": ChangeClass.EDITORIAL,
    }


def _number(text: str) -> int | float | None:
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d{1,15}\.\d{1,6}", text) else None


def _kind_name(kind: str) -> str:
    return {
        "duration": _("a length of time"), "money": _("an amount of money"), "percent": _("a percentage"),
        "number": _("a number"), "yes_no": _("yes or no"), "enum": _("words"),
    }.get(kind, kind)  # fmt: skip
