"""Every sentence that a person may read, found in our sources without xgettext: Python by its syntax tree, templates by
Django's own `templatize`, broken rules by their docstrings. Nothing here touches Django's settings or imports our packages."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation.template import templatize

from lms.kernel.errors import LmsError

# function: places of context, singular and plural among the arguments
CALLS: Final[dict[str, tuple[int | None, int, int | None]]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_STRING: Final = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# templatize writes `gettext(u'…')`
_TEMPLATE_CALL: Final = re.compile(rf"\b(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)")
_ONE_STRING: Final = re.compile(_STRING)


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One sentence to translate. `context` and `plural` are '' when there is none."""

    msgid: str
    plural: str = ""
    context: str = ""


def _from_arguments(name: str, texts: list[str | None]) -> Message | None:
    context_at, at, plural_at = CALLS[name]

    def text(place: int | None) -> str:
        return (texts[place] or "") if place is not None and place < len(texts) else ""

    return Message(text(at), text(plural_at), text(context_at)) if text(at) else None


def in_python(source: str) -> Iterator[Message]:
    """The messages of a module: calls of Django's translation functions whose sentence is a literal."""
    tree = ast.parse(source)
    names = {name: name for name in CALLS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname: alias.name for alias in node.names if alias.asname and alias.name in CALLS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called not in names:
            continue
        texts = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in node.args]
        if found := _from_arguments(names[called], texts):
            yield found


def in_template(source: str, origin: str) -> Iterator[Message]:
    """The messages of a template: translate, blocktranslate (plural, context, trimmed) and `_("…")` in any tag."""
    for call in _TEMPLATE_CALL.finditer(templatize(source, origin=origin)):
        texts: list[str | None] = [ast.literal_eval(text) for text in _ONE_STRING.findall(call[2])]
        if found := _from_arguments(call[1], texts):
            yield found


def in_errors(sources: Mapping[Path, str]) -> Iterator[tuple[Path, Message]]:
    """(file, message) of every broken rule in these modules: the first paragraph of its docstring, as `template()` says it.

    A rule is a class that descends, by name, from `LmsError`; nothing is imported, so a broken module hides nothing.
    """
    classes: dict[str, list[tuple[Path, ast.ClassDef]]] = {}
    for path, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, []).append((path, node))
    rules, grew = {LmsError.__name__}, True
    while grew:
        children = {name for name, found in classes.items() for _path, node in found if _bases(node) & rules}
        grew = not children <= rules
        rules |= children
    for name in sorted(rules & set(classes)):
        for path, node in classes[name]:
            if name != LmsError.__name__ and not _bases(node) & rules:
                continue
            sentence = " ".join((ast.get_docstring(node) or LmsError.__doc__ or "").split("\n\n")[0].split())
            if re.search(r"\w", re.sub(r"\{[^}]*\}", "", sentence)):
                yield path, Message(sentence)


def _bases(node: ast.ClassDef) -> set[str]:
    return {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases}


def python_files(folder: Path) -> Iterator[Path]:
    """Our modules under a folder, without migrations and tests."""
    for path in sorted(folder.rglob("*.py")):
        if not {"migrations", "tests", "__pycache__"} & set(path.relative_to(folder).parts):
            yield path
