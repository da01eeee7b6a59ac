"""Pages of scoring again after a wrong key."""

from django.urls import URLPattern, path

from assessments.views import regrades

urlpatterns: list[URLPattern] = [
    path("library/questions/regrades/", regrades.regrade_list, name="regrade-list"),
    path("library/questions/<int:item_id>/regrade/", regrades.regrade_new, name="regrade-new"),
    path("library/questions/regrades/<int:regrade_id>/", regrades.regrade_detail, name="regrade-detail"),
    path("library/questions/regrades/<int:regrade_id>/apply/", regrades.regrade_apply, name="regrade-apply"),
    path("library/questions/regrades/<int:regrade_id>/drop/", regrades.regrade_drop, name="regrade-drop"),
    path("library/questions/regrades/<int:regrade_id>/export/", regrades.regrade_export, name="regrade-export"),
    path("regrades/<int:regrade_id>/people/", regrades.regrade_people, name="regrade-people"),
]
