"""Where applicants make an account."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from terezi.base.errors import Refused
from terezi.desk.people import actions
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.models import Officer
from terezi.desk.people.places import first_of
from terezi.desk.people.sign_in import welcome
from terezi.desk.people.terms import ANYONE, Permission


class ContactForm(forms.Form):
    """How an applicant is reached, and in which language."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    phone = forms.RegexField(
        r"\A\+?[\d ()-]{5,29}\Z",
        label=gettext_lazy("Telephone"),
        required=False,
        error_messages={"invalid": gettext_lazy("Write a telephone number in digits, like +993 12 345678.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of our letters to you"),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
    )


class EnrolForm(ContactForm):
    """What an applicant says of himself."""

    field_order = ("name", "username", "password", "again", "email", "phone", "language")

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("As in your passport; letters to you begin with it."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=gettext_lazy("Name to sign in with"),
        help_text=gettext_lazy(
            "3 to 30 small Latin letters, digits, dots or dashes; not your e-mail address."
        ),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "dir": "ltr"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy(
            "At least 12 characters; three or four words that only you put together are good."
        ),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords differ: write the same one twice."))
        return again

    def clean(self) -> dict[str, Any]:
        """Say what is weak about the password, which may resemble none of the names."""
        told = super().clean() or {}
        if "password" in told:
            who = Officer(**{name: told.get(name, "") for name in ("username", "name", "email")})
            try:
                validate_password(told["password"], user=who)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return told


@page(may=ANYONE)
def new(request: HttpRequest) -> HttpResponse:
    """Let anybody make an applicant's account, and sign him in."""
    if request.user.is_authenticated:
        return redirect(first_of(request.user))
    if not ratelimit.consume(request, action="signup"):
        return render(request, "429.html", status=429)
    form = EnrolForm(request.POST or None, initial={"language": get_language()})
    if form.is_valid() and (answer := _enrolled(request, form)):
        return answer
    return render(request, "people/new.html", {"form": form}, status=422 if form.errors else 200)


def _enrolled(request: HttpRequest, form: EnrolForm) -> HttpResponse | None:
    told: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "again"}
    try:
        applicant = actions.enrol(at=timezone.now(), **told)
    except Refused as refused:
        form.add_error("username", _(str(refused)))
        return None
    return welcome(request, applicant)


@page(may=Permission.PORTAL_USE)
def account(request: OfficerRequest) -> HttpResponse:
    """Show the applicant what we know of him, and let him say how to reach him."""
    known = {name: getattr(request.user, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=known)
    if form.is_valid() and _told(request, form):
        return redirect("portal_account")
    return render(request, "people/account.html", {"form": form}, status=422 if form.errors else 200)


def _told(request: OfficerRequest, form: ContactForm) -> bool:
    try:
        actions.tell_contact(by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, _(str(refused)))
        return False
    messages.success(request, _("Kept. Our next letter goes there."))
    return True


urlpatterns = [
    path("portal/account/", account, name="portal_account"),
    path("portal/new/", new, name="portal_new"),
]
