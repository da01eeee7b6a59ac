"""Compiled designs: a row for each design and set of words that papers share, made when it is worth it, kept by each process.

Compiling costs about a second, drawing one paper on the slow path about 70 ms (docs/benchmarks.md): it pays from some twenty
papers on. A layout that is there is used for a single paper too.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version as version_of
from typing import Any, Final

from django.db import transaction
from django.utils import translation

from certificates import papers
from certificates.models import DesignVersion, Layout, Prefix
from certificates.papers.catalogue import FIELDS
from certificates.papers.layout import FORMAT

WORTH: Final = 20  # papers alike that wait: from so many on a layout is compiled
KEPT: Final = 48  # layouts in a process, each about 200 kB


@dataclass(frozen=True, slots=True)
class Compiled:
    """A layout and the row of its prefix; without a layout `problem` says why the slow path is needed."""

    layout: papers.Layout | None
    prefix_id: int | None
    problem: str = ""


_kept: "OrderedDict[str, Compiled]" = OrderedDict()


def constant_words(design: papers.Design, values: papers.Values) -> dict[str, papers.Value]:
    """What papers like this one share: every value but those that vary, and "" for a varying field that shows nothing here."""
    fixed = {key: value for key, value in values.items() if key not in FIELDS or not FIELDS[key].varies}
    return fixed | {key: "" for key in papers.varying_fields(design, fixed) if not values.get(key)}


def layout_digest(version: DesignVersion, fixed: papers.Values) -> str:
    """What a layout is known by: design version (its pictures in it), constant words, and who compiles."""
    words = json.dumps(fixed, sort_keys=True, ensure_ascii=False, default=_by_hash)
    return sha256(f"{version.digest}\n{_compiler()}\n{words}".encode()).hexdigest()


def find_layout(digest: str) -> Compiled | None:
    """The layout of a digest, from memory or the database; None where nobody has compiled it yet. One query at most."""
    if digest in _kept:
        _kept.move_to_end(digest)
        return _kept[digest]
    row = Layout.objects.select_related("prefix").filter(digest=digest).first()
    return _keep(digest, row) if row is not None else None


def compile_layout(version: DesignVersion, design: papers.Design, fixed: papers.Values, digest: str) -> Compiled:
    """Compile and store a layout, or that it can't be compiled. Two workers that do it at once end with the same row.

    About a second: outside any transaction.
    """
    try:
        with translation.override("es"):  # of the stored sentence; the words of the paper are given
            layout = papers.compile_design(design, fixed)
    except papers.NotCompilable as refused:
        values: dict[str, Any] = {"problem": refused.sentence[:240]}
    else:
        prefix, _new = Prefix.objects.get_or_create(sha256=layout.prefix_sha256, defaults={"bytes": layout.prefix})
        values = {"prefix": prefix, "body": layout.as_json()}
    with transaction.atomic():
        row, _made = Layout.objects.get_or_create(digest=digest, defaults={"design_version": version, **values})
    return _keep(digest, row)


def _keep(digest: str, row: Layout) -> Compiled:
    if row.prefix is None:
        found = Compiled(None, None, row.problem or "-")
    else:
        found = Compiled(papers.Layout.from_json(row.body, bytes(row.prefix.bytes)), row.prefix.pk)
    _kept[digest] = found
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return found


def forget_layouts() -> None:
    """Empty this process's memory (tests, whose database is rolled back)."""
    _kept.clear()


@cache
def _compiler() -> str:
    """What compiles: a layout of another one is compiled anew, and what was issued with the old one stays."""
    return f"{FORMAT} xhtml2pdf {version_of('xhtml2pdf')} reportlab {version_of('reportlab')}"


def _by_hash(value: Any) -> str:
    if isinstance(value, papers.Picture):
        return sha256(value.data).hexdigest()
    raise TypeError(f"{type(value).__name__} is no word of a paper")
