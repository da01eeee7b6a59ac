"""Changes of the law: one that was proposed, with a section that rests on it; one that was approved."""

from datetime import date
from typing import Any

from courses.models import ChangeEntry, Citation, FactVersion, Item, ItemVersion
from courses.selectors.ledger_plans import plan_change
from courses.services.ledger import approve_change, propose_change
from lms.kernel.places import COUNTRIES

SOON = date(2027, 2, 1)


def ledger_samples(country: str, *, author: int, second: int) -> dict[str, Any]:
    """A rule of this country that no course rests on, and its two changes."""
    proposed, approved = (_change(f"{name}-{country.lower()}", country, author) for name in ("proposed", "approved"))
    approve_change(change_id=approved, by=second)
    ChangeEntry.objects.filter(change=approved).update(state="mended")
    entry = ChangeEntry.objects.get(change=proposed)
    return {"change_id": proposed, "approved_change_id": approved, "change_entry_id": entry.pk}


def _change(name: str, country: str, author: int) -> int:
    key = f"ledger.{name}"
    body: dict[str, Any] = {
        "topic": "ledger", "kind": "text", "titles": {"es": "Regla", "en": "Rule"}, "values": {},
        "short": {"es": "Breve", "en": "Short"}, "sentence": {"es": "Dice algo.", "en": "It says something."}, "law": "",
        "article": "", "sources": [], "as_of": "2026", "in_force_from": None, "transitional": {}, "confidence": "high",
        "needs_check": False, "raw": "", "note": "",
    }  # fmt: skip
    version = _published("fact", key, country, body)
    typed = ("values", "sentence", "law", "article", "as_of", "transitional", "confidence", "needs_check")
    FactVersion.objects.create(version=version, **{field: body[field] for field in typed})
    blocks = [{"id": "b1", "type": "text", "markdown": f"{{fact:{key}}}"}]
    text = _published("section", f"ledger/{name}", "", {"title": "T", "summary": "S", "blocks": blocks, "resources": []})
    Citation.objects.create(version=text, block="b1", slot=country, kind="fact", key=key)
    plan = plan_change(key, country, "Dice otra cosa.", en="It says something else.", in_force_from=SOON)
    return propose_change(plan=plan, change_class="advisory", in_force_from=SOON, by=author)


def _published(kind: str, key: str, country: str, body: dict[str, Any]) -> ItemVersion:
    item = Item.objects.create(kind=kind, key=key, country=country, language="es" if kind == "section" else "")
    parts = dict.fromkeys(COUNTRIES, "0" * 64)
    version: ItemVersion = ItemVersion.objects.create(item=item, number=1, digest="0" * 64, body=body, parts=parts)
    Item.objects.filter(pk=item.pk).update(draft=version, published=version)
    return version
