"""media/*.yaml: recordings with their chapters and words; the sound files lie beside. Reading is pure."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.agenda import read_agenda, write_agenda
from courses.kinds import Drafted, FileProblem, Known
from courses.models import Recording, SoundFile
from courses.reading import Entry, files_of, head_of, read_file
from courses.services.importing_help import LICENCES
from courses.sounds import MAX_BYTES, TYPES, Sound, read_sound
from courses.transcripts import mistakes_in, read_transcript, write_transcript
from lms.kernel.canonical_yaml import yaml_file
from lms.kernel.places import Language
from lms.kernel.textfiles import FileMistake, Lined

FILE_NAME: Final = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,99}}\.(?:{'|'.join(TYPES)})")
_SAID: Final = ("titles", "owner", "licence", "files", "chapters", "transcript")


class RecordingsKind:
    """media/*.yaml and, beside them, the sound files that they name. Written before the courses whose sessions name them."""

    name = "media"
    order = 5

    def read(self, root: Path, problems: list[FileProblem]) -> list[Drafted]:
        found: list[Drafted] = []
        for path, name in files_of(root, self.name, ".yaml", problems, beside=[f".{one}" for one in TYPES]):
            file = read_file(path, name, problems)
            if file is None:
                continue
            head = head_of(file)
            found += [one for entry in file.entries("recordings") if (one := self._recording(entry, head, path.parent))]
            file.done()
        seen: set[str] = set()
        for one in found:
            if one.key in seen:
                said = {"key": one.key, "path": one.path, "line": one.line}
                problems.append(
                    FileProblem(one.path, one.line, _("The key '%(key)s' is already used at %(path)s:%(line)s.") % said)
                )
            seen.add(one.key)
        return found

    def _recording(self, entry: Entry, head: Mapping[str, Any], place: Path) -> Drafted | None:
        key = entry.key()
        body: dict[str, Any] = {
            "titles": entry.words("titles", longest=160),
            "owner": entry.text("owner", longest=240),
            "licence": entry.choice("licence", LICENCES),
            "chapters": _texts(entry, "chapters", longest=20_000),
            "transcript": _texts(entry, "transcript", longest=60_000),
            "files": {},
            "data": {},
        }
        for language, text in body["chapters"].items():
            for one in read_agenda(text)[1]:
                entry.wrong("chapters", _("%(language)s, line %(line)s: %(what)s") % _place(language, one))
        for language, one in mistakes_in(body["transcript"]):
            entry.wrong("transcript", _("%(language)s, line %(line)s: %(what)s") % _place(language, one))
        files = entry.get("file")
        if not isinstance(files, Lined):
            entry.wrong("file", _("'file' names a sound file for each language: {es: talk.es.m4a, en: talk.en.m4a}."))
            files = Lined(entry.line)
        inside = Entry(files, entry.path, entry.problems)
        for language in Language.values:
            if sound := _sound(inside, language, place, required=isinstance(entry.get("file"), Lined)):
                body["files"][language] = {"name": inside.text(language), "type": sound.type, "digest": sound.digest}
                body["data"][language] = sound.content
        inside.done()
        if entry.done():
            body["chapters"] = {one: write_agenda(read_agenda(text)[0]) for one, text in body["chapters"].items()}
            body["transcript"] = {one: write_transcript(read_transcript(text)[0]) for one, text in body["transcript"].items()}
            return Drafted(key, body, entry.path, entry.line, head)
        return None

    def check(self, drafted: Drafted, known: Known) -> Sequence[FileProblem]:
        """A recording rests on nothing else."""
        return ()

    def apply(self, drafted: Drafted) -> str:
        """Keep the sounds by their digest and the words by their key; what a release names is never deleted."""
        for language, held in drafted.body["files"].items():
            SoundFile.objects.get_or_create(
                digest=held["digest"], defaults={"type": held["type"], "content": drafted.body["data"][language]}
            )
        wanted = {name: drafted.body[name] for name in _SAID}
        row = Recording.objects.filter(key=drafted.key).first()
        if row is not None and {name: getattr(row, name) for name in _SAID} == wanted:
            return "unchanged"
        Recording.objects.update_or_create(key=drafted.key, defaults=wanted)
        return "new" if row is None else "changed"

    def stored(self, *, published: bool) -> list[Drafted]:
        """Every recording with its sounds. Two queries."""
        rows = list(Recording.objects.order_by("key"))
        wanted = {held["digest"] for row in rows for held in row.files.values()}
        sounds = dict(SoundFile.objects.filter(digest__in=wanted).values_list("digest", "content"))
        return [
            Drafted(
                row.key,
                {name: getattr(row, name) for name in _SAID}
                | {"data": {language: bytes(sounds[held["digest"]]) for language, held in row.files.items()}},
            )
            for row in rows
        ]

    def path_of(self, drafted: Drafted) -> str:
        """All in one."""
        return f"{self.name}/recordings.yaml"

    def write(self, drafted: Sequence[Drafted]) -> dict[str, Any]:
        """{path: text of the list, bytes of a sound} of all files."""
        by_path: dict[str, list[Drafted]] = {}
        for one in drafted:
            by_path.setdefault(one.path or self.path_of(one), []).append(one)
        found: dict[str, Any] = {}
        for path, ones in by_path.items():
            found[path] = yaml_file({"recordings": [_entry(one) for one in ones]}, note=str(ones[0].head.get("note", "")))
            for one in ones:
                for language, held in one.body["files"].items():
                    found[f"{PurePosixPath(path).parent}/{held['name']}"] = one.body["data"][language]
        return found


def _entry(one: Drafted) -> dict[str, Any]:
    body = one.body
    return {
        "key": one.key, "titles": body["titles"], "owner": body["owner"], "licence": body["licence"],
        "file": {code: body["files"][code]["name"] for code in Language.values if code in body["files"]},
        "chapters": body["chapters"], "transcript": body["transcript"],
    }  # fmt: skip


def _texts(entry: Entry, key: str, *, longest: int) -> dict[str, str]:
    """A text of many lines in each language."""
    value = entry.get(key)
    if not isinstance(value, Lined):
        entry.wrong(key, _("'%(key)s' must be in two languages: {es: …, en: …}.") % {"key": key})
        return {}
    inside = Entry(value, entry.path, entry.problems)
    found = {language: inside.text(language, longest=longest) for language in Language.values}
    inside.done()
    return found


def _place(language: str, one: Any) -> dict[str, Any]:
    return {"language": language, "line": one.line, "what": one.what}


def _sound(inside: Entry, language: str, place: Path, *, required: bool) -> Sound | None:
    name = inside.text(language, required=required, longest=120)
    if not name:
        return None
    path = place / name
    if not FILE_NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
        inside.wrong(language, _("There is no file '%(name)s' beside this one.") % {"name": name[:60]})
        return None
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    try:
        return read_sound(raw, path.suffix[1:])
    except FileMistake as mistake:
        inside.wrong(language, mistake.sentence)
        return None
