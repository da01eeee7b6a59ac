"""What a cell of a group's matrix says, on the page and in the file alike."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext

from courses import api as courses

# state → (drawing, tone): a state is told by shape and words, colour only helps
CELLS: Final = {
    "": ("open", "off"), "started": ("half", "on"), "waiting": ("wait", "warn"), "failed": ("fail", "bad"),
    "passed": ("done", "ok"), "recognised": ("done", "ok"), "late": ("late", "bad"),
}  # fmt: skip


def cell_words() -> dict[str, str]:
    """What each state of a cell says."""
    return {
        "": gettext("Not begun"), "started": gettext("Under way"), "waiting": gettext("Being assessed"),
        "failed": gettext("Not passed yet"), "passed": gettext("Done"), "recognised": gettext("Recognised"),
        "late": gettext("Overdue"),
    }  # fmt: skip


def legend() -> list[dict[str, str]]:
    """The key below the table."""
    says = cell_words()
    shown = ("passed", "started", "", "waiting", "failed", "late")
    return [{"icon": CELLS[state][0], "tone": CELLS[state][1], "says": says[state]} for state in shown]


def cell_state(row: courses.MatrixRow, unit_id: int) -> tuple[str, Decimal | None]:
    """(state, score) as shown: what is past its day and not being assessed says so."""
    state, score = row.cells.get(unit_id, ("", None))
    late = unit_id in row.late and state in ("", "started")
    return ("late" if late else state), score
