"""What the rules look at: an item as its author wrote it and as each country's reader would meet it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LANGUAGES: Final = ("es", "en")
FAIL: Final = "fail"
NOTE: Final = "note"  # the program takes care of it; an author should know


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. `authored`: the bank's own words; False: the words of a law, which no author of questions edits."""

    text: Mapping[str, str]
    right: bool
    authored: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """Words that the item says for true, by where they stand: «stem», «options.b.feedback»."""

    field: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a bank.

    `sheets`: {country: its options there}; the country is "" when they are the same everywhere, in the author's order. Empty:
    there is nothing to choose from. `shuffled`: nobody is ever shown the author's order. `unsure`: {country: key of a fact}
    where it rests on a rule that is not of high confidence, or must be checked. `scored`: whether answers count all the same.
    `lacking`: {country: sentence} where it can't be asked as it stands.
    """

    bank: str
    key: str
    kind: str
    stage: str = ""
    task: str = ""
    said: Sequence[Said] = ()
    sheets: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    one_right: bool = True
    shuffled: bool = False
    unsure: Mapping[str, str] = field(default_factory=dict)
    scored: bool = False
    lacking: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a bank or one of its items breaks.

    `item` is "" for a whole bank, `country` for all, `language` for both. `weight`: `fail`, or `note` (nothing to mend).
    """

    rule: str
    bank: str
    item: str
    sentence: str
    country: str = ""
    language: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    weight: str = FAIL

    def as_row(self) -> dict[str, object]:
        """As JSON says it."""
        return {
            "bank": self.bank, "rule": self.rule, "item": self.item, "country": self.country, "language": self.language,
            "weight": self.weight, "sentence": self.sentence, "figures": dict(self.figures),
        }  # fmt: skip
