"""What a proposal would be, before anything is written: the fact as it stands, the body proposed, what would rest on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.errors import NothingChanges
from courses.facts import values_in_words
from courses.ledger import Step, Text, resolved
from courses.models import Change, ChangeState, Item, ItemKind
from courses.proposals import people_sentence, place_values, proposed_body
from courses.selectors.ledger import texts_of
from courses.wording import date_in_words
from lms.kernel.errors import BadInput
from lms.kernel.places import Jurisdiction, Language
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal that is not written. `base` is the body it was made from; `sentence` what people would read."""

    step: Step
    item_id: int | None
    base: Mapping[str, Any]
    sentence: Mapping[str, str]

    @property
    def body(self) -> Mapping[str, Any]:
        """The body proposed; empty when the rule is retired."""
        return self.step.after.body if self.step.after else {}


def split_key(key: str) -> tuple[str, str]:
    """`trademarks.term.term` → (`trademarks.term`, `term`); raises BadInput for what is no fact's key."""
    pieces = key.strip().split(".")
    if len(pieces) not in (2, 3) or not all(pieces):
        raise BadInput(what=_("“%(key)s” is not a fact's key: write topic.name or topic.name.part.") % {"key": key[:80]})
    return ".".join(pieces[:2]), pieces[2] if len(pieces) == 3 else ""


def plan_change(
    key: str, jurisdiction: str, value: str, *, in_force_from: date, es: str = "", en: str = "",
    transitional: Mapping[str, str] | None = None, retire: bool = False,
) -> Plan:  # fmt: skip
    """Read KEY and VALUE against the toolkit as it stands. Raises BadInput (it says what is wrong), NothingChanges.

    A country that had no rule of its own gets one made from the rule that reached it, without that rule's legal basis and
    marked to be confirmed: nobody wrote down yet what it rests on.
    """
    now = standing_fact(key, jurisdiction)
    fact, part, own = now.key, now.part, now.own
    if retire:
        if own is None:
            raise BadInput(what=_("The fact %(key)s has no rule of %(country)s to retire.") % _said(fact, jurisdiction))
        return Plan(
            Step(ItemKind.FACT, fact, jurisdiction, "", own, None),
            now.item_id,
            own.body,
            told(own.body, {}, jurisdiction, in_force_from),
        )
    proposed = proposed_body(fact, jurisdiction, now.base, value, part=part, es=es, en=en, in_force_from=in_force_from)
    body = proposed.body
    if own and transitional is None and all(body[name] == own.body[name] for name in ("values", "sentence")):
        raise NothingChanges
    if transitional is not None:
        body["transitional"] = {code: text for code, text in transitional.items() if text}
    step = Step(ItemKind.FACT, fact, jurisdiction, "", own, Text(None, body), proposed.part)
    return Plan(step, now.item_id, now.base, told(now.base, body, jurisdiction, in_force_from))


@dataclass(frozen=True, slots=True)
class Standing:
    """A fact as it stands for a jurisdiction. `own` is None where another's rule reaches it; `base` is what to start from."""

    key: str
    part: str
    item_id: int | None
    own: Text | None
    base: Mapping[str, Any]


def standing_fact(key: str, jurisdiction: str) -> Standing:
    """What KEY names for a jurisdiction. Raises BadInput. Three queries."""
    fact, part = split_key(key)
    if jurisdiction not in Jurisdiction.values:
        raise BadInput(
            what=_("“%(country)s” is not a jurisdiction: %(known)s.")
            % {"country": jurisdiction[:20], "known": ", ".join(Jurisdiction.values)}
        )
    items = Item.objects.filter(kind=ItemKind.FACT, key=fact)
    texts = {country: text for (_key, country), text in texts_of(items).items()}
    item = items.filter(country=jurisdiction).values_list("pk", flat=True).first()
    base = _base(fact, jurisdiction, texts)
    if part and part not in base["values"]:
        place_values(fact, base["values"], (), part)
    return Standing(fact, part, item, texts.get(jurisdiction), base)


def _said(key: str, jurisdiction: str) -> dict[str, str]:
    return {"key": key, "country": str(Jurisdiction(jurisdiction).label)}


def _base(key: str, jurisdiction: str, texts: Mapping[str, Text]) -> dict[str, Any]:
    """The body to start from: the jurisdiction's own, else that of the rule that reaches it, without what that rests on."""
    if not texts:
        raise BadInput(what=_("There is no fact %(key)s in the toolkit.") % {"key": key})
    if jurisdiction in texts:
        return dict(texts[jurisdiction].body)
    reached = resolved(texts, jurisdiction) if jurisdiction not in ("AND", "INT") else None
    if reached is None:
        raise BadInput(
            what=_("The fact %(key)s says nothing for %(country)s yet: write it in the library first. It has: %(known)s.")
            % {**_said(key, jurisdiction), "known": ", ".join(sorted(texts))}
        )
    empty: dict[str, Any] = {"law": "", "article": "", "transitional": {}, "raw": "", "note": ""}
    return {**reached[1].body, **empty, "needs_check": True}


def told(before: Mapping[str, Any], after: Mapping[str, Any], country: str, in_force_from: date) -> dict[str, str]:
    """The sentence for people when the author writes none; a rule that ends is told as such."""
    old, new = before.get("values") or {}, after.get("values") or {}
    changed = {name for name in new if old.get(name) != new[name]}
    words: dict[str, list[str]] = {}
    days = {}
    for language in Language.values:
        with override(language):
            days[language] = date_in_words(in_force_from.isoformat())
            ends = _("it ends")
        words[language] = [
            values_in_words({n: v for n, v in values.items() if n in changed}, country=country, language=language)
            or in_language(body.get("sentence"), language)
            for values, body in ((old, before), (new, after))
        ]
        words[language][1] = words[language][1] or ends
    was, now = ({language: pair[place] for language, pair in words.items()} for place in (0, 1))
    return people_sentence(before.get("titles") or after.get("titles") or {}, was, now, days)


def waiting_change(item_id: int | None) -> int | None:
    """A change of this item that was proposed and not decided."""
    if item_id is None:
        return None
    return Change.objects.filter(item=item_id, state=ChangeState.PROPOSED).values_list("pk", flat=True).first()
