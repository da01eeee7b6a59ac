"""The text that both institutions' finishers of the short course read was changed: each side's owner is asked to pass it."""

from typing import Any

from courses.models import Item, ItemVersion, RefresherDue
from courses.services.ledger import approve_change, open_change
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.kernel.canonical import digest


def ask_refreshers(*, author: int, second: int) -> None:
    """Change the one section of the short course, approve it, do the work."""
    item = Item.objects.select_related("published").get(kind="section", key="pruebas/short-leccion-1", language="es")
    assert item.published is not None
    blocks = [
        {**block, "markdown": "Otro texto común."} if block["type"] == "text" else block
        for block in item.published.body["blocks"]
    ]
    body = {**item.published.body, "blocks": blocks}
    draft = ItemVersion.objects.create(item=item, number=item.published.number + 1, digest=digest(body), body=body)
    Item.objects.filter(pk=item.pk).update(draft=draft)
    change = open_change(
        item_id=item.pk, change_class="mandatory", in_force_from=None, by=author,
        sentence={"es": "Cambia el texto común.", "en": "The shared text changes."},
    )  # fmt: skip
    approve_change(change_id=change, by=second, despite="No hay preguntas sobre este texto.")
    run_due_jobs()


def refresher_samples(owner: Person) -> dict[str, Any]:
    """What is asked of one side's owner."""
    due = RefresherDue.objects.select_related("refresher", "completion").get(completion__enrolment__person=owner)
    return {
        "refresher_due": due.pk, "refresher_unit": due.refresher.unit_id, "refreshed_enrolment": due.completion.enrolment_id,
    }  # fmt: skip
