"""sections/<module>/<section>.<lang>.md → one item per section and language. Reading is pure."""

import re
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from courses.blocks import difference_of_shape
from courses.kinds import FileProblem, Parsed, Typeless
from courses.models import ItemKind
from courses.parsing import parse_section
from courses.reading import files_of
from lms.kernel.places import Language
from lms.kernel.textfiles import FileMistake, read_text

SECTION_NAME: Final = re.compile(r"([a-z0-9][a-z0-9-]*)\.([a-z]{2})")


class SectionsKind(Typeless):
    """sections/<module>/<section>.<lang>.md"""

    folder = "sections"

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found: dict[tuple[str, str], Parsed] = {}
        for path, name in files_of(root, self.folder, ".md", problems):
            named = SECTION_NAME.fullmatch(path.stem)
            if named is None or named[2] not in Language.values or len(path.relative_to(root).parts) != 3:
                problems.append(
                    FileProblem(
                        name, 1, _("A section's file is called sections/<module>/<section>.<language>.md, language es or en.")
                    )
                )
                continue
            parsed = self._section(path, name, f"{path.parent.name}/{named[1]}", named[2], problems)
            if parsed is not None:
                found[parsed.identity[1], named[2]] = parsed
        for (key, language), parsed in found.items():
            spanish = found.get((key, Language.ES))
            if spanish is None:
                if not (root / self.folder / f"{key}.es.md").exists():
                    problems.append(
                        FileProblem(parsed.path, 1, _("There is no Spanish text '%(key)s.es.md' to translate.") % {"key": key})
                    )
            elif language != Language.ES and (sentence := difference_of_shape(spanish.body, parsed.body)):
                problems.append(FileProblem(parsed.path, 1, sentence))
        return list(found.values())

    def _section(self, path: Path, name: str, key: str, language: str, problems: list[FileProblem]) -> Parsed | None:
        try:
            text = read_text(path)
        except FileMistake as mistake:
            problems.append(FileProblem(name, mistake.line, mistake.sentence))
            return None
        section = parse_section(text, language=language)
        problems.extend(FileProblem(name, line, sentence) for line, sentence in section.mistakes)
        if section.mistakes:
            return None
        return Parsed((ItemKind.SECTION, key, "", language), section.body, name, 1, tuple(section.citations))
