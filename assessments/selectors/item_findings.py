"""What the rules of good questions find in one bank, for its page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.item_bodies import facts_of, item_of
from assessments.item_rules import FAIL, RULES, Finding, Item, findings
from assessments.item_rules.items import LANGUAGES
from assessments.item_rules.lengths import MOST, longest_share
from assessments.models import QuestionEntry
from assessments.selectors.bank import BankRow, bank_rows
from assessments.selectors.item_quality import bank_items, is_scored, known_tasks
from assessments.wording_items import rule_in_words
from courses import api as courses
from lms.kernel.places import COUNTRIES


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: where it is mended (`item_id` None: in the bank as a whole), where it holds, and what is wrong."""

    item_id: int | None
    key: str
    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule, with why it is one."""

    rule: str
    title: str
    why: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How often the key is the longest option in a country ('': everywhere), in percent by language; None: no choice."""

    country: str
    es: float | None
    en: float | None
    high: bool


@dataclass(frozen=True, slots=True)
class BankFindings:
    """One bank under the rules. `notes`: questions on trial somewhere, by {key: countries}."""

    banks: Sequence[BankRow]
    bank: BankRow | None
    total: int
    failed: int
    groups: Sequence[Group]
    notes: Sequence[Found]
    shares: Sequence[Share]
    most: int = int(MOST * 100)


def bank_findings(key: str) -> BankFindings:
    """What is found in a bank now (an unknown or no key: the first one). Ten queries at most, whatever its size."""
    banks = [row for row in bank_rows() if row.total]
    bank = next((row for row in banks if row.key == key), banks[0] if banks else None)
    if bank is None:
        return BankFindings(banks, None, 0, 0, (), (), ())
    items = bank_items([bank.key])
    found = findings(items, tasks=known_tasks())
    ids = dict(QuestionEntry.objects.filter(bank__key=bank.key).values_list("item__key", "item_id"))
    failed = [one for one in found if one.weight == FAIL]
    return BankFindings(
        banks,
        bank,
        len(items),
        len(failed),
        _groups(failed, ids),
        _notes([f for f in found if f.weight != FAIL], ids),
        _shares(items),
    )


def question_findings(entry: QuestionEntry, body: Mapping[str, Any]) -> list[Found]:
    """What one question's draft breaks by itself, not what its bank does with places and lengths. Three queries at most."""
    facts = facts_of(body)
    laws = courses.laws(facts, COUNTRIES, drafts=True) if facts else {}
    item = item_of(entry.item.key, body, laws, bank=entry.bank.key, task=entry.task, scored=is_scored(entry))
    return [
        Found(entry.item_id, one.item, _where(one), one.sentence) for one in findings([item], tasks=known_tasks()) if one.item
    ]


def _where(one: Finding) -> str:
    return " · ".join(filter(None, (one.country, one.language)))


def _groups(found: Sequence[Finding], ids: Mapping[str, int]) -> list[Group]:
    by_rule: defaultdict[str, list[Found]] = defaultdict(list)
    for one in found:
        by_rule[one.rule].append(Found(ids.get(one.item), one.item, _where(one), one.sentence))
    return [Group(rule, *rule_in_words(rule), tuple(by_rule[rule])) for rule in RULES if rule in by_rule]


def _notes(found: Sequence[Finding], ids: Mapping[str, int]) -> list[Found]:
    """One line a question, with the countries in which it is on trial."""
    where: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in found:
        where[one.item, str(one.figures["fact"])].append(one.country)
    return [Found(ids.get(key), key, ", ".join(countries), fact) for (key, fact), countries in where.items()]


def _shares(items: Sequence[Item]) -> list[Share]:
    """By country where law makes options, else one line for all."""
    by_law = any(set(item.sheets) - {""} for item in items)
    found = []
    for country in COUNTRIES if by_law else ("",):
        shares = {language: longest_share(items, country, language) for language in LANGUAGES}
        percents = {language: round(100 * len(long) / of, 1) if of else None for language, (long, of) in shares.items()}
        high = any(percent is not None and percent > float(MOST * 100) for percent in percents.values())
        found.append(Share(country, percents["es"], percents["en"], high))
    return found
