"""What the toolkit lacks: facts by country, sections by country and language, help by stage; what was held back. Drafts."""

from datetime import date
from importlib.resources import files
from typing import Any

from courses.models import Item, ItemKind
from courses.resources import gaps_of, resource_of
from courses.selectors.law import laws
from courses.selectors.library_matrix import section_rows
from lms.kernel.places import COUNTRIES, Language
from lms.kernel.textfiles import read_yaml


def content_report(today: date) -> dict[str, Any]:
    """`topics` {topic: {country: {missing, to_confirm}}}; `sections` {country or language: {missing, stale}};
    `resources` {country: {stages, unverified}}; `raw` {taken, held_back}. Lists of keys. A fixed number of queries.
    """
    return {"topics": fact_gaps(), "sections": section_gaps(), "resources": help_gaps(today), "raw": raw_facts()}


def fact_gaps() -> dict[str, dict[str, dict[str, list[str]]]]:
    """{topic: {country: {missing, to_confirm}}}: keys of facts that say nothing there, or must be confirmed."""
    keys = sorted(set(_live(ItemKind.FACT).values_list("key", flat=True)))
    answers = laws(keys, COUNTRIES, drafts=True)
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for key in keys:
        topic = found.setdefault(key.partition(".")[0], {code: {"missing": [], "to_confirm": []} for code in COUNTRIES})
        for code in COUNTRIES:
            answer = answers.get((key, code))
            if answer is None:
                topic[code]["missing"].append(key)
            elif answer.unsure:
                topic[code]["to_confirm"].append(key)
    return found


def section_gaps() -> dict[str, dict[str, list[str]]]:
    """{country or language: {missing, stale}}: keys of sections."""
    keys = sorted(set(_live(ItemKind.SECTION).values_list("key", flat=True)))
    found: dict[str, dict[str, list[str]]] = {code: {"missing": [], "stale": []} for code in (*COUNTRIES, *Language.values)}
    for row in section_rows(keys):
        for cell in (*row.countries, *row.languages):
            if cell.state in ("missing", "stale"):
                found[cell.of][cell.state].append(row.key)
    return found


def help_gaps(today: date) -> dict[str, dict[str, list[str]]]:
    """{country: {stages, unverified}}: stages of a business without help of the country, and help that nobody looked at."""
    rows = _live(ItemKind.RESOURCE).filter(draft__isnull=False).order_by("key")
    cards = [resource_of(*row, today=today) for row in rows.values_list("key", "country", "draft__body")]
    return {
        code: {
            "stages": gaps_of(cards, code),
            "unverified": [card.key for card in cards if card.country == code and card.unverified],
        }
        for code in COUNTRIES
    }


def raw_facts() -> dict[str, Any]:
    """How many checked facts the toolkit's facts come from, and which that ship are held back, with why."""
    taken: set[str] = set()
    for raw in _live(ItemKind.FACT).values_list("draft__body__raw", flat=True):
        taken.update([raw] if isinstance(raw, str) else raw or ())
    file = files("courses") / "curriculum" / "held_back.yaml"
    said = (read_yaml(file.read_text("utf-8")) or {}).get("held_back", ()) if file.is_file() else ()
    held = {str(one["raw"]): str(one.get("because") or "") for one in said}
    return {"taken": len(taken - {""}), "held_back": {key: why for key, why in held.items() if key not in taken}}


def _live(kind: str) -> Any:
    return Item.objects.filter(kind=kind, archived_at=None)
