"""Statistics for the database's planner after much was written at once."""

from django.apps import apps
from django.db import connections


def fresh_statistics() -> None:
    """Have PostgreSQL look at our tables again; other databases need nothing. May be repeated, in a transaction too.

    Without it a database that has just got a toolkit plans joins as if its tables were empty until its own turn comes: a
    statement of milliseconds took minutes.
    """
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return
    models = [model for model in apps.get_models() if model._meta.app_label.startswith("lms_")]
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(connection.ops.quote_name(table) for table in dict.fromkeys(tables)))
