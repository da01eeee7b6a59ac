"""Broken rules of the task analysis and of blueprints. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class BlueprintNotFound(NotFound):
    """This blueprint does not exist, or it is not yours to see."""


class TaskExists(LmsError):
    """There is a task with this key already: {key}."""

    status = 422


class TaskUnknown(LmsError):
    """There is no task «{key}» in the task analysis."""

    status = 422


class RatingOffScale(LmsError):
    """Importance and frequency are whole numbers from 1 to 5; «{task}» has something else, or only one of the two."""

    status = 422


class NothingRated(LmsError):
    """Nobody has rated a task in this round: there are no weights to take over."""

    status = 422


class BlueprintFrozen(LmsError):
    """An approved blueprint is never changed. Begin its next number."""


class BlueprintProposed(LmsError):
    """It waits for approval. Take it back first, then change it."""


class BlueprintOpen(LmsError):
    """Somebody works on number {number} of this blueprint already. Finish that one first."""


class BlueprintEmpty(LmsError):
    """A blueprint has at least one cell, and every cell weighs something."""

    status = 422


class BlueprintTwoPeople(LmsError):
    """Whoever made a blueprint does not approve it: a second person looks at it."""


class CellTwice(LmsError):
    """Two cells ask for the same: «{cell}». Give their weights to one of them."""

    status = 422


class CellRefused(LmsError):
    """Row {n}: {why}"""

    status = 422


class ReturnReasonMissing(LmsError):
    """Say what has to change: its maker reads it."""

    status = 422


class BlueprintFileRefused(LmsError):
    """Nothing was kept: the file has {count} problems."""

    status = 422
