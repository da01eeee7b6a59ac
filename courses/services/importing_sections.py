"""sections/<module>/<section>.<lang>.md → one item per section and language. Reading is pure."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from courses.blocks import difference_of_shape
from courses.kinds import FileProblem, Parsed, Typeless, Written
from courses.models import ItemKind
from courses.parsing import ParsedSection, follow_ids, parse_section
from courses.reading import files_of
from courses.writing import section_text
from lms.kernel.places import Language
from lms.kernel.textfiles import FileMistake, read_text

MODULE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
SECTION_NAME: Final = re.compile(r"([a-z0-9][a-z0-9-]*)\.([a-z]{2})")


class SectionsKind(Typeless):
    """sections/<module>/<section>.<lang>.md"""

    folder = "sections"
    items = (ItemKind.SECTION,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found: dict[tuple[str, str], tuple[str, ParsedSection]] = {}
        for path, name in files_of(root, self.folder, ".md", problems):
            named = SECTION_NAME.fullmatch(path.stem)
            deep = len(path.relative_to(root).parts) != 3 or not MODULE_NAME.fullmatch(path.parent.name)
            if named is None or named[2] not in Language.values or deep:
                problems.append(
                    FileProblem(
                        name, 1, _("A section's file is called sections/<module>/<section>.<language>.md, language es or en.")
                    )
                )
                continue
            section = _section(path, name, named[2], problems)
            if section is not None:
                found[f"{path.parent.name}/{named[1]}", named[2]] = (name, section)
        behind: set[tuple[str, str]] = set()
        for (key, language), (name, section) in found.items():
            spanish = found.get((key, Language.ES))
            if spanish is None:
                if not (root / self.folder / f"{key}.es.md").exists():
                    problems.append(
                        FileProblem(name, 1, _("There is no Spanish text '%(key)s.es.md' to translate.") % {"key": key})
                    )
            elif language != Language.ES:
                follow_ids(section, spanish[1].body)
                sentence = difference_of_shape(spanish[1].body, section.body)
                if sentence and _was_made_from_another(spanish[1], section):
                    behind.add((key, language))
                elif sentence:
                    problems.append(FileProblem(name, 1, sentence))
        return [
            Parsed(
                (ItemKind.SECTION, key, "", language),
                section.body,
                name,
                1,
                tuple(section.citations),
                behind=(key, language) in behind,
            )
            for (key, language), (name, section) in found.items()
        ]

    def path_of(self, one: Written) -> str:
        """By module, section and language: never another one."""
        return f"{self.folder}/{one.identity[1]}.{one.identity[3]}.md"

    def write(self, items: Sequence[Written]) -> dict[str, str]:
        """{path: text} of all files."""
        return {self.path_of(one): section_text(one.body) for one in items}


def _was_made_from_another(spanish: ParsedSection, section: ParsedSection) -> bool:
    """Whether a translation of another shape tells by its ids which blocks it translates: its Spanish text moved on since.

    So an export of a translation that waits for its author goes in again. Without ids nobody knows what belongs to what.
    """
    names = ({block["id"] for block in one.body["blocks"]} for one in (spanish, section))
    return not spanish.numbered and not section.numbered and not next(names).isdisjoint(next(names))


def _section(path: Path, name: str, language: str, problems: list[FileProblem]) -> ParsedSection | None:
    try:
        section = parse_section(read_text(path), language=language)
    except FileMistake as mistake:
        problems.append(FileProblem(name, mistake.line, mistake.sentence))
        return None
    problems.extend(FileProblem(name, line, sentence) for line, sentence in section.mistakes)
    return None if section.mistakes else section
