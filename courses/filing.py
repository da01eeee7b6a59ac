"""Items to be written, file by file: what the content kinds share. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from courses.kinds import Typeless, Written, by_file, note_of
from lms.kernel.canonical_yaml import yaml_file

COUNTRY_FILES: Final = {
    "CL": "chile", "CO": "colombia", "MX": "mexico", "PE": "peru", "AND": "andean", "INT": "international",
}  # fmt: skip


class ListKind(Typeless):
    """A folder of files that each hold one list of entries under the folder's name."""

    folder: str

    def path_of(self, one: Written) -> str:
        """By country."""
        return f"{self.folder}/{COUNTRY_FILES[one.identity[2]]}.yaml"

    def entry(self, one: Written) -> Mapping[str, Any]:
        """One item as an entry, in the order it is written."""
        raise NotImplementedError

    def write(self, items: Sequence[Written]) -> Mapping[str, str | bytes]:
        """{path: text} of all files."""
        return {
            path: yaml_file({self.folder: [self.entry(one) for one in ones]}, note=note_of(ones))
            for path, ones in by_file(items, self.path_of).items()
        }
