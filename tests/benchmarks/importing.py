"""Import of a large toolkit: `python -m tests.benchmarks.importing [SECTIONS]`. A database of its own, CPU and wall seconds.

2,000 sections in two languages, each with text for all, a slot of four countries, a callout and a table, over 200 facts of
four countries. Four runs: into an empty database, again without a change, with one sentence changed in a tenth of the
sections, and the export of all of it. What the write transaction takes is measured apart: on SQLite it holds every writer.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

COUNTRIES = ("CL", "CO", "MX", "PE")
WORDS = "El nombre que eligió tiene que decir de quién es el producto, y no lo que el producto es. "
FACT = """\
- key: trademarks.f{n}
  kind: duration
  titles: {{es: "Plazo {n}", en: "Time {n}"}}
  in:
"""
VERSION = """\
    {code}:
      values: {{term: {{kind: duration, n: {years}, unit: years}}}}
      short: {{es: "{years} años", en: "{years} years"}}
      sentence: {{es: "Dura {years} años.", en: "It lasts {years} years."}}
      law: "Ley"
      article: ""
      sources: [a-law]
      as_of: "2026"
      confidence: high
      needs_check: false
"""
SOURCE = """\
sources:
- key: a-law
  country: INT
  type: law
  title: "Ley"
  publisher: "Estado"
  checked_on: 2026-11-01
"""


def section(n: int, language: str, extra: str = "") -> str:
    """One section of about 3 kB: five blocks."""
    fact = f"trademarks.f{n % 200}"
    slots = "\n".join(
        f"::: local {code}{' {#b2}' if code == 'CL' else ''}\n{WORDS * 2}{{fact:{fact}}} ({code})\n:::" for code in COUNTRIES
    )
    return (
        f"---\ntitle: Sección {n} {language}\nsummary: Para medir.\n---\n{{#b1}}\n{WORDS * 8}{extra} {{fact:{fact}.term}}\n\n"
        f"{slots}\n\n::: mistake {{#b3}}\n{WORDS * 2}\n:::\n\n::: compare Los cuatro {{#b4}}\n{fact}\n:::\n\n"
        f"{{#b5}}\n## Y después\n\n{WORDS * 4}\n"
    )


def write(root: Path, sections: int, every: int = 0) -> None:
    """The toolkit's files; every `every`th section says one sentence more."""
    facts = "".join(
        FACT.format(n=n) + "".join(VERSION.format(code=code, years=n + place) for place, code in enumerate(COUNTRIES))
        for n in range(1, 201)
    )
    first = FACT.format(n=0) + "".join(VERSION.format(code=code, years=9) for code in COUNTRIES)
    for folder in ("sources", "facts", "sections/many"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "sources" / "all.yaml").write_text(SOURCE)
    (root / "facts" / "trademarks.yaml").write_text(f"topic: trademarks\nfacts:\n{first}{facts}")
    for n in range(sections):
        extra = " Una frase más." if every and n % every == 0 else ""
        for language in ("es", "en"):
            (root / "sections" / "many" / f"s{n}.{language}.md").write_text(section(n, language, extra))


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """(what it returned, wall seconds, CPU seconds)."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - cpu


@contextmanager
def transaction_watched() -> Iterator[list[float]]:
    """CPU seconds between the first lock and the commit of an import."""
    from courses.services import importing

    held: list[float] = []
    plain = importing.transaction.atomic

    @contextmanager
    def atomic(*args: Any, **kwargs: Any) -> Iterator[None]:
        begin = time.process_time()
        with plain(*args, **kwargs):
            yield
        held.append(time.process_time() - begin)

    class Watched:
        pass

    watched: Any = Watched()
    watched.atomic = atomic
    importing.transaction = watched
    try:
        yield held
    finally:
        from django.db import transaction

        importing.transaction = transaction


def main(sections: int = 2000) -> str:
    """A table in Markdown."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from courses.services.exporting import export_toolkit
    from courses.services.importing import import_toolkit

    lines = ["| work | wall s | CPU s | of it in the write transaction, CPU s |", "| --- | ---: | ---: | ---: |"]
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "in"
        for label, every in (("into an empty database", 0), ("again, nothing changed", 0), ("a tenth changed", 10)):
            write(root, sections, every)
            with transaction_watched() as held:
                report, wall, cpu = timed(lambda: import_toolkit(path=root))
            assert not report.problems
            told = f"{label}: {len(report.new)} new, {len(report.changed)} changed"
            lines.append(f"| {told} | {wall:.1f} | {cpu:.1f} | {sum(held):.2f} |")
        written, wall, cpu = timed(lambda: export_toolkit(path=Path(place) / "out"))
        lines.append(f"| export: {len(written.written)} files | {wall:.1f} | {cpu:.1f} | – |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        os.environ |= {"LMS_VAR": folder, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        for name in ("REDIS_URL", "PRODUCTION"):
            os.environ.pop(name, None)
        sys.stdout.write(main(*(int(n) for n in sys.argv[1:2])))
