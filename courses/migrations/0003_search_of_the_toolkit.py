"""Full text over the search entries, by the engine's own means; entries keep the questions that a section answers."""

from typing import Any

from django.db import migrations, models

from courses.search_tables import install_search


def install(apps: Any, schema_editor: Any) -> None:
    install_search(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("lms_courses", "0002_toolkit_authoring_and_reference")]

    operations = [
        migrations.AddField("searchentry", "questions", models.JSONField(default=list)),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
