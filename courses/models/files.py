"""Which file of the toolkit holds what: so that it goes out to files as it came in."""

from django.db import models


class ToolkitFile(models.Model):
    """A file as it was last imported: its items in their order, and what it says beside them.

    `items` are "kind:key:country:language" of items and "kind:key" of drafts. A file that holds the one item that its path
    names, and nothing else, has no row. Personal data: none.
    """

    path = models.CharField(max_length=240, unique=True)
    head = models.JSONField(default=dict)  # {note}
    items = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.path
