"""A form out of what an entry of a file says: fields in one language or two, lists, rows. Its data is a file's entry.

Fields are named by their place in the entry («names-es», «actions-0-why-en»), so a mistake that the reader of entries
finds stands beside its field.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.kernel.places import Country, Language

SPARE: Final = 2  # empty rows to begin with
MORE: Final = 3  # rows that «add rows» adds
MOST: Final = 60
_TEXTS: Final = ("words", "texts", "tongues")
Choices = Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that an entry says.

    `shape`: text, area, words (two languages, one line), texts (two languages, several lines), choice, checks, day, number,
    flag, lines (one a line), keys (with commas), tongues (lines by language), countries (texts by country), strings (one
    fact's key a row) or rows (of `rows`). A row is there when one of its texts is written, or one that `counts`.
    """

    name: str
    label: Any
    shape: str = "text"
    required: bool = True
    longest: int = 400
    hint: Any = ""
    choices: Choices | None = None
    rows: tuple["Ask", ...] = ()
    mark: str = ""  # the first letter of the rows' own ids
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together on the page; `rows` are the groups of each row."""

    shape: str
    label: Any = ""
    hint: Any = ""
    fields: tuple[forms.BoundField, ...] = ()
    rows: tuple[tuple["Group", ...], ...] = ()
    name: str = ""

    @property
    def open(self) -> bool:
        """Whether something is written in it, or wrong."""
        every = [*self.fields, *(field for row in self.rows for group in row for field in group.fields)]
        return any(field.value() or field.errors for field in every)


class ItemForm(forms.Form):
    """What one item says. `held` is its draft as an entry ({} for a new one): what is not asked stays as it stands there."""

    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    over = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: MultiValueDict[str, Any] | None = None, *, asks: Sequence[Ask], held: Mapping[str, Any], expected: int = 0,
        more: str = "",
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"expected": expected}, auto_id="i-%s")
        self.rows_at: dict[str, list[int]] = {}  # which rows of the form the rows of the entry are
        self.asks, self.held = asks, held
        self.counts: dict[str, int] = {}
        for ask in asks:
            if ask.shape in ("rows", "strings"):
                self._add_rows(ask, more)
            else:
                self._add(ask, ask.name, held.get(ask.name))

    def _add_rows(self, ask: Ask, more: str) -> None:
        """As many rows as are held or were sent, and some to spare."""
        standing = list(self.held.get(ask.name) or ())
        begun = f"{ask.name}-"
        numbers = (name[len(begun) :].partition("-")[0] for name in self.data if name.startswith(begun))
        sent = {int(number) for number in numbers if number.isdecimal() and len(number) < 4}
        count = max(sent, default=-1) + 1 if self.is_bound else len(standing) + SPARE
        count = min(count + (MORE if more == ask.name else 0), max(MOST, len(standing)))
        self.counts[ask.name] = count
        for n in range(count):
            value = standing[n] if n < len(standing) and not self.is_bound else None
            self.fields[f"{begun}{n}-at"] = forms.IntegerField(
                required=False, min_value=1, max_value=999, label=_("Place"), initial=n + 1 if value is not None else None,
                widget=forms.NumberInput(attrs={"class": "w-s"}),
            )  # fmt: skip
            if ask.shape == "strings":
                self._add(ask.rows[0], f"{begun}{n}", value, required=False)
                continue
            if ask.mark:
                self.fields[f"{begun}{n}-id"] = forms.CharField(
                    required=False, max_length=40, initial=(value or {}).get("id", ""), widget=forms.HiddenInput
                )
            for inner in ask.rows:
                held = value if inner.name == "" else (value or {}).get(inner.name)
                self._add(inner, f"{begun}{n}-{inner.name}" if inner.name else f"{begun}{n}", held, required=False)

    def _add(self, ask: Ask, name: str, value: Any, *, required: bool = True) -> None:
        must = ask.required and required
        if ask.shape in ("words", "texts"):
            for code in Language:
                label = _("%(what)s, in %(language)s") % {"what": ask.label, "language": _language(code)}
                self.fields[f"{name}-{code}"] = _char(ask, label, (value or {}).get(code, ""), required=must)
        elif ask.shape == "tongues":
            for code in Language:
                label = _("%(what)s, in %(language)s") % {"what": ask.label, "language": _language(code)}
                self.fields[f"{name}-{code}"] = _char(ask, label, "\n".join((value or {}).get(code, ())), required=False)
        elif ask.shape == "countries":
            for country in Country:
                for code in Language:
                    label = _("%(what)s, in %(language)s") % {"what": country.label, "language": _language(code)}
                    held = ((value or {}).get(country) or {}).get(code, "")
                    self.fields[f"{name}-{country}-{code}"] = _char(ask, label, held, required=False)
        else:
            self.fields[name] = _single(ask, value, required=must)

    def groups(self) -> list[Group]:
        """The fields in the order of the page."""
        return [self._group(ask, ask.name) for ask in self.asks]

    def _group(self, ask: Ask, name: str) -> Group:
        if ask.shape in ("rows", "strings"):
            rows = tuple(tuple(self._row(ask, f"{name}-{n}")) for n in range(self.counts[name]))
            return Group(ask.shape, ask.label, ask.hint, rows=rows, name=name)
        if ask.shape in ("words", "texts", "tongues"):
            return Group("pair", ask.label, ask.hint, tuple(self[f"{name}-{code}"] for code in Language))
        if ask.shape == "countries":
            pairs = tuple(
                (Group("pair", fields=tuple(self[f"{name}-{country}-{code}"] for code in Language)),) for country in Country
            )
            return Group("fold", ask.label, ask.hint, rows=pairs, name=name)
        return Group("field", fields=(self[name],))

    def _row(self, ask: Ask, begun: str) -> Iterator[Group]:
        small: list[forms.BoundField] = [self[f"{begun}-at"]]
        for inner in ask.rows:
            group = self._group(inner, f"{begun}-{inner.name}" if inner.name else begun)
            if group.shape == "field" and inner.shape != "keys":
                small += group.fields
            else:
                yield group
        # the small ones stand in one line; lists of keys have their own, above it
        hidden = [self[f"{begun}-id"]] if f"{begun}-id" in self.fields else []
        yield Group("row", fields=(*small, *hidden))

    def entry(self) -> dict[str, Any]:
        """What the form says, as a file's entry, over what it does not ask. Call it on a form that was sent, valid or not."""
        self.is_valid()
        asked = {ask.name for ask in self.asks}
        found = {name: value for name, value in self.held.items() if name not in asked}
        for ask in self.asks:
            value = self._rows(ask) if ask.shape in ("rows", "strings") else self._said(ask, ask.name)
            if value not in (None, "", [], {}):
                found[ask.name] = value
        return found

    def _rows(self, ask: Ask) -> list[Any]:
        before = {one["id"]: one for one in self.held.get(ask.name) or () if isinstance(one, Mapping) and "id" in one}
        sent = []
        for n in range(self.counts[ask.name]):
            said = [
                (inner.name, self._said(inner, "-".join(filter(None, (ask.name, str(n), inner.name))))) for inner in ask.rows
            ]
            written = [
                v for (_n, v), one in zip(said, ask.rows, strict=True) if one.counts or one.shape in _TEXTS or not one.name
            ]
            if not any(written):
                continue
            row: Any = said[0][1]
            if ask.mark:
                identity = self.cleaned_data.get(f"{ask.name}-{n}-id") or ""
                kept = {name: value for name, value in before.get(identity, {}).items() if name not in dict(said)}
                row = {**kept, "id": identity, **{name: value for name, value in said if value not in (None, "", [])}}
            sent.append((self.cleaned_data.get(f"{ask.name}-{n}-at") or 1000, n, row))
        sent.sort(key=lambda one: one[:2])
        self.rows_at[ask.name] = [n for _at, n, _row in sent]
        rows = [row for _at, _n, row in sent]
        taken = {row["id"] for row in rows} if ask.mark else set()
        for row in rows if ask.mark else ():
            if not row["id"]:
                row["id"] = next(name for n in range(1, MOST * 20) if (name := f"{ask.mark}{n}") not in taken)
                taken.add(row["id"])
        return rows

    def _said(self, ask: Ask, name: str) -> Any:
        """The value of one ask; None or empty where nothing was written."""
        if ask.shape == "countries":
            texts = {country.value: self._tongues(f"{name}-{country}") for country in Country}
            return {country: words for country, words in texts.items() if words}
        if ask.shape in ("words", "texts"):
            return self._tongues(name)
        if ask.shape == "tongues":
            return {code: _lines(text) for code, text in self._tongues(name).items()}
        if ask.shape == "checks":
            sent, held = self.cleaned_data.get(name, ()), self.held.get(name) or ()
            return [*(one for one in held if one in sent), *(one for one in sent if one not in held)]
        if ask.shape in ("flag", "day", "number"):
            return self.cleaned_data.get(name, self[name].value())
        return self._listed(ask, self._text(name))

    @staticmethod
    def _listed(ask: Ask, text: str) -> str | list[str]:
        """A text, or the list that it is."""
        if ask.shape == "keys":
            return list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", text))))
        return _lines(text) if ask.shape == "lines" else text

    def _tongues(self, name: str) -> dict[str, str]:
        return {code.value: text for code in Language if (text := self._text(f"{name}-{code}"))}

    def _text(self, name: str) -> str:
        return str(self.cleaned_data.get(name, self[name].value()) or "").replace("\r\n", "\n").strip()

    def place(self, problems: Iterable[tuple[str, str]]) -> None:
        """Say (place, sentence) beside the fields, in the words of their labels."""
        for place, sentence in problems:
            head, _dash, rest = place.partition("-")
            number, _dash, more = rest.partition("-")
            if head in self.rows_at and number.isdecimal() and int(number) < len(self.rows_at[head]):
                number = str(self.rows_at[head][int(number)])
            sent = "-".join(filter(None, (head, number, more)))
            key = next((part for part in reversed(sent.split("-")) if f"'{part}'" in sentence), "")
            said = sentence.replace(f"'{key}'", f"«{self._label(sent, key)}»") if key else sentence
            self.add_error(self._field_at(sent) or None, said)

    def _field_at(self, place: str) -> str:
        """The field of a place, or the nearest around it; '' for the whole."""
        while place:
            if place in self.fields and not self.fields[place].widget.is_hidden:
                return place
            inside = (name for name in self.fields if name.startswith(f"{place}-") and not name.endswith(("-at", "-id")))
            if found := next(inside, ""):
                return found
            place = place.rpartition("-")[0]
        return ""

    def _label(self, place: str, key: str) -> str:
        every = [*self.asks, *(inner for ask in self.asks for inner in ask.rows)]
        return next((str(ask.label) for ask in every if ask.name == key and (ask.name in place)), key)


def _char(ask: Ask, label: str, value: Any, *, required: bool) -> forms.Field:
    area = ask.shape in ("area", "texts", "lines", "tongues", "countries")
    widget = forms.Textarea(attrs={"rows": 3 if ask.longest > 300 else 2}) if area else forms.TextInput()
    longest = ask.longest * 4 if ask.shape in ("tongues", "lines") else ask.longest
    hint = ask.hint if ask.shape in ("area", "text", "lines", "keys") else ""
    return forms.CharField(
        required=required, max_length=longest, label=label, initial=value, widget=widget, help_text=hint
    )  # fmt: skip


def _single(ask: Ask, value: Any, *, required: bool) -> forms.Field:
    """The one field of an ask. What is held stays a choice, whatever the choices are now."""
    choices = list(ask.choices()) if ask.choices else []
    held = [value] if isinstance(value, str) and value else list(value or ()) if ask.shape == "checks" else []
    choices += [(one, one) for one in held if one not in dict(choices)]
    usual: dict[str, Any] = {"required": required, "label": ask.label, "help_text": ask.hint}
    if ask.shape == "choice":
        known = choices if required else [("", "–"), *choices]
        made: forms.Field = forms.ChoiceField(choices=known, initial=value or "", **usual)
    elif ask.shape == "checks":
        usual |= {"initial": list(value or ()), "widget": forms.CheckboxSelectMultiple, "required": False}
        made = forms.MultipleChoiceField(choices=choices, **usual)
    elif ask.shape == "flag":
        made = forms.BooleanField(**{**usual, "initial": bool(value), "required": False})
    elif ask.shape == "day":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        made = forms.DateField(initial=value or None, widget=widget, **usual)
    elif ask.shape == "number":
        made = forms.IntegerField(initial=value, **usual)
    elif ask.shape == "fact":
        listed = forms.TextInput(attrs={"list": "facts", "autocomplete": "off", "spellcheck": "false"})
        made = forms.CharField(max_length=160, initial=value or "", widget=listed, **usual)
    else:
        text = {"lines": "\n", "keys": ", "}.get(ask.shape)
        made = _char(ask, ask.label, text.join(value or ()) if text else value or "", required=required)
    return made


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _language(code: str) -> str:
    return {"es": pgettext("in", "Spanish"), "en": pgettext("in", "English")}.get(code, code)
