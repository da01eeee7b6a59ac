"""What a proposal would be, before anything is written: the fact as it stands, the body proposed, what would rest on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.errors import NothingChanges
from courses.facts import values_in_words
from courses.ledger import Step, Text, resolved, touched
from courses.models import Change, ChangeState, Item, ItemKind
from courses.proposals import people_sentence, proposed_body
from courses.selectors.ledger import siblings_of, texts_of
from courses.wording import date_in_words
from lms.kernel.errors import BadInput
from lms.kernel.places import Jurisdiction, Language
from lms.kernel.words import in_language

OF_ANOTHER: Final = ("law", "article", "transitional")  # what a country's new rule does not take over from the rule it replaces


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
    fact, part = split_key(key)
    if jurisdiction not in Jurisdiction.values:
        raise BadInput(
            what=_("“%(country)s” is not a jurisdiction: %(known)s.")
            % {"country": jurisdiction[:20], "known": ", ".join(Jurisdiction.values)}
        )
    items = Item.objects.filter(kind=ItemKind.FACT, key=fact)
    texts = {country: text for (_key, country), text in texts_of(items).items()}
    item = items.filter(country=jurisdiction).values_list("pk", flat=True).first()
    own = texts.get(jurisdiction)
    base = _base(fact, jurisdiction, texts)
    if retire:
        if own is None:
            raise BadInput(what=_("The fact %(key)s has no rule of %(country)s to retire.") % _said(fact, jurisdiction))
        return Plan(Step(ItemKind.FACT, fact, jurisdiction, "", own, None, part), item, own.body, {})
    proposed = proposed_body(
        fact, jurisdiction, base, value, part=part, es=es, en=en, in_force_from=in_force_from
    )  # fmt: skip
    body = proposed.body
    if own and transitional is None and all(body[name] == own.body[name] for name in ("values", "sentence")):
        raise NothingChanges
    if transitional is not None:
        body["transitional"] = {code: text for code, text in transitional.items() if text}
    step = Step(ItemKind.FACT, fact, jurisdiction, "", own, Text(None, body), proposed.part)
    return Plan(step, item, base, told(step, base, in_force_from))


def _said(key: str, jurisdiction: str) -> dict[str, str]:
    return {"key": key, "country": str(Jurisdiction(jurisdiction).label)}


def _base(key: str, jurisdiction: str, texts: Mapping[str, Text]) -> dict[str, Any]:
    """The body to start from: the jurisdiction's own, else that of the rule that reaches it."""
    if not texts:
        raise BadInput(what=_("There is no fact %(key)s in the toolkit.") % {"key": key})
    if jurisdiction in texts:
        return dict(texts[jurisdiction].body)
    reached = resolved(texts, jurisdiction) if jurisdiction not in ("AND", "INT") else None
    if reached is None:
        raise BadInput(
            what=_(
                "The fact %(key)s says nothing for %(country)s yet: write it in the toolkit's files first. It has: %(known)s."
            )
            % {**_said(key, jurisdiction), "known": ", ".join(sorted(texts))}
        )
    empty: dict[str, Any] = {"law": "", "article": "", "transitional": {}, "raw": "", "note": ""}
    return {**reached[1].body, **empty, "needs_check": True}


def told(step: Step, base: Mapping[str, Any], in_force_from: date) -> dict[str, str]:
    """The sentence for people when the author writes none."""
    after = step.after.body if step.after else {}
    changed = {name for name, value in after.get("values", {}).items() if base.get("values", {}).get(name) != value}
    words: list[dict[str, str]] = [{}, {}]
    days = {}
    for language in Language.values:
        for place, body in enumerate((base, after)):
            some = {name: value for name, value in body.get("values", {}).items() if name in changed}
            short = values_in_words(some, country=step.country, language=language)
            words[place][language] = short or in_language(body.get("sentence"), language)
        with override(language):
            days[language] = date_in_words(in_force_from.isoformat())
    return people_sentence(after.get("titles", {}), words[0], words[1], days)


def countries_of(plan: Plan) -> tuple[str, ...]:
    """The countries that the plan touches."""
    return touched(plan.step, siblings_of(plan.step))


def waiting_change(item_id: int | None) -> int | None:
    """A change of this item that was proposed and not decided."""
    if item_id is None:
        return None
    return Change.objects.filter(item=item_id, state=ChangeState.PROPOSED).values_list("pk", flat=True).first()
