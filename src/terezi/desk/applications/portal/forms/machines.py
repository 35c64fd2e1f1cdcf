"""Machines by line: the model once, and the serial numbers of all that are alike."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.errors import BadData, Refused
from terezi.desk.applications import actions
from terezi.desk.applications.portal.forms.sections import Section
from terezi.desk.applications.portal.forms.sites import plain
from terezi.desk.applications.rules import equipment
from terezi.desk.applications.terms import BadRows, Machine, Part

MOST_LINES = 300
MOST_MODELS = 6
GHS_A_THS = 1_000
HEADING = ("serial", "model", "hash_rate_ghs", "power_w", "site")
FIELD_OF = {"hash_rate_ghs": "rate", "hash_rate_ths": "rate", "power_w": "power", "serial": "serials"}
Kind = tuple[str, int, int, str]  # model, GH/s, W, site


class Machines(Section):
    """The list of machines as it is to be; the one before it is replaced."""

    key = Part.EQUIPMENT
    template_name = "portal/sections/machines.html"
    is_whole = True

    def ask(self) -> None:
        """Ask for each model there is and, below, for one more."""
        kinds = list(self._kinds())
        self.models = min(len(kinds) + 1, MOST_MODELS) if kinds else 2
        self.by_line = self._fits(kinds)
        if not self.by_line:
            return
        sites = self.sites
        for number in range(1, self.models + 1):
            first = number == 1
            self.fields[f"model_{number}"] = forms.CharField(
                label=gettext_lazy("Make and model"),
                help_text=gettext_lazy("As on its label, for example Antminer S21."),
                max_length=200,
                required=first,
            )
            self.fields[f"rate_{number}"] = forms.DecimalField(
                label=gettext_lazy("Hash rate of one, in TH/s"),
                min_value=Decimal("0.001"),
                decimal_places=3,
                required=first,
                widget=forms.NumberInput(attrs={"dir": "ltr", "step": "any"}),
            )
            self.fields[f"power_{number}"] = forms.IntegerField(
                label=gettext_lazy("Power of one, in W"),
                min_value=1,
                required=first,
                widget=forms.NumberInput(attrs={"dir": "ltr"}),
            )
            self.fields[f"serials_{number}"] = forms.CharField(
                label=gettext_lazy("Serial numbers"),
                help_text=gettext_lazy("One in each line, as on the machine's label."),
                required=first,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocapitalize": "characters"}),
            )
            if len(sites) > 1:
                self.fields[f"site_{number}"] = forms.ChoiceField(
                    label=gettext_lazy("At which place"),
                    choices=[(one, one) for one in sites],
                    required=first,
                )

    @property
    def sites(self) -> list[str]:
        standing = self.draft.file.sites.filter(removed_at__isnull=True)
        return list(standing.values_list("label", flat=True))

    @property
    def count(self) -> int:
        return self.draft.file.machines.filter(removed_at__isnull=True).count()

    @property
    def groups(self) -> list[list[forms.BoundField]]:
        """The fields of each model, to be set together."""
        told = ("model", "rate", "power", "site", "serials")
        return [
            [self[f"{name}_{number}"] for name in told if f"{name}_{number}" in self.fields]
            for number in range(1, self.models + 1)
        ]

    def kept(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for number, ((model, ghs, watts, site), serials) in enumerate(self._by_kind().items(), 1):
            told |= {
                f"model_{number}": model,
                f"rate_{number}": plain(Decimal(ghs) / GHS_A_THS),
                f"power_{number}": watts,
                f"serials_{number}": "\n".join(serials),
                f"site_{number}": site,
            }
        return told

    def clean(self) -> dict[str, Any]:
        """A further model is told whole or not at all."""
        told = super().clean() or {}
        for number in range(2, self.models + 1):
            names = [f"{name}_{number}" for name in ("model", "rate", "power", "serials")]
            lacking = [name for name in names if told.get(name) in (None, "") and name not in self.errors]
            if 0 < len(lacking) < len(names):
                for name in lacking:
                    self.add_error(name, _("Say this too, or leave the whole model out."))
        return told

    def keep(self) -> None:
        rows = list(self._rows())
        content = table(row[0] for row in rows)
        try:
            told = equipment.machines(content, filename=_("The list"), sites=self.sites)
            if set(told) != set(standing(self.draft.file)):
                actions.claim_equipment(content=content, filename="machines.csv", **self.draft.act)
        except BadRows as bad:
            for error in bad.errors:
                field = FIELD_OF.get(error.column, "model")
                self.add_error(f"{field}_{rows[error.row - 2][1]}", f"{_(error.says)}. {_(error.remedy)}")

    def _rows(self) -> Iterator[tuple[Machine, int]]:
        sites = self.sites
        for number in range(1, self.models + 1):
            told = {
                name: self.cleaned_data.get(f"{name}_{number}") for name in ("model", "rate", "power", "site")
            }
            for serial in (self.cleaned_data.get(f"serials_{number}") or "").split():
                site = told["site"] or (sites[0] if sites else "")
                ghs = int((told["rate"] or 0) * GHS_A_THS)
                yield Machine(serial.strip(",;"), told["model"] or "", ghs, told["power"] or 0, site), number

    def _by_kind(self) -> dict[Kind, list[str]]:
        found: dict[Kind, list[str]] = defaultdict(list)
        for one in standing(self.draft.file)[: MOST_LINES + 1]:
            found[one.model, one.hash_rate_ghs, one.power_w, one.site].append(one.serial)
        return found

    def _kinds(self) -> Iterator[Kind]:
        yield from self._by_kind()

    def _fits(self, kinds: list[Kind]) -> bool:
        """Whether the list can be shown by line at all."""
        return len(kinds) <= MOST_MODELS and self.count <= MOST_LINES


class MachineTable(Section):
    """The list of machines as a table."""

    key = "table"
    is_whole = True
    table = forms.FileField(
        label=gettext_lazy("Table of machines (CSV)"),
        help_text=gettext_lazy("It replaces the list so far, whole or not at all."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    errors_in_rows: tuple[Any, ...] = ()
    count_of_errors = 0
    kept_count = 0

    def keep(self) -> None:
        sent = self.cleaned_data["table"]
        content = sent.read()
        try:
            told = equipment.machines(content, filename=sent.name, sites=self._sites())
            self.kept_count = len(told)
            if set(told) != set(standing(self.draft.file)):
                actions.claim_equipment(content=content, filename=sent.name, **self.draft.act)
        except BadRows as bad:
            self.errors_in_rows, self.count_of_errors = bad.errors, bad.count
            self.add_error("table", _("Nothing of it was taken: the rows with faults are listed below."))
        except (BadData, Refused) as bad:
            self.add_error("table", _(str(bad)))

    def _sites(self) -> list[str]:
        found = self.draft.file.sites.filter(removed_at__isnull=True)
        return list(found.values_list("label", flat=True))


def standing(file: Any) -> list[Machine]:
    """Return the machines of a file as they stand."""
    rows = file.machines.filter(removed_at__isnull=True).select_related("site").order_by("serial")
    return [
        Machine(one.serial, one.model, one.hash_rate_ghs, one.power_w, one.site.label if one.site else "")
        for one in rows
    ]


def table(machines: Iterable[Machine]) -> bytes:
    """Write machines as the CSV that is taken."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADING)
    writer.writerows((one.serial, one.model, one.hash_rate_ghs, one.power_w, one.site) for one in machines)
    return text.getvalue().encode()
