"""Whether a firm holds the capital its class needs."""

from terezi.base.money import Money
from terezi.desk.screening.rules.telling import told
from terezi.desk.screening.terms import Compared, Outcome

ENOUGH = "The firm shows {held} of capital; its class needs {needed}."
SHORT = "The firm shows {held} of capital and its class needs {needed}: {short} are missing."
OTHER_MONEY = "The firm shows its capital in {held} and the law counts in {needed}: an officer converts it at the rate of the day."


def capital(*, held: Money, needed: Money) -> Compared:
    """Compare the capital shown with the capital needed; another currency is for an officer."""
    compared = f"capital of {_said(held)} with {_said(needed)}"
    if held.currency != needed.currency:
        return told(
            Outcome.CANNOT, OTHER_MONEY, {"held": held.currency, "needed": needed.currency}, compared=compared
        )
    values = {"held": _said(held), "needed": _said(needed)}
    if held >= needed:
        return told(Outcome.CLEAR, ENOUGH, values, compared=compared)
    short = Money(needed.minor - held.minor, needed.currency)
    return told(Outcome.MATCH, SHORT, values | {"short": _said(short)}, compared=compared)


def _said(money: Money) -> str:
    return f"{money.amount:.2f} {money.currency}"
