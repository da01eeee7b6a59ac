"""Pages of assessors' quality: reference scripts, qualifying, agreement, holds."""

from django.urls import URLPattern, path

from assessments.views import assessors, qualifying, references

urlpatterns: list[URLPattern] = [
    path("qualifying/", qualifying.qualifying_list, name="qualifying-list"),
    path("qualifying/<int:reference_id>/", qualifying.qualifying_form, name="qualifying-form"),
    path("qualifying/compared/<int:score_id>/", qualifying.qualifying_compared, name="qualifying-compared"),
    path("qualifying/figures/", qualifying.assessor_own, name="assessor-own"),
    path("references/", references.reference_list, name="reference-list"),
    path("references/<int:reference_id>/", references.reference_detail, name="reference-detail"),
    path("references/<int:reference_id>/archive/", references.reference_archive, name="reference-archive"),
    path("references/<int:reference_id>/restore/", references.reference_restore, name="reference-restore"),
    path("assessors/", assessors.assessor_list, name="assessor-list"),
    path("assessors/held/", assessors.hold_list, name="hold-list"),
    path("assessors/held/<int:hold_id>/", assessors.hold_detail, name="hold-detail"),
    path("assessors/qualified/<int:qualification_id>/end/", assessors.qualification_end, name="qualification-end"),
    path("assessors/cases/<slug:key>/", assessors.assessor_figures, name="assessor-figures"),
    path("assessors/cases/<slug:key>/compute/", assessors.assessor_figures_compute, name="assessor-figures-compute"),
    path("assessors/cases/<slug:key>/file/", assessors.assessor_figures_file, name="assessor-figures-file"),
]
