"""What stands in the way of an item's publication: citations that lead nowhere, sources without owner or licence. Drafts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.models import ChangeClass, Citation, Item, ItemKind, ItemVersion
from courses.selectors.law import laws
from courses.services.figure_problems import problems_of_figure
from courses.services.importing import no_such
from lms.kernel.places import COUNTRIES, Country

_PERMITTED = ("facts", "public", "permission", "cc-by", "cc-by-sa")


def citation_problems(citations: Sequence[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """(line, sentence) for every citation that leads nowhere: no such key, nothing for a country, no such part.

    A citation is what the parser makes (block, slot, kind, key, part, line). Three queries, however many citations.
    """
    keys: dict[str, set[str]] = {}
    for kind, key in Item.objects.filter(
        kind__in={c["kind"] for c in citations}, archived_at=None, draft__isnull=False
    ).values_list("kind", "key"):
        keys.setdefault(kind, set()).add(key)
    answers = laws({c["key"] for c in citations if c["kind"] == ItemKind.FACT}, COUNTRIES, drafts=True)
    found: dict[tuple[int, str], None] = {}
    for one in citations:
        for sentence in _leads_nowhere(one, keys, answers):
            found[int(one.get("line") or 0), sentence] = None
    return sorted(found)


def _leads_nowhere(
    one: Mapping[str, Any], keys: Mapping[str, set[str]], answers: Mapping[tuple[str, str], Any]
) -> Iterable[str]:
    kind, key, part = one["kind"], one["key"], one.get("part", "")
    if key not in keys.get(kind, ()):
        yield no_such(kind, key, keys.get(kind, ()))
        return
    if kind != ItemKind.FACT or one.get("shown_only") or one.get("anywhere"):
        return
    for country in [one["slot"]] if one.get("slot") else COUNTRIES:
        answer = answers.get((key, country))
        if answer is None:
            yield _("The fact '%(key)s' says nothing for %(country)s.") % {"key": key, "country": Country(country).label}
        elif part and part not in answer.values:
            said = {
                "key": key,
                "part": part,
                "country": Country(country).label,
                "parts": ", ".join(answer.values) or "–",
            }
            yield _("The fact '%(key)s' has no part '%(part)s' for %(country)s. Its parts: %(parts)s.") % said


def version_problems(versions: Sequence[ItemVersion]) -> list[tuple[int, str]]:
    """(item id, sentence) for what refuses these drafts' publication. `item` must be loaded. The queries do not grow."""
    found: list[tuple[int, str]] = []
    cited: dict[int, list[dict[str, Any]]] = {}
    fields = ("version_id", "block", "slot", "kind", "key", "part", "shown_only")
    by_version = {version.pk: version for version in versions}
    for row in _citations(by_version).values(*fields):
        cited.setdefault(row["version_id"], []).append(row)
    every = [{**row, "line": version_id} for version_id, rows in cited.items() for row in _asked(by_version[version_id], rows)]
    found.extend((by_version[version_id].item_id, sentence) for version_id, sentence in citation_problems(every))
    found.extend(_sources_at_fault(by_version, cited))
    found.extend(
        (version.item_id, _("This change of the law is approved in the ledger, where all that rests on it is found."))
        for version in versions
        if version.item.kind == ItemKind.FACT and version.item.published_id and version.change_class != ChangeClass.EDITORIAL
    )
    found.extend(
        (version.item_id, sentence)
        for version in versions
        if version.item.kind == ItemKind.FIGURE
        for sentence in problems_of_figure(version.item.key, version.body)
    )
    found.extend(
        (version.item_id, _("A fact needs at least one source."))
        for version in versions
        if version.item.kind == ItemKind.FACT and not any(c["kind"] == ItemKind.SOURCE for c in cited.get(version.pk, ()))
    )
    return found


def _asked(version: ItemVersion, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only sections promise a fact for every country that reads them; others name it for some."""
    return list(rows) if version.item.kind == ItemKind.SECTION else [{**row, "anywhere": True} for row in rows]


def _citations(by_version: Mapping[int, ItemVersion]) -> Any:
    return Citation.objects.filter(version__in=by_version).order_by("pk")


def _sources_at_fault(
    by_version: Mapping[int, ItemVersion], cited: Mapping[int, Sequence[Mapping[str, Any]]]
) -> list[tuple[int, str]]:
    """Sources without an owner or a licence: those handed in, those cited, and those that cited facts rest on."""
    facts = {row["key"] for rows in cited.values() for row in rows if row["kind"] == ItemKind.FACT}
    rests: dict[str, set[str]] = {}
    for (key, _code), answer in laws(facts, COUNTRIES, drafts=True).items():
        rests.setdefault(key, set()).update(answer.sources)
    wanted: dict[str, set[int]] = {}
    for version_id, version in by_version.items():
        if version.item.kind == ItemKind.SOURCE:
            wanted.setdefault(version.item.key, set()).add(version.item_id)
        for row in cited.get(version_id, ()):
            names = [row["key"]] if row["kind"] == ItemKind.SOURCE else rests.get(row["key"], ())
            for name in names:
                wanted.setdefault(name, set()).add(version.item_id)
    rows = Item.objects.filter(kind=ItemKind.SOURCE, key__in=wanted, archived_at=None).exclude(draft=None)
    found: list[tuple[int, str]] = []
    for key, body in rows.order_by("key").values_list("key", "draft__body"):
        if not body.get("owner") or body.get("licence") not in _PERMITTED:
            found.extend(
                (item_id, _("The source '%(key)s' names no owner, or no licence that lets us use it.") % {"key": key})
                for item_id in sorted(wanted[key])
            )
    return found
