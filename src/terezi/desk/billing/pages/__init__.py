"""Pages of bills for officers: the month, one bill, what is paid."""

from django.urls import path

from terezi.desk.billing.pages import acting, payments, reading

urlpatterns = [
    path("bills/", reading.bills, name="bills"),
    path("bills/payments/", payments.payments, name="bill_payments"),
    path("bills/payments/load/", payments.load, name="bill_payments_load"),
    path("bills/payments/<int:payment>/match/", payments.match, name="bill_payment_match"),
    path("bills/runs/<str:number>/propose/", acting.propose, name="bill_run_propose"),
    path("bills/runs/<str:number>/issue/", acting.issue, name="bill_run_issue"),
    path("bills/runs/<str:number>/decline/", acting.decline, name="bill_run_decline"),
    path("bills/notes/<str:number>/sign/", acting.sign_credit, name="bill_credit_sign"),
    path("bills/notes/<str:number>/decline/", acting.decline_credit, name="bill_credit_decline"),
    path("bills/<str:number>/", reading.bill, name="bill"),
    path("bills/<str:number>/invoice.pdf", reading.invoice, name="bill_invoice"),
    path("bills/<str:number>/credit/", acting.propose_credit, name="bill_credit_propose"),
]
