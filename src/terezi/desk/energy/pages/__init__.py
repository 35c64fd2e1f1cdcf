"""The pages of surplus power, and where each is."""

from django.urls import path

from terezi.desk.energy.pages import board, orders, plan, signing, what_if

urlpatterns = [
    path("energy/", board.energy, name="energy"),
    path("energy/sites/<str:site_id>", board.site, name="energy_site"),
    path("energy/plan/<str:day>", plan.plan, name="energy_plan"),
    path("energy/plan/<str:day>/propose", plan.propose, name="energy_plan_propose"),
    path("energy/plan/<int:plan>/publish", plan.publish, name="energy_plan_publish"),
    path("energy/plan/<int:plan>/decline", plan.decline, name="energy_plan_decline"),
    path("energy/what-if", what_if.what_if, name="energy_what_if"),
    path("energy/orders/", orders.orders, name="energy_orders"),
    path("energy/orders/new", orders.new, name="energy_order_new"),
    path("energy/orders/<str:number>", orders.order, name="energy_order"),
    path("energy/orders/<str:number>/sign", signing.sign, name="energy_order_sign"),
    path("energy/orders/<str:number>/decline", signing.decline, name="energy_order_decline"),
    path("energy/orders/<str:number>/lift", signing.lift, name="energy_order_lift"),
]
