"""Pages about designs of papers, their pictures, and the papers of a credential."""

from typing import Any, Final

from django.urls import path

from certificates.views import credentials, designs, pictures

PATTERNS: Final[list[Any]] = [
    path("designs/credentials/", credentials.credential_list, name="credential-list"),
    path("designs/credentials/<int:credential_id>/", credentials.credential_papers, name="credential-papers"),
    path("designs/", designs.design_list, name="design-list"),
    path("designs/new/", designs.design_new, name="design-new"),
    path("designs/<int:design_id>/", designs.design_detail, name="design-detail"),
    path("designs/<int:design_id>/edit/", designs.design_edit, name="design-edit"),
    path("designs/<int:design_id>/preview/", designs.design_preview, name="design-preview"),
    path("designs/<int:design_id>/preview.png", designs.design_preview_picture, name="design-preview-picture"),
    path("designs/<int:design_id>/preview.pdf", designs.design_preview_file, name="design-preview-file"),
    path("designs/<int:design_id>/publish/", designs.design_publish, name="design-publish"),
    path("designs/<int:design_id>/revert/", designs.design_revert, name="design-revert"),
    path("designs/<int:design_id>/use/", designs.design_use, name="design-use"),
    path("designs/<int:design_id>/archive/", designs.design_archive, name="design-archive"),
    path("designs/<int:design_id>/versions/<int:number>/", designs.design_version, name="design-version"),
    path("pictures/", pictures.picture_list, name="picture-list"),
    path("pictures/new/", pictures.picture_new, name="picture-new"),
    path("pictures/<int:picture_id>/", pictures.picture_detail, name="picture-detail"),
    path("pictures/<int:picture_id>/file/", pictures.picture_file, name="picture-file"),
    path("pictures/<int:picture_id>/change/", pictures.picture_change, name="picture-change"),
    path("pictures/<int:picture_id>/archive/", pictures.picture_archive, name="picture-archive"),
    path("pictures/<int:picture_id>/protect/", pictures.picture_protect, name="picture-protect"),
    path("pictures/<int:picture_id>/permit/", pictures.picture_permit, name="picture-permit"),
    path("pictures/<int:picture_id>/withdraw/", pictures.picture_withdraw, name="picture-withdraw"),
]
