"""Toolkit files in their one canonical form: key order, quoting, an id for every block, line ends, one newline at the end."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _

from courses.kinds import FileProblem, Written, content_kinds, draft_kinds
from courses.services.exporting import as_bytes, write_file
from lms.kernel.canonical import digest
from lms.kernel.textfiles import FileMistake, read_text


@dataclass(slots=True)
class FormatReport:
    """Which files were (or would be) written anew, how many are right already, and mistakes: such files are left alone."""

    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[FileProblem] = field(default_factory=list)


def format_toolkit(*, path: Path | str, check: bool = False) -> FormatReport:
    """Write a toolkit's files in canonical form; with `check` only say which are not. Safe to repeat: a second time nothing
    changes. What the files say stays the same: they are read again and compared before anything is replaced. A comment at
    the head of a file becomes its `note`; other comments are not kept. A file with a mistake is named and left alone."""
    root = Path(path)
    report = FormatReport()
    if not root.is_dir():
        report.problems.append(FileProblem(str(root), 1, _("There is no such folder.")))
        return report
    said, files = _canonical(root, report.problems)
    for name, text in files.items():
        if (root / name).is_file() and (root / name).read_bytes() == as_bytes(text):
            report.unchanged += 1
        else:
            report.changed.append(name)
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            write_file(Path(place) / name, text)
        mistakes: list[FileProblem] = []
        if _canonical(Path(place), mistakes) != (said, files):
            moved = report.changed or ["–"]
            sentence = _("Written anew, these files would say something else. Nothing was changed: please report this mistake.")
            report.problems.append(FileProblem(moved[0], 1, sentence))
            report.changed = []
    for name in report.changed if not check else ():
        write_file(root / name, files[name])
    report.problems.sort(key=lambda problem: (problem.path, problem.line))
    return report


def _canonical(root: Path, problems: list[FileProblem]) -> tuple[dict[str, str], dict[str, str | bytes]]:
    """({item: digest of what it says}, {path: canonical text, or a picture's bytes}) of all files without a mistake."""
    contents = [(kind, kind.read(root, problems)) for kind in content_kinds()]
    drafts = [(kind, kind.read(root, problems)) for kind in draft_kinds()]
    broken = {problem.path for problem in problems}
    said: dict[str, str] = {}
    files: dict[str, str | bytes] = {}
    for kind, parsed in contents:
        whole = [one for one in parsed if one.path not in broken]
        said |= {":".join(one.identity): digest(one.body) for one in whole}
        files |= kind.write([Written(one.identity, one.body, one.path, _head(root, one.path, one.head)) for one in whole])
    for draft_kind, drafted in drafts:
        files |= draft_kind.write([replace(d, head=_head(root, d.path, d.head)) for d in drafted if d.path not in broken])
    return said, files


def _head(root: Path, path: str, head: Mapping[str, str]) -> Mapping[str, str]:
    """What a file says beside its entries; a comment at its head counts as its note."""
    if head.get("note") or not path.endswith(".yaml"):
        return head
    try:
        lines = read_text(root / path).split("\n")
    except FileMistake:
        return head
    comment: list[str] = []
    for line in lines:
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# ").strip())
    note = " ".join(filter(None, comment))
    return {**head, "note": note} if note else head
