"""The wallet the applicant is paid to, and the proof that its key is his."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terezi.base.errors import Refused
from terezi.desk.applications import actions
from terezi.desk.applications.models import WalletClaim
from terezi.desk.applications.portal.forms.sections import Section
from terezi.desk.applications.rules import claims
from terezi.desk.applications.terms import Part
from terezi.desk.findings.words import refusal


class Wallet(Section):
    """An address. The short form has one, so another in its place replaces it."""

    key = Part.WALLETS
    is_whole = True
    address = forms.CharField(
        label=_("Address of your wallet"),
        help_text=_("The one the pool pays to. Nobody but the officers concerned sees it."),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def kept(self) -> dict[str, Any]:
        standing = self._standing().first() if self.draft.is_short else None
        return {"address": standing.address} if standing else {}

    def clean_address(self) -> str:
        try:
            return claims.address(self.cleaned_data["address"])
        except Refused as refused:
            raise forms.ValidationError(str(refused).partition(": ")[2]) from refused

    def keep(self) -> None:
        address = self.cleaned_data["address"]
        actions.claim_wallet(address=address, **self.draft.act)
        if self.draft.is_short:
            for other in self._standing().exclude(address=address):
                actions.remove_claim(what="wallet", claim=other.pk, by=self.draft.by, at=self.draft.at)

    def _standing(self) -> Any:
        return self.draft.file.wallets.filter(removed_at__isnull=True)


class Proof(forms.Form):
    """The signature under the words of one wallet."""

    use_required_attribute = False
    signature = forms.CharField(
        label=_("Signature"),
        help_text=_("What your wallet shows after you let it sign exactly these words."),
        max_length=2_000,
        widget=forms.Textarea(
            attrs={"rows": 3, "dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, wallet: WalletClaim, told: Any = None) -> None:
        self.wallet = wallet
        super().__init__(told, prefix=f"wallet{wallet.pk}")

    def kept_well(self, *, by: Any, at: Any) -> bool:
        """Take the signature, or say beside it why it does not hold; the same one again changes nothing."""
        if not self.is_valid():
            return False
        signature = self.cleaned_data["signature"].strip()
        if signature == self.wallet.signature:
            return True
        try:
            actions.prove_wallet(wallet=self.wallet.pk, signature=signature, by=by, at=at)
        except Refused as refused:
            self.add_error("signature", refusal(refused))
        return not self.errors
