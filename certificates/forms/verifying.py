"""Asking about a certificate: by its number or by its file."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_BYTES: Final = 5 * 1024 * 1024


class SerialForm(forms.Form):
    """The number as somebody typed it."""

    serial = forms.CharField(
        max_length=80, error_messages={"required": _("Write the number of the certificate. It stands under the QR code.")}
    )


class FileForm(forms.Form):
    """A PDF or a badge somebody received: it is looked at, nothing is kept."""

    file = forms.FileField(
        error_messages={"required": _("Choose the file that you received."), "empty": _("This file is empty.")}
    )

    def clean_file(self) -> Any:
        """Refuses more than 5 MB: no certificate of ours is as large."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file has more than 5 MB: none of our certificates is as large."))
        return file

    def body(self) -> bytes:
        """The file's bytes."""
        return bytes(self.cleaned_data["file"].read())
