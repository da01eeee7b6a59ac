"""A section's body → its file's text: the inverse of `courses.parsing`. Pure.

The text is canonical: front matter in one order, an id on every block, one empty line between blocks, one newline at the
end. So a file that was read and written again is the same to the byte, and a difference is a difference of words.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from courses.blocks import TABLES
from lms.kernel.places import COUNTRIES
from lms.kernel.textfiles import FileMistake, read_yaml

FRONT: Final = ("title", "summary", "stages", "questions", "resources")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})


def section_text(body: Mapping[str, Any]) -> str:
    """The Markdown file of a section's version. `parse_section(section_text(body))` gives the same blocks again."""
    return f"{front_matter(body)}\n{blocks_text(body)}\n"


def blocks_text(body: Mapping[str, Any]) -> str:
    """What comes after the front matter."""
    return "\n\n".join(block_text(block) for block in body.get("blocks", ()))


def front_matter(body: Mapping[str, Any]) -> str:
    """`---`, the title, the summary and the lists that are not empty, `---`."""
    lines = ["---"]
    for key in FRONT:
        value = body.get(key)
        if isinstance(value, str):
            lines.append(f"{key}: {yaml_scalar(value)}")
        elif value:
            lines.append(f"{key}: {yaml_list(value)}")
    return "\n".join([*lines, "---"])


def block_text(block: Mapping[str, Any]) -> str:
    """One block with its id: a line before a text, the end of the first line of a fence."""
    kind, identity = block["type"], f"{{#{block['id']}}}"
    if kind == "text":
        return f"{identity}\n{block['markdown']}"
    if kind == "slot":
        return _slot(block["countries"], identity)
    inside = block.get("facts", ()) if kind in TABLES else filter(None, [block.get("markdown", "")])
    name = block["figure"] if kind == "figure" else block.get("title", "")
    return "\n".join([" ".join(filter(None, (":::", kind, name, identity))), *inside, ":::"])


def _slot(countries: Mapping[str, Mapping[str, str]], identity: str) -> str:
    fences: list[str] = []
    for code in (code for code in COUNTRIES if code in countries):
        part = countries[code]
        words = ("::: local", code, "na" if "na" in part else "", "" if fences else identity)
        fences.append("\n".join([" ".join(filter(None, words)), part.get("na", part.get("markdown", "")), ":::"]))
    return "\n".join(fences)


def yaml_scalar(value: str) -> str:
    """A text as a YAML value on one line: plain where it reads back the same, else in double quotes."""
    return value if _reads_back(f"k: {value}", value) else yaml_quoted(value)


def yaml_list(values: Sequence[str]) -> str:
    """A list of texts on one line: [one, two]."""
    return f"[{', '.join(v if _reads_back(f'k: [{v}]', [v]) else yaml_quoted(v) for v in values)}]"


def yaml_quoted(value: str) -> str:
    """A text in double quotes."""
    return f'"{value.translate(_ESCAPES)}"'


def _reads_back(line: str, value: str | list[str]) -> bool:
    try:
        found = read_yaml(line)
    except FileMistake:
        return False
    return bool(isinstance(found, dict) and found == {"k": value})
