"""Reading back what our own export kept beside a question. Pure. A file is never trusted: what is kept is looked over whole."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from assessments.errors import UnknownQuestionKind
from assessments.interchange.html_text import tidy
from assessments.interchange.naming import LANGUAGES, is_words
from assessments.interchange.neutral import Question
from assessments.kinds.question_fields import tidy_fields
from assessments.question_kinds.registry import question_kind
from lms.kernel.canonical import digest
from lms.kernel.textfiles import refused_markup

_COMMON: Final = {"topic": str, "stage": str, "difficulty": int, "section": str, "stem": dict, "feedback": dict}
_UNSEEN: Final = ("line", "own", "told", "tags", "idnumber", "category", "penalty", "default_grade")


def seen(question: Question) -> str:
    """Digest of what a reader of the file sees of a question: an edit in any program changes it."""
    data = asdict(question)
    for name in _UNSEEN:
        data.pop(name)
    for gap in data["subquestions"]:
        for name in _UNSEEN:
            gap.pop(name)
    return digest(_jsonable(data))


def _jsonable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _jsonable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(one) for one in value]
    return value.hex() if isinstance(value, bytes) else value


def own_body(question: Question) -> dict[str, Any] | None:
    """The body that our export kept, when the visible question is still what was written and the body keeps every rule."""
    own = question.own
    if not own or own["seen"] != seen(question):
        return None
    return looked_over(own["body"])


def looked_over(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """A body in canonical form; None when anything in it is not as our kinds have it."""
    try:
        kind = question_kind(str(body["kind"]))
        found = {"kind": kind.name, **{name: body[name] for name in _COMMON}}
        if any(not isinstance(found[name], wanted) for name, wanted in _COMMON.items()):
            return None
        found |= tidy_fields(body)
        found |= kind.tidy(body)
        kind.write(found)
        kind.columns(found)
        if set(found) != set(body) or found != dict(body) or kind.check(found) or not _clean(found):
            return None
    except (UnknownQuestionKind, KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        return None
    return found if is_words(found["stem"]) and 1 <= found["difficulty"] <= 3 else None


def _clean(value: Any, depth: int = 0) -> bool:
    if depth > 12:
        return False
    if isinstance(value, Mapping):
        if any(name in LANGUAGES for name in value) and not is_words(value):
            return False
        return all(isinstance(name, str) and _clean(one, depth + 1) for name, one in value.items())
    if isinstance(value, list):
        return len(value) <= 500 and all(_clean(one, depth + 1) for one in value)
    if isinstance(value, str):
        return len(value) <= 20_000 and refused_markup(value) is None and tidy(value) == value.strip()
    return value is None or isinstance(value, bool | int | float)
