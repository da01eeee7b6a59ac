"""What stands in the way on the side of the law: facts missing, old or unsure; sources late or without a licence.

Asked by what the drafts cite, so it holds for lessons, questions and cases alike. The number of queries does not grow.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.facts import LawAnswer
from courses.freshness import why_look_again
from courses.kinds import NOTE, STOP, Problem
from courses.models import Citation, Item, ItemKind
from courses.selectors.law import laws
from lms.kernel.places import Country

PERMITTED: Final = frozenset({"facts", "public", "permission", "cc-by", "cc-by-sa"})
_NAMED: Final = 3  # places that a sentence names before it says how many more there are


@dataclass(frozen=True, slots=True)
class Use:
    """A fact, or a part of one, that a country's reader meets in a unit. `promised`: the text can't do without it."""

    unit_key: str
    country: str
    key: str
    part: str
    place: str  # key of the section, question or case
    item_id: int
    promised: bool


def uses_of(items_of_unit: Mapping[str, Iterable[int]], countries: Sequence[str]) -> list[Use]:
    """What the drafts of these units cite, country by country. Two queries."""
    units: dict[int, list[str]] = defaultdict(list)
    for unit, items in items_of_unit.items():
        for item in items:
            units[item].append(unit)
    drafts: dict[int, tuple[int, str, str]] = {}
    for pk, kind, key, draft, published in Item.objects.filter(pk__in=units).values_list(
        "pk", "kind", "key", "draft_id", "published_id"
    ):
        if version := draft or published:
            drafts[version] = (pk, kind, key)
    cited = Citation.objects.filter(version__in=drafts, kind=ItemKind.FACT, shown_only=False).order_by("pk")
    found: dict[Use, None] = {}
    for version, slot, key, part in cited.values_list("version_id", "slot", "key", "part"):
        item, kind, place = drafts[version]
        for country in [slot] if slot else countries:
            for unit in units[item] if country in countries else ():
                found[Use(unit, country, key, part, place, item, kind == ItemKind.SECTION)] = None
    return list(found)


def problems_of_uses(uses: Sequence[Use], countries: Sequence[str], today: date) -> list[Problem]:
    """What is wrong with the facts that are used, and with what they rest on. Four queries."""
    answers = laws({use.key for use in uses}, countries, drafts=True)
    by_fact: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in uses:
        by_fact[use.key, use.country].append(use)
    live = Item.objects.filter(kind=ItemKind.FACT, key__in={use.key for use in uses}, archived_at=None)
    known = set(live.values_list("key", flat=True))
    sources = _sources({source for answer in answers.values() for source in answer.sources})
    found: list[Problem] = []
    for (key, country), mine in sorted(by_fact.items()):
        answer = answers.get((key, country))
        if answer is None:
            found.extend(_missing(key, country, mine, known))
            continue
        here = reverse("lms:courses:fact-detail", args=[key])
        for weight, sentence in (*_parts(answer, mine), *_standing(answer, sources, today)):
            found.append(Problem(_unit(mine), country, sentence, here, weight))
    return found + _of_sources(answers, by_fact, sources, today)


def _unit(uses: Iterable[Use]) -> str:
    """The unit that these are in, when it is one."""
    units = {use.unit_key for use in uses}
    return units.pop() if len(units) == 1 else ""


def _places(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    said = ", ".join(every[:_NAMED])
    more = len(every) - _NAMED
    return _("%(names)s and %(n)s more") % {"names": said, "n": more} if more > 0 else said


def _missing(key: str, country: str, uses: Sequence[Use], known: set[str]) -> list[Problem]:
    """A text cites what is not there. What a question or case misses, its own kind says."""
    texts = [use for use in uses if use.promised]
    if not texts:
        return []
    said = _("The fact '%(fact)s' says nothing for %(country)s (cited in %(places)s).")
    name = {"fact": key, "country": Country(country).label, "places": _places(use.place for use in texts)}
    if key in known:
        here = reverse("lms:courses:fact-detail", args=[key])
    else:
        here = reverse("lms:courses:section-detail", args=[texts[0].item_id])
    return [Problem(_unit(texts), country, said % name, here)]


def _parts(answer: LawAnswer, uses: Sequence[Use]) -> list[tuple[str, str]]:
    missing = {use.part: use for use in uses if use.promised and use.part and use.part not in answer.values}
    said = _("The fact '%(fact)s' has no part '%(part)s' for %(country)s.")
    name = {"fact": answer.key, "country": Country(answer.country).label}
    return [(STOP, said % {**name, "part": part}) for part in sorted(missing)]


def _standing(answer: LawAnswer, sources: Mapping[str, Mapping[str, Any]], today: date) -> list[tuple[str, str]]:
    """No source; a fee that is a year old; a rule that readers are told to confirm."""
    name = {"fact": answer.key, "country": Country(answer.country).label, "as_of": answer.as_of, "office": answer.office}
    found: list[tuple[str, str]] = []
    if not any(key in sources for key in answer.sources):
        found.append((STOP, _("The fact '%(fact)s' has no source for %(country)s.") % name))
    if why_look_again(ItemKind.FACT, answer.key, {"as_of": answer.as_of}, today):
        found.append((STOP, _("The fee '%(fact)s' for %(country)s is of %(as_of)s: look up what it costs now.") % name))
    elif answer.unsure:
        found.append((NOTE, _("'%(fact)s' is shown as to be confirmed with %(office)s.") % name))
    return found


def _sources(keys: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """{source: its draft's body, with the item as `pk`}."""
    live = Item.objects.filter(kind=ItemKind.SOURCE, key__in=set(keys), archived_at=None).exclude(draft=None)
    return {key: {**body, "pk": pk} for pk, key, body in live.values_list("pk", "key", "draft__body")}


def _of_sources(
    answers: Mapping[tuple[str, str], LawAnswer],
    by_fact: Mapping[tuple[str, str], Sequence[Use]],
    sources: Mapping[str, Mapping[str, Any]],
    today: date,
) -> list[Problem]:
    """Sources past their day of review, or without an owner or a licence: once a source and country."""
    rests: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (key, country), answer in sorted(answers.items()):
        for source in answer.sources if (key, country) in by_fact else ():
            rests[source, country].append(key)
    found: list[Problem] = []
    for (source, country), facts in sorted(rests.items()):
        body = sources.get(source)
        if body is None:
            continue
        name = {"source": source, "facts": _places(facts), "day": body.get("review_by") or ""}
        sentences = []
        if why_look_again(ItemKind.SOURCE, source, body, today):
            sentences.append(_("The source '%(source)s' was to be looked at again by %(day)s (%(facts)s rest on it)."))
        if not body.get("owner") or body.get("licence") not in PERMITTED:
            sentences.append(
                _("The source '%(source)s' names no owner, or no licence that lets us use it (%(facts)s rest on it).")
            )
        here = reverse("lms:courses:item-detail", args=[body["pk"]])
        uses = [use for fact in facts for use in by_fact[fact, country]]
        found.extend(Problem(_unit(uses), country, sentence % name, here, STOP) for sentence in sentences)
    return found
