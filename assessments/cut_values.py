"""The values that judges choose from. Pure.

Of a question: the chance, in steps of five percent from 5 to 95 (nobody is certain to be right or wrong; Cizek & Bunch 2007).
Of a script: below, borderline, above.
"""

from decimal import Decimal
from typing import Final

from assessments.standard_setting import ABOVE, BELOW, BORDERLINE

STEPS: Final = tuple(Decimal(n) / 100 for n in range(5, 100, 5))
CLASS_OF: Final = {Decimal(0): BELOW, Decimal("0.5"): BORDERLINE, Decimal(1): ABOVE}
VALUE_OF: Final = {name: value for value, name in CLASS_OF.items()}


def allowed(method: str, value: Decimal) -> bool:
    """Whether a value is one of those offered."""
    return value in (STEPS if method == "angoff" else tuple(CLASS_OF))


def class_of(value: Decimal) -> str:
    """The class that a script's value says."""
    return CLASS_OF[value.normalize() if value else Decimal(0)]
