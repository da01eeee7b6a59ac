"""Another package is entered only by its doors. What import-linter can't say; its layers are checked by `make check`."""

import ast
from importlib.util import find_spec

import pytest
from django.apps import apps

from tests.architecture.sources import TOP, Source, package_of, sources

DOORS = {"api", "events"}
MORE_DOORS = {"courses": {"kinds", "paths"}}
OPEN = {"lms.kernel", ""}  # the kernel has no walls; '' is not ours
ROOFS = {"lms", "lms.config", "lms.demo"}  # put the packages together: urls, settings, celery


def _enters_by_a_door(source: Source, imported: str) -> bool:
    package = package_of(imported)
    if package in OPEN or package == source.package or package in ROOFS:
        return True
    inner = imported.removeprefix(package).lstrip(".").split(".")[0]
    if inner in DOORS | MORE_DOORS.get(package, set()):
        return True
    return inner == "models" and source.inner.split(".")[0] == "models"


def test_a_package_is_entered_by_its_doors_only() -> None:
    broken = [
        f"{source.path.name}:{line} ({source.name}) imports {imported}"
        for source in sources()
        for imported, line in source.imports()
        if not _enters_by_a_door(source, imported)
    ]
    assert broken == []


def test_models_live_in_models_only() -> None:
    strays = [m.__module__ for m in apps.get_models() if m.__module__.split(".")[0] in TOP and ".models" not in m.__module__]
    assert strays == []


def test_every_model_says_what_personal_data_it_holds() -> None:
    silent = [
        f"{model.__module__}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in TOP and "Personal data:" not in (model.__doc__ or "")
    ]
    assert silent == []


def test_only_the_outbox_waits_for_the_commit() -> None:
    """`enqueue_on_commit` is the only caller of `transaction.on_commit`."""
    callers = [
        source.name
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "on_commit"
    ]
    assert callers == ["lms.jobs.outbox"]


def test_only_the_outbox_and_the_celery_app_send_tasks() -> None:
    sending = {"delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit"}
    senders = {
        source.name
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in sending
    }
    assert senders <= {"lms.jobs.outbox", "lms.config.celery"}


def _tasks() -> dict[str, str]:
    """name → module of every task of ours that a worker knows."""
    from lms.config.celery import app

    app.loader.import_default_modules()
    return {name: task.__module__ for name, task in app.tasks.items() if task.__module__.split(".")[0] in TOP}


@pytest.mark.django_db  # Celery runs Django's checks first, and Django 6.1's ask the database
def test_tasks_are_named_by_their_package() -> None:
    """`@shared_task(name="lms.<package>.<verb>")`: in a host's Celery app names must not collide."""
    tasks = _tasks()
    assert len(tasks) >= 5
    wrong = [n for n, module in tasks.items() if not n.startswith(f"lms.{package_of(module).removeprefix('lms.')}.")]
    assert wrong == []


@pytest.mark.django_db
def test_what_beat_sends_is_a_task_of_ours() -> None:
    from lms.plugin import LMS_BEAT

    assert {entry["task"] for entry in LMS_BEAT.values()} - set(_tasks()) == set()


def test_labels_and_tables_carry_our_name() -> None:
    """A host may have its own `courses`."""
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in TOP:
            assert config.label.startswith("lms"), config.label
            assert all(model._meta.db_table.startswith(f"{config.label}_") for model in config.get_models())


def test_every_package_of_the_list_is_there() -> None:
    from tests.architecture.sources import PACKAGES

    assert [name for name in PACKAGES if find_spec(name) is None] == []
