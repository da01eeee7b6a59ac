"""A mark in every text column of an institution's rows: found by the schema, so that a new table is marked unasked."""

from collections import defaultdict
from typing import Any, Final

from django.db import models

from lms.audit.models import AuditEvent
from lms.institutions.models import Institution, Person
from lms.jobs.models import Job
from lms.kernel.writeonce import drop_triggers

# What a machine reads: states, kinds, codes, keys, hashes, addresses of files. Not marked: pages would break, not leak.
MACHINES: Final = frozenset(
    {
        "uid", "secret",
        "act", "case_key", "channel", "choice", "client_id", "code", "content_hash", "content_type", "country",
        "detail_digest", "digest", "fence", "figure", "form", "format", "hash", "join_url", "key", "key_version", "kind",
        "language", "media_url", "module", "paper", "path", "period", "prev", "problem", "purpose", "ref", "role", "serial",
        "sha256",
        "speaks_of", "stage", "state", "structure_hash", "subject", "subject_id", "theme", "time_zone", "token_hash",
        "waits_on",
    }
)  # fmt: skip
OURS: Final = "lms_"


def rows_of(institution: Institution) -> dict[type[models.Model], set[Any]]:
    """Every row that hangs on an institution: what points to it, to its people, and to those rows in turn."""
    people = set(
        Person.objects.filter(lms_memberships__institution=institution, lms_memberships__until=None).values_list(
            "pk", flat=True
        )
    )
    found: dict[type[models.Model], set[Any]] = defaultdict(set)
    found[Institution], found[Person] = {institution.pk}, people
    fresh: dict[type[models.Model], set[Any]] = {Institution: {institution.pk}, Person: people}
    while fresh:
        more: dict[type[models.Model], set[Any]] = defaultdict(set)
        for model, ids in fresh.items():
            for relation in model._meta.related_objects:
                child: Any = relation.related_model
                if not child._meta.app_label.startswith(OURS) or relation.many_to_many:
                    continue
                rows = child._base_manager.filter(**{f"{relation.field.name}__in": ids})
                new = set(rows.values_list("pk", flat=True)) - found[child]
                found[child] |= new
                more[child] |= new
        fresh = {model: ids for model, ids in more.items() if ids}
    found[Job] |= set(Job.objects.filter(institution=institution.pk).values_list("pk", flat=True))
    found[AuditEvent] |= set(AuditEvent.objects.filter(institution=institution.pk).values_list("pk", flat=True))
    return {model: ids for model, ids in found.items() if ids}


def mark_columns(institution: Institution, mark: str) -> set[str]:
    """Write the mark into every text column of those rows; returns the names of the columns. Triggers are dropped for it."""
    drop_triggers(using="default")
    written = set()
    for model, ids in rows_of(institution).items():
        columns = [field for field in model._meta.local_concrete_fields if _takes_text(field)]
        for field in (one for one in model._meta.local_concrete_fields if isinstance(one, models.JSONField)):
            for pk, value in models.QuerySet(model).filter(pk__in=ids).values_list("pk", field.name):
                if (marked := _in_words(value, mark)) != value:
                    models.QuerySet(model).filter(pk=pk).update(**{field.name: marked})
                    written.add(f"{model._meta.label}.{field.name}")
        for field in columns:
            for pk in ids if field.unique or field.name == "email" else ():
                value = f"{mark}-{pk}@example.test"[: field.max_length]
                models.QuerySet(model).filter(pk=pk).update(**{field.name: value})
            if not field.unique and field.name != "email":
                text = f"{mark}NAME" if field.name in ("family_name", "certificate_name") else f"{mark} text"
                models.QuerySet(model).filter(pk__in=ids).update(**{field.name: text[: field.max_length]})
            written.add(f"{model._meta.label}.{field.name}")
    return written


def _in_words(value: Any, mark: str, *, said: bool = False) -> Any:
    """The same JSON with the mark in what people read: texts by language, and whatever has a space in it."""
    if isinstance(value, dict):
        return {key: _in_words(one, mark, said=key in ("es", "en")) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_words(one, mark, said=said) for one in value]
    return f"{value} {mark}" if isinstance(value, str) and (said or " " in value) else value


def _takes_text(field: Any) -> bool:
    plain = isinstance(field, models.CharField | models.TextField) and not field.choices and not field.primary_key
    return plain and field.name not in MACHINES and (field.max_length is None or field.max_length > 40)
