"""Looking at what a kind makes of a question in a country, with nothing frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.api import LawAnswer


@dataclass(slots=True)
class Looking:
    """A `Making` that answers with given laws, keeps what stands in the way, and holds nothing."""

    laws: Mapping[tuple[str, str], LawAnswer]
    wrongs: list[str] = field(default_factory=list)

    def law(self, fact_key: str, country: str) -> LawAnswer | None:
        return self.laws.get((fact_key, country))

    def before(self, fact_key: str) -> LawAnswer | None:
        del fact_key
        return None

    def wrong(self, sentence: str, *, country: str = "", fact: str = "") -> None:
        del country, fact
        self.wrongs.append(sentence)

    def hold(self, item_version_id: int, country: str, *, shown_only: bool = False) -> None:
        """Nothing is frozen here."""
