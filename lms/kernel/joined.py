"""Grouping in the database, with the keys of each group joined: one row a group instead of one a person."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Aggregate, CharField, QuerySet, TextField
from django.db.models.functions import Cast


class Joined(Aggregate):
    """All values of a group as one text, parted by commas: GROUP_CONCAT, STRING_AGG."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """STRING_AGG wants its comma."""
        template = "%(function)s(%(expressions)s, ',')"
        return self.as_sql(compiler, connection, function="STRING_AGG", template=template, **extra)


def joined_keys(rows: QuerySet[Any], key: str, by: Sequence[str]) -> list[tuple[Any, ...]]:
    """(*by, keys) of each group, in the order of `by`; `keys` holds the values of `key` joined by commas. One query."""
    text = Cast(key, CharField(max_length=40))
    found = rows.order_by().values(*by).annotate(lms_keys=Joined(text)).order_by(*by)
    return list(found.values_list(*by, "lms_keys"))
