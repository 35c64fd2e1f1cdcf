"""Where everything is."""

from types import ModuleType

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import urls as recovery_codes
from allauth.mfa.totp import urls as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from terezi.desk.applications import pages as licensing
from terezi.desk.applications import portal as applying
from terezi.desk.billing import pages as billing
from terezi.desk.billing import portal as billed
from terezi.desk.decisions import pages as decisions
from terezi.desk.energy import pages as energy
from terezi.desk.energy import portal as powered
from terezi.desk.findings import pages as findings
from terezi.desk.licences import pages as licences
from terezi.desk.people import portal as people
from terezi.desk.people.access import opened
from terezi.desk.register import pages as register
from terezi.desk.register.pages import public as public_register
from terezi.desk.screening import pages as screening
from terezi.desk.venues import pages as exchanges
from terezi.desk.venues import portal as filing
from terezi.desk.venues.pages import public as public_reserves
from terezi.desk.visits import pages as visits
from terezi.site import api
from terezi.site.charts import energy_pages as energy_charts
from terezi.site.charts import load_pages as load_charts
from terezi.site.charts import pages as charts
from terezi.site.charts import venue_pages as venue_charts

# Every domain's doors: modules that hold `urlpatterns`. The first that knows an address answers.
PAGES: tuple[ModuleType, ...] = (
    findings,
    licensing,
    decisions,
    licences,
    register,
    screening,
    billing,
    charts,
    visits,
    load_charts,
    venue_charts,
    exchanges,
    energy_charts,
    energy,
)
PORTALS: tuple[ModuleType, ...] = (applying, people, billed, filing, powered)
PUBLIC: tuple[ModuleType, ...] = (public_register, public_reserves)

urlpatterns: list[URLPattern | URLResolver] = [
    *opened(
        [
            path("sign-in/", account.login, name="account_login"),
            path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
            path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
            path("sign-out/", account.logout, name="account_logout"),
            path("account/closed/", account.account_inactive, name="account_inactive"),
            path("account/new/", account.signup, name="account_signup"),
            path("language/", set_language, name="set_language"),
        ]
    ),
    *opened(
        [
            path("account/again/", account.reauthenticate, name="account_reauthenticate"),
            path("account/password/", account.password_change, name="account_change_password"),
            path("account/second-step/", mfa.index, name="mfa_index"),
            path("account/second-step/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
            path("account/second-step/totp/", include(totp)),
            path("account/second-step/codes/", include(recovery_codes)),
            path("account/second-step/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
            path("account/second-step/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
            path(
                "account/second-step/passkeys/again/",
                passkeys.reauthenticate_webauthn,
                name="mfa_reauthenticate_webauthn",
            ),
            path(
                "account/second-step/passkeys/<int:pk>/name/",
                passkeys.edit_webauthn,
                name="mfa_edit_webauthn",
            ),
            path(
                "account/second-step/passkeys/<int:pk>/remove/",
                passkeys.remove_webauthn,
                name="mfa_remove_webauthn",
            ),
        ],
        to="signed in",
    ),
    api.urls,
    *(pattern for domain in (*PORTALS, *PUBLIC, *PAGES) for pattern in domain.urlpatterns),
]
