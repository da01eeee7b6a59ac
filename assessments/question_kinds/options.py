"""Options: read from a file, shown, chosen, scored. For single, multiple, true/false, fact-bound and choice gaps. Pure."""

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.question_kinds.base import NOTHING, as_number, picked, six
from assessments.question_kinds.protocol import Raw, Reading, Response, Slot
from lms.kernel.canonical import digest
from lms.kernel.textfiles import Lined
from lms.kernel.words import in_language

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker


def fractions_of(kind: str, right: Sequence[bool]) -> list[float]:
    """The fraction of each option from which of them are right: what the file format's `right: true` means."""
    rights, wrongs = sum(right), len(right) - sum(right)
    if kind != "multiple":
        return [1.0 if is_right else 0.0 for is_right in right]
    return [round(1 / rights, 7) if is_right else round(-1 / wrongs, 7) for is_right in right]


def read_options(checker: "Checker", entry: Lined, key: str, *, least: int, scored: str = "") -> list[dict[str, Any]]:
    """The options of an entry; with `scored` (single, multiple) each says `right: true` or its `fraction`, never both ways.

    What is not there is said by `checker`; an option whose fraction is not known then has none.
    """
    found: list[dict[str, Any]] = []
    texts: set[tuple[str, str]] = set()
    known = {"id", "text", "feedback"} | ({"right", "fraction"} if scored else set())
    says: list[bool | None] = []
    for one in checker.entries(entry, key, least=least):
        checker.unknown(one, known)
        right = one.get("right", False)
        if not isinstance(right, bool):
            checker.say(one.line_of("right"), _("'right' must be true or false."))
        option: dict[str, Any] = {
            "id": str(one.get("id") or ""),
            "text": checker.words(one, "text"),
            "feedback": checker.words(one, "feedback", needed=False),
            "_line": one.line,
        }
        if scored and "fraction" in one:
            option["fraction"] = float(checker.number(one, "fraction", low=-1, high=1, default=0))
            if "right" in one:
                checker.say(one.line_of("right"), _("Write 'right' or 'fraction', not both."))
        says.append(None if "fraction" in one else right is True)
        for lang, text in option["text"].items():
            if (lang, text.casefold()) in texts:
                checker.say(one.line_of("text"), _("Two options of this question read the same in '{lang}'.").format(lang=lang))
            texts.add((lang, text.casefold()))
        found.append(option)
    checker.ids(entry, key, found)
    if scored:
        _fill_fractions(scored, found, says)
    return found


def _fill_fractions(kind: str, options: Sequence[dict[str, Any]], says: Sequence[bool | None]) -> None:
    if any(says):
        for option, fraction in zip(options, fractions_of(kind, [said is True for said in says]), strict=True):
            option.setdefault("fraction", fraction)
    for option in options:
        option.setdefault("fraction", 0.0)


def check_options(kind: str, options: Sequence[Mapping[str, Any]], field: str = "options") -> list[tuple[str, str]]:
    """Single: one option earns everything, and in short form only one is right. Multiple: what is right adds up to 1."""
    found: list[tuple[str, str]] = []
    fractions = [float(option["fraction"]) for option in options]
    if len(options) < 2:
        found.append((field, _("A question to choose from needs at least two options.")))
    if kind == "multiple":
        total = sum(one for one in fractions if one > 0)
        if not total:
            found.append((field, _("At least one option must be right.")))
        elif abs(total - 1) > 0.0005:
            sentence = _("The fractions of the right options must add up to 1; here they add up to {n}.")
            found.append((field, sentence.format(n=f"{total:.4g}")))
    elif sum(one == 1 for one in fractions) != 1:
        sentence = _("A single choice has exactly one right option; this one has {n}.")
        found.append((field, sentence.format(n=sum(one == 1 for one in fractions))))
    return found


def write_options(kind: str, options: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Options as a file says them: `right: true` where that means these fractions, else each option's `fraction`."""
    rights = [option["fraction"] > 0 for option in options]
    short = any(rights) and [float(o["fraction"]) for o in options] == fractions_of(kind, rights)
    found = []
    for option, right in zip(options, rights, strict=True):
        entry: dict[str, Any] = {"id": option["id"]}
        if short and right:
            entry["right"] = True
        elif not short and option["fraction"]:
            entry["fraction"] = as_number(option["fraction"])
        entry["text"] = option["text"]
        if option.get("feedback"):
            entry["feedback"] = option["feedback"]
        found.append(entry)
    return found


def options_scored(options: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Which option of a body earns what: the author's letter and its fraction, in any order."""
    return sorted([str(one["id"]), str(float(one["fraction"]))] for one in options)


def options_key(options: Sequence[Mapping[str, Any]]) -> str:
    """Digest of which option earns what."""
    return digest(sorted([o["id"], str(o["fraction"])] for o in options))


def options_view(options: Sequence[Mapping[str, Any]], chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Options as an open page may see them."""
    return [{"id": o["id"], "text": o["text"], "chosen": o["id"] in chosen} for o in options]


def shuffle(options: Sequence[Mapping[str, Any]], shuffler: random.Random) -> list[Mapping[str, Any]]:
    """The same options in another order."""
    found = list(options)
    shuffler.shuffle(found)
    return found


def read_choice(options: Sequence[Mapping[str, Any]], raw: Raw, *, one_only: bool) -> Reading:
    """What was chosen. Raises AnswerNotUnderstood for an option that is not on the sheet, or two where one is asked."""
    chosen = raw.get("chosen") or []
    chosen = [chosen] if isinstance(chosen, str) else list(chosen)
    known = {option["id"] for option in options}
    if any(not isinstance(one, str) or one not in known for one in chosen):
        raise AnswerNotUnderstood(why=_("This option is not on your sheet. Reload the page and choose again."))
    if one_only and len(set(chosen)) > 1:
        raise AnswerNotUnderstood(why=_("Choose one answer only."))
    return Reading({"chosen": sorted(set(chosen))} if chosen else {})


def score_choice(options: Sequence[Mapping[str, Any]], response: Response, *, held: bool) -> Decimal:
    """The sum of the fractions of what was chosen; `held` within 0 … 1 (multiple choice)."""
    chosen = set(picked(response))
    total = sum((Decimal(str(o["fraction"])) for o in options if o["id"] in chosen), NOTHING)
    return six(min(max(total, NOTHING), Decimal(1)) if held else total)


def right_options(slot: Slot, language: str) -> list[str]:
    """The words of the options that earn the most (single), or anything at all (multiple)."""
    rights = [o for o in slot["options"] if o["fraction"] > 0]
    if slot["kind"] != "multiple":
        rights = [o for o in rights if o["fraction"] == max(one["fraction"] for one in rights)]
    return [in_language(option["text"], language) for option in rights]


def options_shown(slot: Slot, response: Response) -> dict[str, Any]:
    """The options that were chosen or are right, with their feedback; and whose law was answered, when not one's own."""
    chosen = picked(response)
    options = [
        {
            "text": option["text"],
            "feedback": option["feedback"],
            "chosen": option["id"] in chosen,
            "right": option["fraction"] > 0,
            "partly": 0 < option["fraction"] < 1 and slot["kind"] != "multiple",
            "country": option.get("country", ""),
        }
        for option in slot["options"]
    ]
    foreign = next((o["country"] for o in options if o["chosen"] and o["country"] and not o["right"]), "")
    return {"options": [o for o in options if o["chosen"] or o["right"]], "foreign": foreign}
