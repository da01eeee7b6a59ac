"""figures/: drawings and pictures with the words that stand for them; the files lie beside. Reading is pure.

What is kept is the cleaned file, in base64 in the version's body: a figure is published, held and taken back like a text.
"""

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.filing import ListKind
from courses.kinds import FileProblem, Parsed, Written, by_file
from courses.models import ItemKind
from courses.pictures import MAX_BYTES, TYPES, Picture, clean_picture
from courses.reading import Entry, files_of, head_of, read_file
from courses.services.importing_help import LICENCES
from lms.kernel.canonical_yaml import without
from lms.kernel.places import Language
from lms.kernel.textfiles import FileMistake, Lined

FILE_NAME: Final = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,99}}\.(?:{'|'.join(TYPES)})")
ANY: Final = "any"  # the one file of all languages
_WORDS: Final = (("titles", True, 160), ("alt", True, 300), ("description", False, 1500), ("caption", False, 300))


class FiguresKind(ListKind):
    """figures/*.yaml and, beside them, the files that they name."""

    folder = "figures"
    items = (ItemKind.FIGURE,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found: list[Parsed] = []
        named: set[str] = set()
        for path, name in files_of(root, self.folder, ".yaml", problems, beside=[f".{one}" for one in TYPES]):
            file = read_file(path, name, problems)
            if file is None:
                continue
            head = head_of(file)
            entries = list(file.entries(self.folder))
            found += [one for entry in entries if (one := self._figure(entry, head, path.parent, named))]
            file.done()
        base = root / self.folder
        for path in sorted(base.rglob("*")) if base.is_dir() and not base.is_symlink() else ():
            name = path.relative_to(root).as_posix()
            if path.suffix[1:] in TYPES and path.is_file() and not path.name.startswith(".") and name not in named:
                problems.append(FileProblem(name, 1, _("No figure names this file.")))
        return found

    def _figure(self, entry: Entry, head: Mapping[str, str], place: Path, named: set[str]) -> Parsed | None:
        key = entry.key()
        body: dict[str, Any] = {
            name: entry.words(name, required=required, longest=longest) for name, required, longest in _WORDS
        }
        body |= {
            "credit": entry.text("credit", required=False, longest=240),
            "owner": entry.text("owner", required=False, longest=240),
            "licence": entry.choice("licence", LICENCES, default=""),
            "adapted_from": entry.text("adapted_from", required=False, longest=400),
            "files": {},
            "data": {},
            "note": entry.text("note", required=False),
        }
        for language, name, line in self._names(entry):
            path = place / name
            named.add(f"{PurePosixPath(entry.path).parent}/{name}")
            if picture := _picture(path, name, entry, line):
                body["files"][language] = {
                    "name": name, "type": picture.type, "width": picture.width, "height": picture.height,
                    "digest": picture.digest,
                }  # fmt: skip
                body["data"][language] = picture.as_text
        if entry.done():
            return Parsed((ItemKind.FIGURE, key, "", ""), body, entry.path, entry.line, head=head)
        return None

    @staticmethod
    def _names(entry: Entry) -> list[tuple[str, str, int]]:
        """(language or 'any', file name, line)."""
        value = entry.get("file")
        if isinstance(value, Lined):
            inside = Entry(value, entry.path, entry.problems)
            found = [(language, inside.text(language, longest=120), value.line_of(language)) for language in Language.values]
            inside.done()
        else:
            found = [(ANY, entry.text("file", longest=120), entry.value.line_of("file"))]
        for _language, name, line in found:
            if name and not FILE_NAME.fullmatch(name):
                said = _("'%(name)s' is not a figure's file: lower case letters, digits, '-', then .svg, .png or .jpg.")
                entry.wrong("file", said % {"name": name[:60]}, line)
        return [one for one in found if FILE_NAME.fullmatch(one[1])]

    def path_of(self, one: Written) -> str:
        """All in one."""
        return f"{self.folder}/{self.folder}.yaml"

    def entry(self, one: Written) -> dict[str, Any]:
        body = one.body
        files = {language: held["name"] for language, held in body["files"].items()}
        optional = ("credit", "owner", "licence", "adapted_from")
        return {
            "key": one.identity[1],
            "titles": body["titles"],
            "alt": body["alt"],
            **without({"description": body["description"], "caption": body["caption"]}, description={}, caption={}),
            **without({name: body[name] for name in optional}, **dict.fromkeys(optional, "")),
            "file": files.get(ANY) or {language: files[language] for language in Language.values if language in files},
            **without({"note": body["note"]}, note=""),
        }

    def write(self, items: Sequence[Written]) -> dict[str, str | bytes]:
        """{path: text of the list, bytes of a picture} of all files."""
        found: dict[str, str | bytes] = {}
        for path, ones in by_file(items, self.path_of).items():
            for one in ones:
                for language, held in one.body["files"].items():
                    found[f"{PurePosixPath(path).parent}/{held['name']}"] = b64decode(one.body["data"][language])
        return {**super().write(items), **found}


def _picture(path: Path, name: str, entry: Entry, line: int) -> Picture | None:
    if path.is_symlink() or not path.is_file():
        entry.wrong("file", _("There is no file '%(name)s' beside this one.") % {"name": name}, line)
        return None
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    try:
        return clean_picture(raw, path.suffix[1:])
    except FileMistake as mistake:
        beside = f"{PurePosixPath(entry.path).parent}/{name}"
        entry.problems.append(FileProblem(beside, mistake.line, mistake.sentence))
        entry.wrong("file", _("The file '%(name)s' can not be taken: see there.") % {"name": name}, line)
        return None
