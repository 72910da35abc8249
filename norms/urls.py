"""Addresses of the desk's pages about norms and obligations."""

from django.urls import path, register_converter

from norms.views import (
    applicabilities,
    circulation,
    clauses,
    dialects,
    drafts,
    imports,
    norms,
    obligations,
    positions,
    reviews,
    revisions,
)

app_name = "norms"


class Code:
    """A public code such as `N-12`, typed in either case; anything else is no address here."""

    regex = "[A-Za-z]{1,3}-[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


class Anchor:
    """The anchor of a clause: letters and digits of any script, hyphens and underscores."""

    regex = r"[-\w]{1,80}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Code, "norms_code")
register_converter(Anchor, "norms_anchor")

urlpatterns = [
    path("desk/norms/", norms.desk_list, name="desk_list"),
    path("desk/norms/new/", norms.create, name="create"),
    path("desk/norms/import/", imports.take, name="import"),
    path("desk/norms/import/<uuid:key>/", imports.job, name="import_job"),
    path("desk/norms/<norms_code:code>/", norms.desk, name="desk"),
    path("desk/norms/<norms_code:code>/facts/", norms.facts, name="facts"),
    path("desk/norms/<norms_code:code>/applicability/", applicabilities.applicabilities, name="applicabilities"),
    path("desk/norms/<norms_code:code>/applicability/<int:pk>/", applicabilities.rename, name="applicability"),
    path("desk/norms/<norms_code:code>/applicability/<int:pk>/remove/", applicabilities.remove, name="applicability_remove"),
    path("desk/norms/<norms_code:code>/dialect/", dialects.convert, name="dialect"),
    path("desk/norms/<norms_code:code>/stage/", norms.stage, name="stage"),
    path("desk/norms/<norms_code:code>/next/", revisions.start, name="start"),
    path("desk/norms/<norms_code:code>/compare/", revisions.compare, name="compare"),
    path("desk/norms/<norms_code:code>/r<int:number>/import/", imports.report, name="import_report"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/", circulation.circulation, name="circulation"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/log/", circulation.log, name="viewings"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/restrict/", circulation.restrict, name="restrict"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/lift/", circulation.lift, name="lift_restriction"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/readers/", circulation.name, name="name_reader"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/readers/<int:pk>/end/", circulation.end, name="end_reader"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/checks/<int:pk>/", circulation.decide, name="decide_match"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/hold/", circulation.hold, name="hold"),
    path("desk/norms/<norms_code:code>/r<int:number>/circulation/hold/<int:pk>/", circulation.release_hold, name="lift_hold"),
    path("desk/sanctions/", circulation.sanctions, name="sanctions"),
    path("desk/norms/<norms_code:code>/draft/", drafts.draft, name="draft"),
    path("desk/norms/<norms_code:code>/draft/add/", drafts.add, name="add"),
    path("desk/norms/<norms_code:code>/clauses/<norms_anchor:anchor>/", clauses.clause, name="clause"),
    path("desk/norms/<norms_code:code>/clauses/<norms_anchor:anchor>/preview/", clauses.preview, name="preview"),
    path("desk/norms/<norms_code:code>/clauses/<norms_anchor:anchor>/move/", drafts.move, name="move"),
    path("desk/norms/<norms_code:code>/clauses/<norms_anchor:anchor>/remove/", drafts.remove, name="remove"),
    path("desk/norm-reviews/<norms_code:code>/", reviews.conclude, name="review"),
    path("desk/provisions/<norms_code:code>/link/", obligations.link, name="link"),
    path("desk/provisions/<norms_code:code>/links/<int:pk>/remove/", obligations.unlink, name="unlink"),
    path("desk/obligations/", obligations.index, name="obligations"),
    path("desk/obligations/new/", obligations.create, name="obligation_new"),
    path("desk/obligations/<norms_code:code>/", obligations.edit, name="obligation"),
    path("positions/", positions.index, name="positions"),
    path("positions/<int:body>/<norms_code:code>/", positions.position, name="position"),
    path("positions/<int:body>/<norms_code:code>/begin/", positions.begin, name="position_begin"),
    path("positions/<int:body>/<norms_code:code>/publish/", positions.publish, name="position_publish"),
    path("positions/<int:body>/<norms_code:code>/discard/", positions.discard, name="position_discard"),
    path("positions/<int:body>/<norms_code:code>/carve-outs/new/", positions.add, name="carve_out_new"),
    path("positions/<int:body>/<norms_code:code>/carve-outs/import/", positions.take, name="carve_outs_import"),
    path("positions/<int:body>/<norms_code:code>/carve-outs/<int:pk>/", positions.change, name="carve_out"),
    path("positions/<int:body>/<norms_code:code>/carve-outs/<int:pk>/remove/", positions.remove, name="carve_out_remove"),
]
