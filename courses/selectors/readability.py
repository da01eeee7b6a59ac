"""Which drafts are harder to read than their module asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.blocks import facts_cited
from courses.models import Item, ItemKind, ItemVersion, LessonSection
from courses.selectors.eases import eases_of
from courses.selectors.law import laws
from lms.kernel.places import COUNTRIES, Language


@dataclass(frozen=True, slots=True)
class TooHard:
    """A section's text below its module's band: `ease` and `band` are reading ease, 0 to 100, the higher the easier."""

    item_id: int
    key: str
    language: str
    country: str  # where it is hardest
    ease: float
    band: int


def below_band(versions: Iterable[ItemVersion]) -> list[TooHard]:
    """Sections (with `item` loaded) whose hardest country is below the highest band of the modules that use them."""
    chosen = [version for version in versions if version.item.kind == ItemKind.SECTION]
    bands = _bands({version.item.key for version in chosen})
    chosen = [version for version in chosen if version.item.key in bands]
    if not chosen:
        return []
    keys = {cited.key for version in chosen for code in COUNTRIES for cited in facts_cited(version.body, code)}
    answers = laws(keys, COUNTRIES, drafts=True)
    measured = eases_of(chosen, COUNTRIES, answers)
    found = []
    for version in chosen:
        band = bands[version.item.key]
        eases = [(measured[version.pk, code], code) for code in COUNTRIES if (version.pk, code) in measured]
        if eases and min(eases)[0] < band:
            ease, code = min(eases)
            found.append(TooHard(version.item_id, version.item.key, version.item.language, code, ease, band))
    return found


def _bands(keys: Iterable[str]) -> dict[str, int]:
    """{section key: the highest band of its modules}; a section that no lesson uses is held against none."""
    spanish = Item.objects.filter(kind=ItemKind.SECTION, key__in=list(keys), language=Language.ES)
    rows = LessonSection.objects.filter(section__in=spanish, lesson__archived_at=None, lesson__module__isnull=False)
    found: dict[str, int] = {}
    for key, band in rows.values_list("section__key", "lesson__module__band"):
        found[key] = max(band, found.get(key, 0))
    return found
