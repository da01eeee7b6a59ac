"""Items, courses and what is written above → toolkit files, as they came in: `import_toolkit` of them changes nothing."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from courses.errors import ExportRefused
from courses.kinds import Written, content_kinds, draft_kinds
from courses.models import Item, ToolkitFile


@dataclass(slots=True)
class ExportReport:
    """What an export wrote: files that are new or changed, those that were right already, and others found in the folder."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {"written": self.written, "unchanged": self.unchanged, "others": self.others}


def toolkit_files(*, published: bool = False, private: bool = False) -> dict[str, str | bytes]:
    """{path: canonical text, or the bytes of a picture} of every draft (or of what is published now) of every kind.

    What its kind holds back (`is_private(body)`: questions of exams) comes only with `private`. Queries grow with the kinds.
    """
    files = list(ToolkitFile.objects.order_by("path"))
    places = {name: (file.path, n) for file in files for n, name in enumerate(file.items)}
    heads = {file.path: file.head for file in files}
    found: dict[str, str | bytes] = {}
    items = _items(published)
    for kind in content_kinds():
        held_back = None if private else getattr(kind, "is_private", None)
        mine = [one for name in kind.items for one in items.get(name, ()) if not (held_back and held_back(one.body))]
        found |= kind.write(_placed(mine, places, heads))
    for draft_kind in draft_kinds():
        drafts = [(places.get(f"{draft_kind.name}:{one.key}"), one) for one in draft_kind.stored(published=published)]
        drafts.sort(key=lambda pair: pair[0] or ("~", 0))
        placed = []
        for place, one in drafts:
            path = place[0] if place else draft_kind.path_of(one)
            placed.append(replace(one, path=path, head=heads.get(path, {})))
        found |= draft_kind.write(placed)
    return dict(sorted(found.items()))


def _items(published: bool) -> dict[str, list[Written]]:
    pointer = "published" if published else "draft"
    rows = Item.objects.exclude(**{pointer: None}).order_by("kind", "key", "country", "language")
    if not published:
        rows = rows.filter(archived_at=None)
    found: dict[str, list[Written]] = defaultdict(list)
    for kind, key, country, language, body in rows.values_list("kind", "key", "country", "language", f"{pointer}__body"):
        found[kind].append(Written((kind, key, country, language), body))
    return found


def _placed(
    items: Iterable[Written], places: Mapping[str, tuple[str, int]], heads: Mapping[str, Mapping[str, Any]]
) -> list[Written]:
    """In the order of their files; what was in no file comes last, by key."""
    known = [(places.get(":".join(one.identity)), one) for one in items]
    known.sort(key=lambda pair: (pair[0] is None, pair[0] or ("", 0)))
    return [replace(one, path=place[0], head=heads.get(place[0], {})) if place else one for place, one in known]


def export_toolkit(*, path: Path | str, published: bool = False, private: bool = False) -> ExportReport:
    """Write the toolkit's files into a folder: drafts, or what is published; `private`: with the banks of exams. Files that
    are right already are left alone, files of other names are named and kept. Safe to repeat. Raises ExportRefused for a path
    that leads out of the folder."""
    root = Path(path)
    report = ExportReport()
    files = toolkit_files(published=published, private=private)
    for name, text in files.items():
        target = root / name
        _refuse_a_way_out(root, target)
        if target.is_file() and target.read_bytes() == as_bytes(text):
            report.unchanged.append(name)
            continue
        write_file(target, text)
        report.written.append(name)
    there = (p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()) if root.is_dir() else ()
    report.others = sorted(name for name in there if name not in files and not name.startswith("."))
    return report


def _refuse_a_way_out(root: Path, target: Path) -> None:
    steps = [target, *target.parents]
    inside = steps[: steps.index(root)] if root in steps else []
    if not inside or ".." in target.relative_to(root).parts or any(step.is_symlink() for step in inside):
        raise ExportRefused(path=str(target))


def as_bytes(text: str | bytes) -> bytes:
    """What stands in the file."""
    return text if isinstance(text, bytes) else text.encode()


def write_file(target: Path, text: str | bytes) -> None:
    """The whole file or nothing of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(as_bytes(text))
    os.replace(beside, target)
