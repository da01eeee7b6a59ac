"""Many rows at once are the rows that the ORM would have written."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lms.jobs.models import Job
from lms.kernel.bulk import insert_each

pytestmark = pytest.mark.django_db
FIELDS = ["kind", "key", "args"]


def _as_told(job: Job) -> dict[str, Any]:
    return {
        f.attname: getattr(job, f.attname)
        for f in Job._meta.concrete_fields
        if f.name not in ("id", "key", "due_at", "created_at")
    }


def test_a_row_is_what_the_orm_would_have_written_with_every_default() -> None:
    insert_each(Job, FIELDS, [("faults.a", "one", {"id": 1, "words": "ñ \\ % %s"}), ("faults.a", "two", {})])
    Job.objects.create(kind="faults.a", key="three", args={"id": 1, "words": "ñ \\ % %s"})
    one, two, three = (Job.objects.get(key=key) for key in ("one", "two", "three"))
    assert _as_told(one) == _as_told(three)
    assert (two.args, one.due_at, one.created_at <= three.created_at) == ({}, two.due_at, True)


def test_what_a_constraint_refuses_is_left_out_or_an_error() -> None:
    insert_each(Job, FIELDS, [("faults.a", "one", {"id": 1})])
    insert_each(Job, FIELDS, [("faults.b", "one", {}), ("faults.b", "two", {})], ignore_conflicts=True)
    assert list(Job.objects.order_by("key").values_list("kind", "key")) == [("faults.a", "one"), ("faults.b", "two")]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_each(Job, FIELDS, [("faults.c", "three", {}), ("faults.c", "one", {})])
    assert Job.objects.count() == 2


def test_no_rows_ask_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        insert_each(Job, FIELDS, [])
