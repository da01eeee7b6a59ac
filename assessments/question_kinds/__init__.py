"""Kinds of questions: one module a kind, one registry, one Protocol. What a kind has to do stands in `protocol`."""

from assessments.question_kinds.protocol import Making, QuestionKind, Reading
from assessments.question_kinds.registry import question_kind, question_kinds, register_question_kind

__all__ = ["Making", "QuestionKind", "Reading", "question_kind", "question_kinds", "register_question_kind"]
