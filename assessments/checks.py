"""System checks of units: a unit without its kind could be drafted and never opened."""

import re
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from assessments.models.versions import unit_models
from courses.kinds import unit_kinds


def kind_name(class_name: str) -> str:
    """The name under which a Unit subclass registers its kind: `CaseStudy` → `case_study`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()


@register("lms")
def every_unit_has_a_kind(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """lms.E020: a Unit subclass, ours or a host's, has no registered kind."""
    known = unit_kinds()
    return [
        Error(
            f"The unit {model._meta.label} has no registered kind '{kind_name(model.__name__)}'.",
            hint="Call courses.kinds.register_unit_kind in your AppConfig.ready().",
            obj=model,
            id="lms.E020",
        )
        for model in unit_models()
        if kind_name(model.__name__) not in known
    ]
