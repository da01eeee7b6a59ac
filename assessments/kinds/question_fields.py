"""What every question may say beside its kind: where it is asked, whose variant it is, on which rules it rests."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.kinds.reading import Checker
from assessments.question_words import index_of
from lms.kernel.places import COUNTRIES
from lms.kernel.textfiles import Lined

FIELDS: Final = ("task", "domain", "tags", "countries", "family", "facts")  # in the order of a file, when they say something


def read_fields(checker: Checker, entry: Lined, *, bound: bool) -> dict[str, Any]:
    """Those of `FIELDS` that say something, in canonical form. `bound`: its key is a fact, so it names no others."""
    found = {
        "task": checker.key(entry, "task") if "task" in entry else "",
        "domain": checker.key(entry, "domain") if "domain" in entry else "",
        "tags": _words(checker, entry),
        "countries": _countries(checker, entry),
        "family": checker.key(entry, "family") if "family" in entry else "",
        "facts": _facts(checker, entry, bound=bound),
    }
    return {name: value for name, value in found.items() if value}


def tidy_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """`FIELDS` of a body of any origin in canonical form, without what says nothing."""
    countries = [code for code in COUNTRIES if code in (body.get("countries") or ())]
    found = {
        "task": str(body.get("task") or ""),
        "domain": str(body.get("domain") or ""),
        "tags": sorted({str(tag).strip() for tag in body.get("tags") or ()} - {""}),
        "countries": [] if len(countries) == len(COUNTRIES) else countries,
        "family": str(body.get("family") or ""),
        "facts": sorted({str(key) for key in body.get("facts") or ()}),
    }
    return {name: value for name, value in found.items() if value}


def citations_of(body: Mapping[str, Any], line_of: Callable[[str], int] = lambda _field: 0) -> list[dict[str, Any]]:
    """What a question rests on. One that is asked in some countries only needs its rules there, and is found there only."""
    cited: list[dict[str, Any]] = []
    slots = body.get("countries") or ("",)
    rules = [(body["fact"], body["part"], "fact")] if body.get("fact") else []
    rules += [(key, "", "facts") for key in body.get("facts") or ()]
    for key, part, field in rules:
        cited += [{"kind": "fact", "key": key, "part": part, "slot": slot, "line": line_of(field)} for slot in slots]
    if body["section"]:
        cited.append({"kind": "section", "key": body["section"], "shown_only": True, "line": line_of("section")})
    return [{"block": "", "slot": "", "part": "", "shown_only": False, **one} for one in cited]


def entry_columns(body: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a question's entry that its text says."""
    return {
        "topic": body["topic"], "stage": body["stage"], "difficulty": body["difficulty"], "tags": list(body.get("tags") or ()),
        "countries": list(body.get("countries") or ()), "family": body.get("family") or "", "words": index_of(body),
        "task": body.get("task") or "", "domain": body.get("domain") or "",
    }  # fmt: skip


def _list(entry: Lined, name: str) -> list[str] | None:
    value = entry.get(name, [])
    return value if isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value) else None


def _words(checker: Checker, entry: Lined) -> list[str]:
    tags = _list(entry, "tags")
    if tags is None:
        checker.say(entry.line_of("tags"), _("'tags' must be a list of words."))
    return sorted({tag.strip() for tag in tags or ()})


def _countries(checker: Checker, entry: Lined) -> list[str]:
    """In one order, each once; all four are none: it is asked everywhere."""
    codes = _list(entry, "countries")
    if codes is None or set(codes) - set(COUNTRIES):
        sentence = _("'countries' must be a list of {known}: the question is asked only there.")
        checker.say(entry.line_of("countries"), sentence.format(known=", ".join(COUNTRIES)))
        return []
    return [code for code in COUNTRIES if code in codes] if len(set(codes)) < len(COUNTRIES) else []


def _facts(checker: Checker, entry: Lined, *, bound: bool) -> list[str]:
    keys = _list(entry, "facts")
    if keys is None:
        checker.say(entry.line_of("facts"), _("'facts' must be a list of keys of facts."))
    elif bound and keys:
        checker.say(entry.line_of("facts"), _("This question's key is its 'fact': it names no other 'facts'."))
    else:
        return sorted({found for key in keys if (found := checker.fact_key(key, entry.line_of("facts")))})
    return []
