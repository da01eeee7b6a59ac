"""Collect the sentences of each package, merge them into its Spanish file and compile it; or check that this was done."""

import re
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.management.msgids import Message, in_errors, in_python, in_template, python_files

TOP_PACKAGES: Final = ["lms", "courses", "assessments", "certificates"]
HEADER: Final = {
    "Project-Id-Version": "advisor-lms",
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd](?!\w)")

Found = dict[str, dict[Message, set[str]]]  # package → message → files


class Command(BaseCommand):
    help = (
        "Collects msgids from Python, templates and error docstrings into <package>/locale/es/LC_MESSAGES/django.po, keeps "
        "the Spanish that is there, drops what nobody says any more and compiles django.mo. --check writes nothing and "
        "fails when a sentence lacks Spanish, a file is stale, or two packages say the same sentence differently."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("packages", nargs="*", help="for example: courses lms.home (short: home). Default: all")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when something is missing or stale")

    def handle(self, *args: Any, packages: list[str], check: bool, **options: Any) -> None:
        try:
            import polib
        except ImportError:
            raise CommandError("This command needs 'polib', which `make test` and `make check` install (dev only).") from None
        self.polib = polib
        self.base = Path(settings.BASE_DIR)
        if not (self.base / "templates" / "lms").is_dir():
            raise CommandError(f"{self.base} is no source tree of advisor-lms: translations are made where the sources are.")
        self.homes = _homes(self.base)
        wanted = [self._package(name) for name in packages] or list(self.homes)
        found = self._collect()
        old = {name: self._read(name) for name in self.homes}
        new = {name: self._merged(found[name], old[name], old) for name in self.homes}
        problems: list[str] = []
        for name in wanted:
            if check:
                problems += self._stale(name, new[name])
            else:
                self._write(name, new[name])
            problems += self._incomplete(name, new[name])
        problems += self._different(new)
        if problems and check:
            raise CommandError("\n".join([f"{len(problems)} translation problem(s):", *problems]))
        for problem in problems:
            self.stdout.write(problem)

    # --- reading ------------------------------------------------------------------------------------------------------
    def _package(self, name: str) -> str:
        for known in self.homes:
            if name.rstrip("/").replace("/", ".") in (known, known.rpartition(".")[2]):
                return known
        raise CommandError(f"'{name}' is none of our packages: {', '.join(self.homes)}")

    def _owner(self, path: Path) -> str:
        """The package that a file belongs to: the deepest app folder over it; templates by their folder's name."""
        parts = path.relative_to(self.base).parts
        if parts[0] == "templates":
            inner = parts[2] if parts[1] == "lms" and len(parts) > 3 else ""
            return next((name for name in self.homes if inner and name.rpartition(".")[2] == inner), "lms")
        over = [name for name, home in self.homes.items() if home in path.parents]
        return max(over, key=len, default="lms")

    def _collect(self) -> Found:
        found: Found = {name: defaultdict(set) for name in self.homes}

        def keep(path: Path, message: Message) -> None:
            found[self._owner(path)][message].add(path.relative_to(self.base).as_posix())

        sources = {path: path.read_text("utf-8") for top in TOP_PACKAGES for path in python_files(self.base / top)}
        for path, source in sources.items():
            try:
                for message in in_python(source):
                    keep(path, message)
            except SyntaxError as broken:
                raise CommandError(f"{path.relative_to(self.base)}:{broken.lineno}: {broken.msg}") from None
        for path in sorted((self.base / "templates").rglob("*.*")):
            if path.suffix in (".html", ".txt", ".xml", ".svg"):
                for message in in_template(path.read_text("utf-8"), str(path)):
                    keep(path, message)
        for path, message in in_errors(sources):
            keep(path, message)
        return found

    def _po_path(self, name: str) -> Path:
        return self.homes[name] / "locale" / "es" / "LC_MESSAGES" / "django.po"

    def _read(self, name: str) -> Any:
        path = self._po_path(name)
        if not path.exists():
            return self.polib.POFile()
        try:
            return self.polib.pofile(str(path), encoding="utf-8")
        except (OSError, UnicodeDecodeError) as broken:
            raise CommandError(f"{path.relative_to(self.base)} can't be read: {broken}") from None

    # --- merging ------------------------------------------------------------------------------------------------------
    def _merged(self, found: dict[Message, set[str]], own: Any, all_old: dict[str, Any]) -> Any:
        """The package's new file. A sentence that moved here from another package brings its Spanish along."""
        po = self.polib.POFile(wrapwidth=118)
        po.metadata = dict(HEADER)
        known = _by_message([own, *(other for other in all_old.values() if other is not own)])
        plurals = {(m.msgid, m.context) for m in found if m.plural}
        for message in sorted(found):
            if not message.plural and (message.msgid, message.context) in plurals:
                continue  # gettext keeps one entry for "x" and for "x"/"xs"
            entry = self.polib.POEntry(msgid=message.msgid, msgctxt=message.context or None)
            entry.occurrences = [(path, "") for path in sorted(found[message])]
            before = known.get((message.msgid, message.context))
            if message.plural:
                entry.msgid_plural = message.plural
                kept = dict(before.msgstr_plural) if before else {}
                entry.msgstr_plural = {n: kept.get(n, "") for n in (0, 1)}
            elif before:
                entry.msgstr = before.msgstr or before.msgstr_plural.get(0, "")
            if before:
                entry.tcomment = before.tcomment
                entry.flags = [flag for flag in before.flags if flag == "fuzzy"]
            po.append(entry)
        return po

    def _write(self, name: str, po: Any) -> None:
        path = self._po_path(name)
        if not po:
            for old in (path, path.with_suffix(".mo")):
                old.unlink(missing_ok=True)
            return
        if self._stale(name, po):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(po), encoding="utf-8")
            path.with_suffix(".mo").write_bytes(po.to_binary())
        self.stdout.write(f"{path.relative_to(self.base)}: {len(po)} sentences, {po.percent_translated()} % in Spanish")

    # --- checking -----------------------------------------------------------------------------------------------------
    def _stale(self, name: str, po: Any) -> list[str]:
        path = self._po_path(name)
        shown = path.relative_to(self.base)
        if not po:
            return [f"{shown}: nothing says these sentences any more; run update_translations {name}"] if path.exists() else []
        if not path.exists() or path.read_text("utf-8") != _text(po):
            return [f"{shown}: stale; run `manage.py update_translations {name}`"]
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != po.to_binary():
            return [f"{compiled.relative_to(self.base)}: stale; run `manage.py update_translations {name}`"]
        return []

    def _incomplete(self, name: str, po: Any) -> list[str]:
        shown = self._po_path(name).relative_to(self.base)
        problems = []
        for entry in po:
            texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            if not all(texts):
                problems.append(f"{shown}: no Spanish for {entry.msgid!r} ({entry.occurrences[0][0]})")
            elif "fuzzy" in entry.flags:
                problems.append(f"{shown}: fuzzy: {entry.msgid!r}")
            elif strange := _strange_placeholders(entry, texts):
                problems.append(f"{shown}: {', '.join(sorted(strange))} in the Spanish but not in {entry.msgid!r}")
        return problems

    def _different(self, files: dict[str, Any]) -> list[str]:
        """The same sentence must be the same Spanish everywhere: the first app in INSTALLED_APPS would win for all."""
        said: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name, po in files.items():
            for entry in po:
                text = entry.msgstr or " | ".join(entry.msgstr_plural.values())
                if text.strip(" |"):
                    said[entry.msgid, entry.msgctxt or ""][text].append(name)
        return [
            f"{msgid!r} is said in several ways: "
            + "; ".join(f"{text!r} in {', '.join(names)}" for text, names in sorted(ways.items()))
            + " (choose one, or give it a context)"
            for (msgid, _context), ways in sorted(said.items())
            if len(ways) > 1
        ]


def _homes(base: Path) -> dict[str, Path]:
    """Our installed apps and their folders."""
    homes = {config.name: Path(config.path).resolve() for config in apps.get_app_configs()}
    return {name: home for name, home in homes.items() if name.split(".")[0] in TOP_PACKAGES and base in home.parents}


def _by_message(files: list[Any]) -> dict[tuple[str, str], Any]:
    known: dict[tuple[str, str], Any] = {}
    for po in files:
        for entry in po:
            key = (entry.msgid, entry.msgctxt or "")
            has_text = bool(entry.msgstr or any(entry.msgstr_plural.values()))
            if not entry.obsolete and has_text and key not in known:
                known[key] = entry
    return known


def _text(po: Any) -> str:
    return f"{po}\n" if not str(po).endswith("\n") else str(po)


def _strange_placeholders(entry: Any, texts: list[str]) -> set[str]:
    allowed = set(_PLACEHOLDER.findall(entry.msgid)) | set(_PLACEHOLDER.findall(entry.msgid_plural or ""))
    return {one for text in texts for one in _PLACEHOLDER.findall(text)} - allowed
