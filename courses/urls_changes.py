"""Pages of the law-change ledger."""

from django.urls import URLPattern, path

from courses.views import changes

urlpatterns: list[URLPattern] = [
    path("library/changes/", changes.change_list_page, name="change-list"),
    path("library/changes/new/", changes.change_form, name="change-form"),
    path("library/changes/of/<int:item_id>/", changes.change_open, name="change-open"),
    path("library/changes/<int:change_id>/", changes.change_detail, name="change-detail"),
    path("library/changes/<int:change_id>/entries/", changes.change_entries, name="change-entries"),
    path("library/changes/<int:change_id>/approve/", changes.change_approve, name="change-approve"),
    path("library/changes/<int:change_id>/withdraw/", changes.change_withdraw, name="change-withdraw"),
    path("library/changes/<int:change_id>/close/", changes.change_close, name="change-close"),
]
