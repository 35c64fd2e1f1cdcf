"""A figure stands before its unit, also in a sentence that runs from right to left."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from terezi.desk.billing.words import money, percent, signed_money
from terezi.desk.findings.quantities import spoken

SAID = {
    "2\u202f203\u202f886\u202fGGM": lambda: str(spoken(220_388_600, "minor", "GGM")),
    "291\u202f304.22\u202fGGM": lambda: money(29_130_422, "GGM"),
    "+3.80\u202fGGM": lambda: signed_money(380, "GGM"),
    "15\u202f%": lambda: percent(Decimal("0.15")),
}


@pytest.mark.parametrize(("figure", "say"), SAID.items())
def test_a_figure_and_its_unit_keep_their_order_from_right_to_left(figure, say):
    with override("ur"):
        assert say() == f"\u2066{figure}\u2069"
    with override("en"):
        assert say() == figure
