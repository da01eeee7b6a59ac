"""What an item says, for reading: the labels of its form with the words of its draft. No queries but the choices'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from courses.forms.item_kinds import OwnerForm
from courses.models import Item
from courses.selectors.item_pages import authors, owner_name
from courses.wording import date_in_words
from lms.kernel.entry_forms import Ask, ItemForm
from lms.kernel.places import Country, Language


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that an item says: in one language or several (`texts`: code, text), or `rows` of such things."""

    label: str
    value: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple["Said", ...], ...] = ()


def said(asks: Sequence[Ask], entry: Mapping[str, Any]) -> list[Said]:
    """Everything that the entry says, in the order of its form; what it leaves out is left out."""
    found = [_said(ask, entry.get(ask.name)) for ask in asks]
    return [one for one in found if one is not None]


def _said(ask: Ask, value: Any) -> Said | None:
    if value in (None, "", [], {}, False):
        return None
    label = str(ask.label)
    if ask.shape in ("words", "texts"):
        return Said(label, texts=_tongues(value))
    if ask.shape == "tongues":
        return Said(label, texts=_tongues({code: ", ".join(forms) for code, forms in value.items()}))
    if ask.shape in ("countries", "strings", "rows"):
        return Said(label, rows=_rows(ask, value))
    return Said(label, _plain(ask, value, _known(ask)))


def _rows(ask: Ask, value: Any) -> tuple[tuple[Said, ...], ...]:
    if ask.shape == "countries":
        return tuple((Said(str(country.label), texts=_tongues(value[country])),) for country in Country if country in value)
    if ask.shape == "strings":
        return tuple((Said("", str(one)),) for one in value)
    named = [(inner, _known(inner)) for inner in ask.rows]
    return tuple(
        tuple(_in_row(inner, known, row) for inner, known in named if (row.get(inner.name) if inner.name else row))
        for row in value
    )


def _in_row(ask: Ask, known: Mapping[str, str], row: Mapping[str, Any]) -> Said:
    value = row[ask.name] if ask.name else row
    label = str(ask.label) if ask.name else ""
    return Said(label, texts=_tongues(value)) if ask.shape in ("words", "texts") else Said(label, _plain(ask, value, known))


def _known(ask: Ask) -> dict[str, str]:
    return dict(ask.choices()) if ask.choices else {}


def _plain(ask: Ask, value: Any, known: Mapping[str, str]) -> str:
    if isinstance(value, date):
        return date_in_words(value.isoformat())
    if ask.shape == "flag":
        return _("yes")
    if isinstance(value, list | tuple):
        return ", ".join(known.get(one, str(one)) for one in value)
    return str(known.get(value, value))


def _tongues(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code.value, words[code]) for code in Language if words.get(code))


def long_texts(asks: Sequence[Ask], entry: Mapping[str, Any]) -> dict[str, list[str]]:
    """{language: the texts of several lines}: what people read, and what the gauge measures. Not notes on one country."""
    found: dict[str, list[str]] = {code.value: [] for code in Language}
    for ask in asks:
        value = entry.get(ask.name) or ()
        texts: list[Mapping[str, str]] = []
        if ask.shape == "texts":
            texts = [value or {}]
        elif ask.shape == "rows":
            long = [inner for inner in ask.rows if inner.shape == "texts"]
            texts = [(row.get(inner.name) or {}) if inner.name else row for row in value for inner in long]
        for words in texts:
            for code, text in words.items():
                found.setdefault(code, []).append(text)
    return found


def owned_by(item: Item) -> dict[str, Any]:
    """Who answers for an item, and the form to hand it over. Three queries."""
    known = dict(authors())
    name = known.get(item.owner_id or 0) or owner_name(item)
    return {"owner": name, "owner_form": OwnerForm(authors=known.items(), initial={"owner": item.owner_id}, auto_id="o-%s")}


def fresh_form(form: ItemForm, *, more: str = "") -> ItemForm:
    """The same words in a form that was not sent, with more empty rows: nothing is said to be wrong yet."""
    return ItemForm(None, asks=form.asks, held=form.entry(), expected=int(form["expected"].value() or 0), more=more)
