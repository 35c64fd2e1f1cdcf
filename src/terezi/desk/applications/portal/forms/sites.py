"""Where the applicant wants to mine, what feeds it and with what power."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terezi.base.units import PPM
from terezi.desk.applications import actions
from terezi.desk.applications.models import SiteClaim
from terezi.desk.applications.portal.forms.sections import Section, Suggested
from terezi.desk.applications.queries import suggesting
from terezi.desk.applications.terms import Part, SiteTold
from terezi.desk.findings.words import POWER_SOURCES
from terezi.evidence.facts.grades import Scheme

WATTS_A_KW = 1_000
FIRST = "A"
"""The label of a place that is the only one, which nobody is asked to name."""
NAMES = {"connection_w": "connection_kw", "requested_w": "requested_kw", "pue_ppm": "pue"}
SCHEMES = (
    (Scheme.FPPS.value, _("FPPS: for every share, with fees")),
    (Scheme.PPS.value, _("PPS: for every share")),
    (Scheme.PPLNS.value, _("PPLNS: when the pool finds a block")),
    (Scheme.SOLO.value, _("Solo: no pool pays me")),
)


class Kilowatts(forms.DecimalField):
    """A power, asked in kW and kept in W."""

    def __init__(self, **told: Any) -> None:
        super().__init__(min_value=Decimal("0.001"), max_value=100_000_000, decimal_places=3, **told)
        self.widget.attrs.update({"dir": "ltr", "inputmode": "decimal"})


class Site(Section):
    """One place; a place told again under its name replaces what was said of it."""

    key = Part.SITES
    is_whole = True
    label = forms.CharField(
        label=_("What you call the place"),
        help_text=_("Short, as A or North hall; the machines are listed under it."),
        max_length=40,
    )
    region = forms.CharField(label=_("Region"), max_length=100, widget=Suggested)
    address = forms.CharField(label=_("Address"), max_length=300)
    feeder = forms.CharField(
        label=_("Feeder or meter"),
        help_text=_("Its number, as on the electricity bill."),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    connection_kw = Kilowatts(
        label=_("Power of the connection, in kW"),
        help_text=_("As in your contract with the grid company."),
    )
    requested_kw = Kilowatts(label=_("Power you want to use, in kW"))
    pool_id = forms.CharField(
        label=_("Pool that pays you"),
        help_text=_("Leave it empty if you mine alone."),
        required=False,
        max_length=100,
        widget=Suggested,
    )
    scheme = forms.ChoiceField(label=_("How you are paid"), choices=SCHEMES)
    power_source = forms.ChoiceField(
        label=_("Where the power comes from"), choices=list(POWER_SOURCES.items())
    )
    pue = forms.DecimalField(
        label=_("All power over that of the machines (PUE)"),
        help_text=_("1 or more, as 1.08; cooling makes the difference."),
        min_value=1,
        max_value=10,
        decimal_places=6,
    )

    def __init__(self, *told: Any, edited: str = "", **named: Any) -> None:
        self.edited = edited
        super().__init__(*told, **named)

    def ask(self) -> None:
        day = self.draft.law.day
        self.fields["region"].widget.offered = tuple(suggesting.regions(day))
        self.fields["pool_id"].widget.offered = tuple(suggesting.pools(day))
        if self.draft.is_short:
            for name in ("label", "requested_kw", "power_source", "pue"):
                del self.fields[name]

    def kept(self) -> dict[str, Any]:
        standing = self.draft.file.sites.filter(removed_at__isnull=True)
        found = standing.first() if self.draft.is_short else standing.filter(label=self.edited).first()
        return _as_told(found) if found else {"scheme": Scheme.FPPS.value, "pue": "1", "power_source": "grid"}

    def clean_region(self) -> str:
        """Write a region as the register does, whatever its capitals."""
        region = " ".join(str(self.cleaned_data["region"]).split())
        known = {name.casefold(): name for name in suggesting.regions(self.draft.law.day)}
        return known.get(region.casefold(), region)

    def keep(self) -> None:
        told = self._told()
        before = self.draft.file.sites.filter(removed_at__isnull=True, label=told.label).first()
        if before is None or any(getattr(before, name) != value for name, value in asdict(told).items()):
            actions.claim_site(told=told, **self.draft.act)

    def named(self, name: str) -> str | None:
        return super().named(NAMES.get(name, name)) or ("connection_kw" if name == "requested_w" else None)

    def _told(self) -> SiteTold:
        told = self.cleaned_data
        connection_w = int(told["connection_kw"] * WATTS_A_KW)
        asked_kw = told.get("requested_kw")
        standing = self.draft.file.sites.filter(removed_at__isnull=True).first()
        label = told.get("label") or (standing.label if standing else FIRST)
        return SiteTold(
            label=label,
            region=told["region"],
            address=told["address"],
            feeder=told["feeder"],
            connection_w=connection_w,
            requested_w=int(asked_kw * WATTS_A_KW) if asked_kw else connection_w,
            scheme=told["scheme"],
            pool_id=told["pool_id"],
            power_source=told.get("power_source") or "grid",
            pue_ppm=int((told.get("pue") or 1) * PPM),
        )


def _as_told(site: SiteClaim) -> dict[str, Any]:
    names = ("label", "region", "address", "feeder", "pool_id", "scheme", "power_source")
    return {name: getattr(site, name) for name in names} | {
        "connection_kw": plain(Decimal(site.connection_w) / WATTS_A_KW),
        "requested_kw": plain(Decimal(site.requested_w) / WATTS_A_KW),
        "pue": plain(Decimal(site.pue_ppm) / PPM),
    }


def plain(number: Decimal) -> str:
    """Write a number without noughts at its end, as it is typed."""
    return f"{number.normalize():f}"
