"""Pages of the published toolkit: the quick reference for who is signed in, and the public pages for everybody."""

from django.urls import URLPattern, path

from courses.views import about, figures, papers, public_toolkit, reference

urlpatterns: list[URLPattern] = [
    path("reference/", reference.reference_home, name="reference-home"),
    path("reference/search/", reference.reference_search, name="reference-search"),
    path("reference/help/", reference.reference_help, name="reference-help"),
    path("reference/glossary/", reference.reference_glossary, name="reference-glossary"),
    path("reference/comparisons/", reference.reference_comparisons, name="reference-comparisons"),
    path("reference/comparisons/<str:key>/", reference.reference_comparison, name="reference-comparison"),
    path("reference/rules/<str:key>/", reference.reference_fact, name="reference-fact"),
    path("reference/stages/<str:key>/", reference.reference_stage, name="reference-stage"),
    path("reference/rights/<str:key>/", reference.reference_topic, name="reference-topic"),
    path("reference/papers/", papers.paper_list, name="reference-papers"),
    path("reference/papers/request/", papers.paper_request, name="reference-paper-request"),
    path("reference/papers/<str:kind>/<path:key>/", papers.paper_detail, name="reference-paper"),
    path("reference/paper-files/<str:kind>/<path:key>.pdf", papers.paper_download, name="reference-paper-file"),
    path("reference/texts/<path:key>/", reference.reference_section, name="reference-section"),
    path("figures/<str:key>/<str:name>", figures.figure, name="figure"),
    path("about/content/", about.content_about, name="content-about"),
    # public: by country and language, the same for everybody
    path("t/<str:code>", public_toolkit.toolkit_short, name="toolkit-short"),
    path("toolkit/", public_toolkit.toolkit_countries, name="toolkit-countries"),
    path("toolkit/<str:country>/", public_toolkit.toolkit_country, name="toolkit-country"),
    path("toolkit/<str:country>/<str:language>/", public_toolkit.toolkit_home, name="toolkit-home"),
    *(
        path(f"toolkit/<str:country>/<str:language>/{route}", view, name=f"toolkit-{name}")
        for route, view, name in (
            ("search/", public_toolkit.toolkit_search, "search"),
            ("help/", public_toolkit.toolkit_help, "help"),
            ("glossary/", public_toolkit.toolkit_glossary, "glossary"),
            ("comparisons/", public_toolkit.toolkit_comparisons, "comparisons"),
            ("comparisons/<str:key>/", public_toolkit.toolkit_comparison, "comparison"),
            ("rules/<str:key>/", public_toolkit.toolkit_fact, "fact"),
            ("stages/<str:key>/", public_toolkit.toolkit_stage, "stage"),
            ("rights/<str:key>/", public_toolkit.toolkit_topic, "topic"),
            ("papers/", public_toolkit.toolkit_papers, "papers"),
            ("papers/<str:kind>/<path:key>.pdf", public_toolkit.toolkit_paper, "paper-file"),
            ("texts/<path:key>/", public_toolkit.toolkit_section, "section"),
        )
    ),
]
