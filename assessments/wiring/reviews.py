"""Puts the decisions of assessments that can be reviewed where courses looks for them: called by `AppConfig.ready()`."""

from assessments.services.review_doors import REVIEWABLES
from assessments.services.review_source import KEY, AppealSource
from courses.api import register_reviewable, register_source


def wire() -> None:
    """The kinds, and appeals as a source of the inbox."""
    for kind, rules in REVIEWABLES.items():
        register_reviewable(kind, rules)
    register_source(KEY, AppealSource())
