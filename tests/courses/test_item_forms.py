"""Forms of the library's items: what they show is what files say, and what they say is read by the reader of files."""

from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from courses.forms.item_kinds import ASKS
from courses.kinds import FileProblem, Parsed
from courses.services.item_entries import KINDS, entry_of, read_entry
from lms.kernel.entry_forms import ItemForm

SHIPPED = Path(__file__).parents[2] / "courses" / "curriculum"
pytestmark = pytest.mark.django_db


def shipped(kind: str) -> list[Parsed]:
    problems: list[FileProblem] = []
    found = KINDS[kind].read(SHIPPED, problems)
    assert problems == []
    return found


def sent(form: ItemForm) -> QueryDict:
    """What a browser sends of a form that nobody touched."""
    data = QueryDict(mutable=True)
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, list | tuple):
            data.setlist(name, list(value))
        elif value not in (None, "", False):
            data[name] = "on" if value is True else str(value)
    return data


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_form_that_nobody_touched_says_what_the_file_says(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("courses.services.item_entries.citation_problems", lambda _citations: [])
    rows = shipped(kind)
    assert rows
    for one in rows:
        _kind, key, country, _language = one.identity
        held = entry_of(kind, key, country, one.body)
        form = ItemForm(sent(ItemForm(asks=ASKS[kind], held=held, expected=1)), asks=ASKS[kind], held=held)
        assert form.is_valid(), (key, form.errors)
        parsed, problems = read_entry(kind, form.entry())
        assert problems == [], key
        assert parsed is not None
        assert parsed.body == one.body, key
        assert parsed.identity == one.identity


def _stage() -> tuple[dict[str, Any], ItemForm]:
    one = shipped("stage")[0]
    held = entry_of("stage", one.identity[1], "", one.body)
    return held, ItemForm(asks=ASKS["stage"], held=held, expected=1)


def test_rows_are_added_taken_out_and_put_in_order_by_their_numbers() -> None:
    held, form = _stage()
    data, count = sent(form), len(held["actions"])
    for name in [name for name in data if name.startswith("actions-0-") and name[-3:] in ("-es", "-en")]:
        data[name] = ""
    begun = f"actions-{count}-"
    for name in ("text-es", "text-en", "why-es", "why-en"):
        data[f"{begun}{name}"] = f"Nuevo {name}"
    for name, value in {"right": "trademarks", "priority": "first", "cost": "none", "at": "1"}.items():
        data[f"{begun}{name}"] = value
    after = ItemForm(data, asks=ASKS["stage"], held=held)
    assert after.is_valid(), after.errors
    actions = after.entry()["actions"]
    assert len(actions) == count
    assert actions[0]["text"] == {"es": "Nuevo text-es", "en": "Nuevo text-en"}
    ids = [one["id"] for one in actions]
    assert ids[1:] == [one["id"] for one in held["actions"]][1:]
    assert len(set(ids)) == count
    assert actions[1].get("raw") == held["actions"][1].get("raw")


def test_a_mistake_stands_beside_its_field_also_when_rows_changed_places() -> None:
    held, form = _stage()
    data = sent(form)
    data["actions-0-at"], data["actions-1-why-en"] = "900", ""
    after = ItemForm(data, asks=ASKS["stage"], held=held)
    parsed, problems = read_entry("stage", after.entry())
    assert parsed is None
    after.place([(one.place, one.sentence) for one in problems if "facts" not in one.place])
    assert "actions-1-why-en" in after.errors or "actions-1-why-es" in after.errors
    assert not any(name.startswith("actions-0") for name in after.errors)
