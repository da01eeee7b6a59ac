"""The registry of kinds of questions."""

from typing import Final

from assessments.errors import UnknownQuestionKind
from assessments.question_kinds.protocol import QuestionKind

_KINDS: Final[dict[str, QuestionKind]] = {}


def register_question_kind(kind: QuestionKind) -> None:
    """Make a kind known under its name. A host calls this in its `AppConfig.ready()`; the last one of a name counts."""
    _KINDS[kind.name] = kind


def question_kind(name: str) -> QuestionKind:
    """The kind of a question. Raises UnknownQuestionKind."""
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownQuestionKind(kind=name) from None


def question_kinds() -> tuple[str, ...]:
    """The names of all kinds, in the order they registered."""
    return tuple(_KINDS)
