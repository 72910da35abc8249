"""Addresses of consultations, comments and receipts, and of the desk that answers them."""

from django.urls import path

from comments.views import confidential, desk, dispositions, files, moderation, public, receipts, uploading, writing

app_name = "comments"

urlpatterns = [
    path("consultations/", public.consultations, name="list"),
    path("consultations/<str:code>/", public.consultation, name="consultation"),
    path("consultations/<str:code>/comments/", public.comments, name="docket"),
    path("consultations/<str:code>/comments.csv", public.log, name="log"),
    path("consultations/<str:code>/comments.json", public.listing, name="listing"),
    path("consultations/<str:code>/comments.xlsx", public.workbook, name="workbook"),
    path("consultations/<str:code>/comments.docx", public.word_file, name="word_file"),
    path("consultations/<str:code>/deadline.ics", public.deadline, name="deadline"),
    path("consultations/<str:code>/comment/", writing.comment, name="start"),
    path("consultations/<str:code>/comment/<int:number>/", writing.comment, name="change"),
    path("consultations/<str:code>/comment/<int:number>/remove/", writing.remove, name="remove"),
    path("consultations/<str:code>/comment/list/", writing.basket, name="basket"),
    path("consultations/<str:code>/comment/you/", writing.sender, name="sender"),
    path("consultations/<str:code>/comment/check/", writing.check, name="check"),
    path("consultations/<str:code>/comment/draft.txt", writing.draft, name="draft"),
    path("consultations/<str:code>/form/", uploading.form, name="form"),
    path("consultations/<str:code>/form/columns/", uploading.columns, name="columns"),
    path("comments/<str:code>/files/<int:number>/", files.file, name="file"),
    path("receipts/", receipts.find_receipt, name="find_receipt"),
    path("receipts/<str:code>/", receipts.receipt, name="receipt"),
    path("receipts/<str:code>/record.json", receipts.receipt_file, name="receipt_file"),
    path("receipts/<str:code>/files/<str:comment>/<int:number>/", files.own_file, name="own_file"),
    path("receipts/<str:code>/withdraw/<str:comment>/", receipts.withdraw, name="withdraw"),
    path("receipts/<str:code>/answer/<str:comment>/", receipts.reaction, name="reaction"),
    path("desk/consultations/", desk.desk_list, name="desk_list"),
    path("desk/consultations/open/", desk.open_form, name="open"),
    path("desk/consultations/<str:code>/", desk.consultation_desk, name="desk"),
    path("desk/consultations/<str:code>/comments/", desk.comments, name="desk_comments"),
    path("desk/consultations/<str:code>/extend/", desk.extend, name="extend"),
    path("desk/consultations/<str:code>/moderate/", moderation.moderate, name="moderate"),
    path("desk/consultations/<str:code>/approve/", dispositions.approve, name="approve"),
    path("desk/consultations/<str:code>/publish/", desk.publish, name="publish_dispositions"),
    path("desk/comments/<str:code>/confidential/", confidential.confidential, name="confidential"),
    path("desk/comments/<str:code>/withhold/", moderation.withhold, name="withhold"),
    path("desk/comments/<str:code>/decide/", dispositions.decide, name="decide"),
    path("desk/comments/<str:code>/return/", dispositions.return_for_decision, name="return"),
]
