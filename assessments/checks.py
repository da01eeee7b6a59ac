"""System checks: a unit or a question without its kind could be drafted and never opened."""

import re
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from assessments.models.versions import question_models, unit_models
from assessments.question_kinds import question_kind, question_kinds
from courses.kinds import unit_kinds


def kind_name(class_name: str) -> str:
    """The name under which a Unit subclass registers its kind: `CaseStudy` → `case_study`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()


@register("lms")
def every_unit_has_a_kind(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """lms.E031: a Unit subclass, ours or a host's, has no registered kind."""
    known = unit_kinds()
    return [
        Error(
            f"The unit {model._meta.label} has no registered kind '{kind_name(model.__name__)}'.",
            hint="Call courses.kinds.register_unit_kind in your AppConfig.ready().",
            obj=model,
            id="lms.E031",
        )
        for model in unit_models()
        if kind_name(model.__name__) not in known
    ]


@register("lms")
def every_question_has_a_kind(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """lms.E030: a Question subclass, ours or a host's, is the model of no registered kind."""
    served = {question_kind(name).model for name in question_kinds()}
    return [
        Error(
            f"The question {model._meta.label} is the model of no registered kind.",
            hint="Call assessments.question_kinds.register_question_kind in your AppConfig.ready().",
            obj=model,
            id="lms.E030",
        )
        for model in question_models()
        if model not in served
    ]
