"""One side of a book after every message at once: a wavelet matrix over its changes.

Each change is the difference it makes at its price. Prices are numbered from the best on, and the differences are sorted by
the bits of that number, highest first, keeping the order of time. So what stands below any number after any message is a few
differences of running sums, and a search for the best price or for a quantity goes down the same bits: O(log prices) per
question, for all messages in one pass of numpy per bit. (Claude, Navarro, Ordonez: The wavelet matrix, 2015.)
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from terezi.evidence.numerics.books.capture import UNIT_E8, Changes, Flags, Floats, Integers, stable_order

T = TypeVar("T", np.int64, np.float64)


@dataclass(frozen=True)
class Bit:
    """One bit of the price numbers: running counts and sums of the differences that do not have it."""

    worth: int
    count: Integers
    quantity: Integers
    notional: Floats
    zeros: int


@dataclass(frozen=True)
class Side:
    """Bids or asks after each of some messages; `price_e8` holds the prices from the best on, `left_e8` what stands at last."""

    price_e8: Integers
    left_e8: Integers
    bits: tuple[Bit, ...]
    upto: Integers
    standing: Integers

    def best(self) -> Integers:
        """Return the number of the best price after each message, or how many prices there are where nothing stands."""
        first, last = _whole(self.upto)
        number = np.zeros_like(self.upto)
        for bit in self.bits:
            beyond = bit.quantity.take(last) <= bit.quantity.take(first)
            first, last = _step(bit, first, last, beyond)
            number += np.where(beyond, bit.worth, 0) if beyond.any() else 0
        return np.where(self.standing > 0, number, len(self.price_e8))

    def below(self, number: Integers) -> Integers:
        """Return the quantity (1e-8) that stands at price numbers less than `number[question, message]`."""
        first, last = _whole(np.broadcast_to(self.upto, number.shape))
        quantity = np.zeros_like(number)
        for bit in self.bits:
            farther = (number & bit.worth) > 0
            if farther.any():
                quantity += np.where(farther, bit.quantity.take(last) - bit.quantity.take(first), 0)
            first, last = _step(bit, first, last, farther)
        return np.where(number >> len(self.bits) > 0, self.standing, quantity)

    def cost(self, quantity_e8: Integers) -> Floats:
        """Return what taking `quantity_e8[question, message]` at once costs, in quote units; NaN where less stands."""
        first, last = _whole(np.broadcast_to(self.upto, quantity_e8.shape))
        left, number = quantity_e8.copy(), np.zeros_like(quantity_e8)
        notional = np.zeros(quantity_e8.shape)
        for bit in self.bits:
            nearer = bit.quantity.take(last) - bit.quantity.take(first)
            beyond = left > nearer
            if beyond.any():
                left -= np.where(beyond, nearer, 0)
                notional += np.where(beyond, bit.notional.take(last) - bit.notional.take(first), 0.0)
                number += np.where(beyond, bit.worth, 0)
            first, last = _step(bit, first, last, beyond)
        price = self.price_e8.take(number, mode="clip") / UNIT_E8
        return np.where(self.standing >= quantity_e8, notional + left / UNIT_E8 * price, np.nan)


def side(changes: Changes, *, standing: Changes, messages: Integers, bids: bool) -> Side:
    """Return one side after each of `messages`, from what stood before them and their changes in order."""
    message = np.concatenate([np.full(len(standing), messages[0] - 1), changes.message])
    price = np.concatenate([standing.price_e8, changes.price_e8])
    quantity = np.concatenate([standing.quantity_e8, changes.quantity_e8])
    if not len(price):
        nothing = np.zeros(len(messages), np.int64)
        return Side(np.zeros(1, np.int64), np.zeros(1, np.int64), (), nothing, nothing)
    number, price_e8, left_e8, difference = _differences(price, quantity, bids=bids)
    upto = np.searchsorted(message, messages, side="right")
    running = _running(difference)
    return Side(price_e8, left_e8, _bits(number, difference, price_e8), upto, running[upto])


def _differences(
    price: Integers, quantity: Integers, *, bids: bool
) -> tuple[NDArray[np.int32], Integers, Integers, Integers]:
    """Number the prices from the best on, and say what each change adds."""
    order = stable_order(price)
    sorted_price, sorted_quantity = price[order], quantity[order]
    is_new = np.concatenate([[True], sorted_price[1:] != sorted_price[:-1]])
    number = np.cumsum(is_new, dtype=np.int32) - 1
    price_e8, left_e8 = sorted_price[is_new], sorted_quantity[np.append(is_new[1:], True)]
    before = np.concatenate([[0], sorted_quantity[:-1]])
    before[is_new] = 0
    difference = np.empty_like(quantity)
    difference[order] = sorted_quantity - before
    numbers = np.empty(len(price), np.int32)
    numbers[order] = len(price_e8) - 1 - number if bids else number
    way = slice(None, None, -1) if bids else slice(None)
    return numbers, price_e8[way], left_e8[way], difference


def _bits(number: NDArray[np.int32], difference: Integers, price_e8: Integers) -> tuple[Bit, ...]:
    notional = difference / UNIT_E8 * (price_e8[number] / UNIT_E8)
    bits = []
    for place in reversed(range(max(1, int(len(price_e8) - 1).bit_length()))):
        lacks = (number & (1 << place)) == 0
        count = _running(lacks.astype(np.int64))
        bits.append(
            Bit(1 << place, count, _running(difference * lacks), _running(notional * lacks), int(count[-1]))
        )
        order = np.concatenate([np.flatnonzero(lacks), np.flatnonzero(~lacks)])
        number, difference, notional = number[order], difference[order], notional[order]
    return tuple(bits)


def _running(values: NDArray[T]) -> NDArray[T]:
    total = np.zeros(len(values) + 1, values.dtype)
    np.cumsum(values, out=total[1:])
    return total


def _whole(upto: Integers) -> tuple[Integers, Integers]:
    return np.zeros_like(upto), upto


def _step(bit: Bit, first: Integers, last: Integers, beyond: Flags) -> tuple[Integers, Integers]:
    """Return where a range of differences goes: to those that have the bit where the answer is `beyond`, else to the others.

    Answers lie near the best price, so that in the high bits none is beyond.
    """
    nearer_first, nearer_last = bit.count.take(first), bit.count.take(last)
    if not beyond.any():
        return nearer_first, nearer_last
    return (
        np.where(beyond, bit.zeros + first - nearer_first, nearer_first),
        np.where(beyond, bit.zeros + last - nearer_last, nearer_last),
    )
