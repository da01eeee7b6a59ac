"""Whoever asks, in whatever way: a row that is written once stays. On the database that the tests run with."""

import pytest
from django.db import connection, models

from lms.kernel.writeonce import write_once_models

MODELS = write_once_models()


def _triggers() -> set[str]:
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {str(name) for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_every_write_once_table_has_both_triggers() -> None:
    wanted = {f"{model._meta.db_table}_no_{act}" for model in MODELS for act in ("update", "delete")}
    assert len(MODELS) > 20
    assert {name[:63] for name in wanted} - _triggers() == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_erasable_columns_are_columns_and_hold_personal_data(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    erasable = set(getattr(model, "lms_erasable", ()))
    assert erasable <= names
    if erasable:
        assert "Personal data: none" not in (model.__doc__ or "")
