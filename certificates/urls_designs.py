"""Pages about designs of papers and their pictures."""

from typing import Any, Final

from django.urls import path

from certificates import views_designs, views_pictures

PATTERNS: Final[list[Any]] = [
    path("designs/", views_designs.design_list, name="design-list"),
    path("designs/new/", views_designs.design_new, name="design-new"),
    path("designs/<int:design_id>/", views_designs.design_detail, name="design-detail"),
    path("designs/<int:design_id>/edit/", views_designs.design_edit, name="design-edit"),
    path("designs/<int:design_id>/preview/", views_designs.design_preview, name="design-preview"),
    path("designs/<int:design_id>/preview.png", views_designs.design_preview_picture, name="design-preview-picture"),
    path("designs/<int:design_id>/preview.pdf", views_designs.design_preview_file, name="design-preview-file"),
    path("designs/<int:design_id>/publish/", views_designs.design_publish, name="design-publish"),
    path("designs/<int:design_id>/revert/", views_designs.design_revert, name="design-revert"),
    path("designs/<int:design_id>/use/", views_designs.design_use, name="design-use"),
    path("designs/<int:design_id>/archive/", views_designs.design_archive, name="design-archive"),
    path("designs/<int:design_id>/versions/<int:number>/", views_designs.design_version, name="design-version"),
    path("pictures/", views_pictures.picture_list, name="picture-list"),
    path("pictures/new/", views_pictures.picture_new, name="picture-new"),
    path("pictures/<int:picture_id>/", views_pictures.picture_detail, name="picture-detail"),
    path("pictures/<int:picture_id>/file/", views_pictures.picture_file, name="picture-file"),
    path("pictures/<int:picture_id>/change/", views_pictures.picture_change, name="picture-change"),
    path("pictures/<int:picture_id>/archive/", views_pictures.picture_archive, name="picture-archive"),
    path("pictures/<int:picture_id>/protect/", views_pictures.picture_protect, name="picture-protect"),
    path("pictures/<int:picture_id>/permit/", views_pictures.picture_permit, name="picture-permit"),
    path("pictures/<int:picture_id>/withdraw/", views_pictures.picture_withdraw, name="picture-withdraw"),
]
