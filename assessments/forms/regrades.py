"""An author asks what a mended key would change."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models.regrade_rows import PublishedVersion


class RegradeForm(forms.Form):
    """The version whose key is right, why, and whether anybody may lose."""

    version = forms.TypedChoiceField(
        label=_("The right key is that of"), coerce=int, widget=forms.RadioSelect,
        help_text=_("Only published versions. A question that the law answers takes the law of today."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Learners whose score changes read this. Say what was wrong and what is right."),
    )  # fmt: skip
    raise_only = forms.BooleanField(
        label=_("Nobody loses by our mistake"), required=False, initial=True,
        help_text=_("Scores only rise. Without the tick they may fall, and certificates resting on them are put to a person."),
    )  # fmt: skip

    def __init__(self, *args: Any, versions: Sequence[PublishedVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["version"]
        field.choices = [(one.id, _said(one)) for one in versions]
        field.initial = next((one.id for one in versions if one.current), None)


def _said(one: PublishedVersion) -> str:
    words = gettext("version {n}, in effect now, since {date}") if one.current else gettext("version {n}, since {date}")
    return words.format(n=one.number, date=date_format(one.since, "DATE_FORMAT"))
