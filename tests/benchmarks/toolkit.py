"""The toolkit at size: search over 2,000 sections, a section rendered cold and cached. `python -m tests.benchmarks.toolkit`.

Sections are made of the shipped ones, each with other words mixed in, so that posting lists are of every length. DATABASE_URL
may name an empty PostgreSQL database; else SQLite in a temporary folder. CPU time of this process, wall time beside it where
the database works in a process of its own; medians.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

QUERIES = (
    "marca", "cuánto dura una marca", "oposición", "oposici", "¿Puedo registrar este nombre?", "secreto", "licencia de uso",
    "tasa", "la", "exportar a otro país", "contrato de confidencialidad", "palabraquenoexiste",
)  # fmt: skip
SECTIONS = 2_000


def timed(work: Callable[[], Any], rounds: int) -> tuple[float, float, float]:
    """(CPU ms, wall ms, slowest wall ms) of one call, medians of the rounds after the first."""
    work()
    cpu, wall = [], []
    for _ in range(rounds):
        c, w = time.process_time(), time.perf_counter()
        work()
        cpu.append((time.process_time() - c) * 1000)
        wall.append((time.perf_counter() - w) * 1000)
    return statistics.median(cpu), statistics.median(wall), max(wall)


def grow(sections: int, seed: int = 7) -> None:
    """Copies of the shipped sections in both languages, published, with words of each other mixed in."""
    from courses.models import Item, ItemVersion

    dice = random.Random(seed)
    shipped = list(Item.objects.filter(kind="section").exclude(published=None).select_related("published"))
    by_key: dict[str, dict[str, Any]] = {}
    for item in shipped:
        if item.published is not None:
            by_key.setdefault(item.key, {})[item.language] = item.published.body
    words = [word for bodies in by_key.values() for word in str(bodies["es"]["blocks"]).split() if word.isalpha()]
    keys = sorted(key for key, bodies in by_key.items() if len(bodies) == 2)
    for start in range(0, sections, 200):
        items, bodies_ = [], []
        for n in range(start, min(start + 200, sections)):
            for language in ("es", "en"):
                body = dict(by_key[keys[n % len(keys)]][language])
                extra = " ".join(dice.sample(words, 60))
                body["title"] = f"{body['title']} {dice.choice(words)} {n}"
                body["blocks"] = [*body["blocks"], {"id": "x1", "type": "text", "markdown": extra}]
                items.append(Item(kind="section", key=f"grown/s{n}", language=language))
                bodies_.append(body)
        made = Item.objects.bulk_create(items)
        versions = ItemVersion.objects.bulk_create(
            ItemVersion(item=item, number=1, digest=f"{item.key}:{item.language}"[:64], body=body)
            for item, body in zip(made, bodies_, strict=True)
        )
        for item, version in zip(made, versions, strict=True):
            item.published = item.draft = version
        Item.objects.bulk_update(made, ["published", "draft"], 200)


def publish_shipped() -> None:
    """What ships, published by two people of this benchmark."""
    from pathlib import Path

    import courses
    from courses import api
    from lms.institutions.models import Person

    people = [Person.objects.create(email=f"{name}@bench.example", country="PE") for name in ("one", "two")]
    api.import_toolkit(path=Path(courses.__file__).resolve().parent / "curriculum", by=people[0].pk)
    api.publish_items(item_ids=api.unpublished_items(), by=people[0].pk, approved_by=people[1].pk)


def rendering() -> list[str]:
    """A section cold and cached, over all shipped sections."""
    from django.core.cache import cache
    from django.utils import timezone

    from courses.models import Item
    from courses.selectors.reference import Reader
    from courses.selectors.reference_pages import section_page

    today, reader = timezone.localdate(), Reader("PE", "es")
    keys = sorted(set(Item.objects.filter(kind="section").exclude(published=None).values_list("key", flat=True)))
    cold, warm = [], []
    for key in keys:
        section_page(key, reader, today)
        cache.clear()
        start = time.process_time()
        section_page(key, reader, today)
        middle = time.process_time()
        section_page(key, reader, today)
        cold.append((middle - start) * 1000)
        warm.append((time.process_time() - middle) * 1000)
    return [
        f"| a section with its law, terms, help and sources, cold | {statistics.median(cold):.1f} | {max(cold):.1f} |",
        f"| the same, HTML from the cache | {statistics.median(warm):.1f} | {max(warm):.1f} |",
    ]


def searching() -> list[str]:
    """Each query in one country and language, hits read."""
    from courses.selectors.searching import search

    lines = []
    for query in QUERIES:
        found = search(query, country="PE", language="es")
        cpu, wall, worst = timed(lambda query=query: search(query, country="PE", language="es"), 15)  # type: ignore[misc]
        lines.append(f"| {query} | {found.total} | {cpu:.1f} | {wall:.1f} | {worst:.1f} |")
    return lines


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        os.environ |= {"LMS_VAR": folder, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        from django.db import connection

        from courses.models import SearchEntry
        from courses.services.search_index import index_everything

        publish_shipped()
        out = ["| rendering | CPU ms, median | slowest |", "| --- | ---: | ---: |", *rendering(), ""]
        grow(int(sys.argv[1]) if len(sys.argv) > 1 else SECTIONS)
        start = time.process_time()
        index_everything()
        spent = time.process_time() - start
        out += [f"{connection.vendor}: {SearchEntry.objects.count()} entries made in {spent:.1f} s of CPU.", ""]
        out += ["| query | found | CPU ms | ms | slowest ms |", "| --- | ---: | ---: | ---: | ---: |", *searching(), ""]
        start = time.process_time()
        index_everything()
        out.append(f"Made again, nothing to write: {time.process_time() - start:.1f} s.")
        connection.close()
    sys.stdout.write("\n".join(out) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
