"""One door to all formats: a file's questions, streamed. Pure."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from assessments.interchange.aiken import read_aiken
from assessments.interchange.csv_files import read_csv
from assessments.interchange.decoding import lines_of
from assessments.interchange.gift import read_gift
from assessments.interchange.moodle_xml import read_moodle_xml
from assessments.interchange.neutral import Notes, Question
from assessments.interchange.packages import read_qti

FORMATS: Final = ("gift", "moodle-xml", "aiken", "qti", "csv")


def read_questions(file: BinaryIO, form: str, notes: Notes) -> Iterator[Question]:
    """The questions in order; what isn't read goes to `notes`. Raises UnreadableFile, perhaps after some questions."""
    if form == "moodle-xml":
        return read_moodle_xml(file, notes)
    if form == "qti":
        return read_qti(file, notes)
    readers = {"gift": read_gift, "aiken": read_aiken, "csv": read_csv}
    return readers[form](lines_of(file, notes), notes)
