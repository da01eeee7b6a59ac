"""A rubric as it stands in a case's file: the rule, criteria with their levels, red flags, and a bank of comments."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments import rubrics
from assessments.kinds.reading import LANGUAGES, Checker
from lms.kernel.canonical_yaml import without
from lms.kernel.textfiles import Lined

LEVELS: Final = (0, 1, 2, 3)
BUSINESS: Final = "business"  # the criterion that every rubric has: connects IP with the result of the business
WHOLE: Final = "_"  # a comment on the whole letter
LONGEST_COMMENT: Final = 600


def listed(entries: Sequence[Mapping[str, Any]], *names: str) -> list[dict[str, Any]]:
    """Entries with their names in the order they are written; a name that an entry lacks is left out."""
    return [{name: entry[name] for name in names if name in entry} for entry in entries]


def written_rubric(rubric: Mapping[str, Any]) -> dict[str, Any]:
    """A rubric as it is written."""
    criteria = [
        {**one, "levels": listed(one["levels"], "n", "points", "es", "en")}
        for one in listed(rubric["criteria"], "id", "titles", "weight", "common", "levels")
    ]
    entry = {
        "rule": rubric.get("rule", rubrics.RULES[0]),
        "criteria": criteria,
        "flags": listed(rubric["flags"], "id", "titles"),
        "bank": listed(rubric.get("bank", ()), "id", "criterion", "es", "en"),
    }
    return without(entry, flags=[], bank=[])


def read_rubric(checker: Checker, entry: Lined) -> dict[str, Any]:
    """The rule, criteria, red flags and comments of a rubric; mistakes go to the checker."""
    checker.unknown(entry, {"rule", "criteria", "flags", "bank"})
    criteria = []
    for one in checker.entries(entry, "criteria", least=1):
        checker.unknown(one, {"id", "titles", "weight", "common", "levels"})
        criteria.append(
            {
                "id": str(one.get("id") or ""),
                "titles": checker.words(one, "titles"),
                "weight": checker.number(one, "weight", low=1, high=100),
                "common": _common(checker, one),
                "levels": _levels(checker, one),
                "_line": one.line,
            }
        )
    checker.ids(entry, "criteria", criteria)
    _business(checker, entry, criteria)
    total = sum(criterion["weight"] for criterion in criteria)
    if criteria and total != 100:
        sentence = _("The weights must sum to 100; they sum to {total}.")
        checker.say(entry.line_of("criteria"), sentence.format(total=f"{total:g}"))
    flags = []
    for one in checker.entries(entry, "flags"):
        checker.unknown(one, {"id", "titles"})
        flags.append({"id": str(one.get("id") or ""), "titles": checker.words(one, "titles"), "_line": one.line})
    checker.ids(entry, "flags", flags)
    return {
        "rule": checker.one_of(entry, "rule", rubrics.RULES, rubrics.RULES[0]),
        "criteria": criteria,
        "flags": flags,
        "bank": _bank(checker, entry, [one["id"] for one in criteria]),
    }


def _common(checker: Checker, entry: Lined) -> bool:
    """Whether a criterion is scored alike in every country."""
    value = entry.get("common")
    if isinstance(value, bool):
        return value
    sentence = _("'common' must be true (scored alike in every country) or false (judged by the country's law).")
    checker.say(entry.line_of("common"), sentence)
    return True


def _business(checker: Checker, entry: Lined, criteria: Sequence[Mapping[str, Any]]) -> None:
    """Every rubric asks what the advice does for the business, and asks it alike everywhere."""
    if not any(one["id"] == BUSINESS and one["common"] for one in criteria):
        sentence = _(
            "A rubric needs a criterion with the id '{id}' and 'common: true':"
            " whether the letter connects IP with the result of the business."
        )
        checker.say(entry.line_of("criteria"), sentence.format(id=BUSINESS))


def _levels(checker: Checker, entry: Lined) -> list[dict[str, Any]]:
    """Four levels. Points that are a level's own number are not kept: they say nothing."""
    levels: list[dict[str, Any]] = []
    for one in checker.entries(entry, "levels"):
        checker.unknown(one, {"n", "points", "es", "en"})
        level = {"n": one.get("n")}
        if "points" in one and (points := checker.number(one, "points", low=0, high=100, default=level["n"])) != level["n"]:
            level["points"] = points
        levels.append({**level, **_spoken(checker, one, "level")})
    if [level["n"] for level in levels] != list(LEVELS):
        checker.say(entry.line_of("levels"), _("A criterion has the levels 0, 1, 2 and 3, in this order."))
    elif (points := [level.get("points", level["n"]) for level in levels]) != sorted(points) or points[0] == points[-1]:
        sentence = _("The points never fall from one level to the next, and the highest level has more than the lowest.")
        checker.say(entry.line_of("levels"), sentence)
    return levels


def _spoken(checker: Checker, entry: Lined, name: str) -> dict[str, str]:
    """The words of an entry that has its languages beside its other keys."""
    holder, words = Lined(entry.line), Lined(entry.line)
    for lang in LANGUAGES:
        words[lang] = entry.get(lang)
        words.lines[lang] = entry.line_of(lang)
    holder[name] = words
    return checker.words(holder, name)


def _bank(checker: Checker, entry: Lined, criteria: Sequence[str]) -> list[dict[str, Any]]:
    """Comments at hand to who scores. Not part of what a rubric is known by."""
    found = []
    for one in checker.entries(entry, "bank"):
        checker.unknown(one, {"id", "criterion", "es", "en"})
        criterion, words = str(one.get("criterion") or ""), _spoken(checker, one, "comment")
        if criterion not in (*criteria, WHOLE):
            sentence = _("'criterion' must be one of {known}; '_' is the whole letter.")
            checker.say(one.line_of("criterion"), sentence.format(known=", ".join((*criteria, WHOLE))))
        for text in words.values():
            if len(text) > LONGEST_COMMENT:
                sentence = _("A comment has at most {most} characters; this one has {n}.")
                checker.say(one.line, sentence.format(most=LONGEST_COMMENT, n=len(text)))
        found.append({"id": str(one.get("id") or ""), "criterion": criterion, **words, "_line": one.line})
    checker.ids(entry, "bank", found)
    return found
