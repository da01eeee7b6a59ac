"""Pages of certifying cases: families as judges compare them, cases that rest; what writers declare."""

from django.urls import URLPattern, path

from assessments.views import authorship, families

urlpatterns: list[URLPattern] = [
    path("library/families/", families.family_list, name="family-list"),
    path("library/families/<slug:family>/", families.family_detail, name="family-detail"),
    path("library/families/rests/<slug:key>/", families.case_return, name="case-return"),
    path("declared-help/", authorship.declaration_list, name="declaration-list"),
]
