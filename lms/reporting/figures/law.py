"""F12: refreshers after a change of law; and how many of the facts that are taught were confirmed. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from lms.reporting.figures.base import Sheet, share_of, words
from lms.reporting.periods import Period

F12: Final = share_of(
    "F12",
    words("Al día con la ley", "Up to date with the law"),
    words("Repasos aprobados a más tardar en su fecha.", "Refreshers passed by their due date."),
    words(
        "repasos obligatorios que vencen dentro del período, por cambio de ley; los excusados no cuentan.",
        "mandatory refreshers that fall due within the period, by change of law; those that were excused do not count.",
    ),
    splits="KI",
)
S05: Final = share_of(
    "S05",
    words("Datos legales confirmados", "Facts confirmed"),
    words(
        "Datos legales que la oficina nacional confirmó o que no piden confirmación.",
        "Facts that the national office confirmed, or that ask for no confirmation.",
    ),
    words(
        "datos legales que citan las versiones vigentes de los cursos de la institución, al momento del cálculo.",
        "facts cited by the releases in effect of the institution's courses, when this was computed.",
    ),
    period="stock", splits="KI", small="none",
)  # fmt: skip

DEFINITIONS: Final = (F12, S05)


def add_refreshers(sheet: Sheet, refreshers: Iterable[Any], period: Period) -> None:
    """F12. `refreshers`: objects with person_code, change (key of what changed), country, due, passed_at."""
    sheet.add(
        F12,
        (
            (
                one.person_code,
                {"change": one.change, "country": one.country, "yes": one.passed_at is not None and one.passed_at <= one.due},
            )
            for one in refreshers
            if period.holds(one.due)
        ),
    )


def add_facts(sheet: Sheet, facts: Sequence[tuple[str, str, bool]]) -> None:
    """S05. `facts`: (key, country, confirmed), each fact once a country."""
    sheet.add(S05, ((key, {"country": country, "yes": confirmed}) for key, country, confirmed in facts))
