"""What the toolkit holds and lacks: each section with its measures, gaps by topic and country, what is behind, help by stage,
what was held back. Drafts."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from courses.blocks import facts_cited, resolved_blocks
from courses.facts import LawAnswer
from courses.models import Item, ItemKind
from courses.resources import gaps_of, resource_of
from courses.selectors.eases import words_read
from courses.selectors.law import laws
from courses.selectors.library_matrix import section_rows
from courses.selectors.plain import legalese
from lms.kernel.places import COUNTRIES, Language
from lms.kernel.plain_language import inflesz_band, legalese_in, measure
from lms.kernel.textfiles import read_yaml


def content_report(today: date) -> dict[str, Any]:
    """For scripts: names and shapes are kept from release to release. A fixed number of queries.

    `sections`: a row each and language. `gaps`: [{topic, country, missing, to_confirm}], facts that say nothing there or must
    be confirmed; only where there are any. `totals`. `behind` {country or language: {missing, stale}}: keys of sections.
    `resources` {country: {stages, unverified}}. `raw` {taken, held_back}.
    """
    sections = section_lines()
    gaps = [
        {"topic": topic, "country": code, **found}
        for topic, by_country in fact_gaps().items()
        for code, found in by_country.items()
        if found["missing"] or found["to_confirm"]
    ]
    return {
        "sections": sections, "gaps": gaps, "totals": _totals(sections, gaps), "behind": section_gaps(),
        "resources": help_gaps(today), "raw": raw_facts(),
    }  # fmt: skip


def section_lines() -> list[dict[str, Any]]:
    """A row for each section and language: words, reading ease (of the country with the hardest text), lawyers' words left,
    facts cited, sources they rest on, slots by country, questions about it and how many of them are bound to a fact."""
    items = list(_live(ItemKind.SECTION).exclude(draft=None).select_related("draft").order_by("key", "language"))
    bodies = {item.pk: dict(item.draft.body) for item in items if item.draft}
    cited = {
        (pk, code): tuple(dict.fromkeys(one.key for one in facts_cited(body, code)))
        for pk, body in bodies.items()
        for code in COUNTRIES
    }
    answers = laws({key for keys in cited.values() for key in keys}, COUNTRIES, drafts=True)
    asked, words = _questions(), {code: legalese(code) for code in Language.values}
    return [
        _line(item, bodies[item.pk], {code: cited[item.pk, code] for code in COUNTRIES}, answers)
        | {"legalese": _legalese(bodies[item.pk], words[item.language])}
        | dict(zip(("questions", "questions_bound"), asked.get(item.key, (0, 0)), strict=True))
        for item in items
    ]


def _line(
    item: Item, body: Mapping[str, Any], cited: Mapping[str, Sequence[str]], answers: Mapping[tuple[str, str], LawAnswer]
) -> dict[str, Any]:
    law = {code: {key: answers[key, code] for key in cited[code] if (key, code) in answers} for code in COUNTRIES}
    measured = {code: measure(words_read(body, country=code, facts=law[code]), item.language) for code in COUNTRIES}
    eases = [one.reading_ease for one in measured.values() if one.reading_ease is not None]
    return {
        "key": item.key, "language": item.language, "title": str(body.get("title", "")),
        "words": {code: one.words for code, one in measured.items()}, "reading_ease": min(eases, default=None),
        "inflesz": inflesz_band(min(eases)) if eases and item.language == Language.ES else None,
        "facts": sorted({key for keys in cited.values() for key in keys}),
        "sources": sorted({source for here in law.values() for one in here.values() for source in one.sources}),
        "slots": {code: _slots(body, code) for code in COUNTRIES},
    }  # fmt: skip


def _legalese(body: Mapping[str, Any], avoid: Mapping[str, str]) -> list[str]:
    text = "\n\n".join(words_read(body, country=code, facts={}) for code in COUNTRIES)
    return sorted({one.term for one in legalese_in(text, avoid)})


def _slots(body: Mapping[str, Any], code: str) -> dict[str, int]:
    slots = [block for block in resolved_blocks(body, code) if block["type"] == "slot"]
    away = sum(bool(block.get("na")) for block in slots)
    filled = sum(bool(block.get("markdown")) for block in slots)
    return {"filled": filled, "na": away, "missing": len(slots) - filled - away}


def _questions() -> dict[str, tuple[int, int]]:
    """{section: (questions that name it, how many of them are bound to a fact)}. One query."""
    found: dict[str, tuple[int, int]] = {}
    rows = _live(ItemKind.QUESTION).exclude(draft=None).values_list("draft__body__section", "draft__body__fact")
    for section, fact in rows:
        n, bound = found.get(str(section or ""), (0, 0))
        found[str(section or "")] = (n + 1, bound + bool(fact))
    return found


def _totals(sections: Sequence[Mapping[str, Any]], gaps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    spanish = [one for one in sections if one["language"] == Language.ES]
    asked = _questions()
    return {
        "sections": len(spanish), "languages": sorted({one["language"] for one in sections}),
        "words": sum(max(one["words"].values()) for one in spanish),
        "lowest_ease": {code: _lowest(sections, code) for code in Language.values},
        "legalese": sum(len(one["legalese"]) for one in sections),
        "facts_cited": len({key for one in sections for key in one["facts"]}),
        "sources": len({key for one in sections for key in one["sources"]}),
        "slots_missing": sum(slot["missing"] for one in sections for slot in one["slots"].values()),
        "questions": sum(n for n, _bound in asked.values()), "questions_bound": sum(bound for _n, bound in asked.values()),
        "facts_missing": sum(len(one["missing"]) for one in gaps), "to_confirm": sum(len(one["to_confirm"]) for one in gaps),
    }  # fmt: skip


def _lowest(sections: Sequence[Mapping[str, Any]], language: str) -> float | None:
    eases = [one["reading_ease"] for one in sections if one["language"] == language]
    return min((one for one in eases if one is not None), default=None)


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
