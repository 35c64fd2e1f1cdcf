"""Sparkplug B payloads, written here byte by byte from the published proto, by another hand than the reader's."""

import contextlib
import struct

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from terezi.evidence.sources.sparkplug import sparkplug_readings
from terezi.evidence.sources.unpack import Unreadable

TOPIC = "spBv1.0/Mary/DDATA/G1/M1"


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def number(field, value):
    return varint(field << 3) + varint(value)


def text(field, value):
    told = value if isinstance(value, bytes) else value.encode()
    return varint(field << 3 | 2) + varint(len(told)) + told


def metric(name, *value, at=None):
    return text(
        2, text(1, name) + (number(3, at) if at is not None else b"") + number(4, 8) + b"".join(value)
    )


def payload(*energies, seconds=900):
    told = [metric("energy_wh", number(11, wh), at=at) for at, wh in energies]
    beside = [metric("interval_seconds", number(10, seconds)), metric("source_rank", number(10, 1))]
    return number(1, 1772323200000) + b"".join([*told, *beside]) + number(3, 7)


def test_a_device_tells_its_energy():
    rows = sparkplug_readings(TOPIC, payload((1772323200000, 125), (1772324100000, 130)))

    assert rows.rows() == [
        ("M1", "2026-03-01T00:00:00+00:00", 900, 125, "measured", 1),
        ("M1", "2026-03-01T00:15:00+00:00", 900, 130, "measured", 1),
    ]


def test_fields_not_known_are_stepped_over():
    more = (
        varint(9 << 3 | 1)
        + struct.pack("<d", 1.5)
        + varint(12 << 3 | 5)
        + struct.pack("<f", 2.5)
        + text(99, b"\xff")
    )

    assert sparkplug_readings(TOPIC, more + payload((1772323200000, 5))).height == 1


def test_a_value_told_as_null_is_empty():
    told = metric("energy_wh", number(7, 1), number(11, 5), at=1772323200000)

    assert sparkplug_readings(TOPIC, told)["energy_wh"].to_list() == [None]


@pytest.mark.parametrize(
    ("topic", "told", "code"),
    [
        ("spBv1.0/Mary/NDATA/G1", payload((1, 1)), "MSG-11"),
        ("spBv1.0/Mary/DDEATH/G1/M1", payload((1, 1)), "MSG-11"),
        (TOPIC, b"", "MSG-13"),
        (TOPIC, payload(), "MSG-13"),
        (TOPIC, payload((1, 1))[:-8], "MSG-12"),
        (TOPIC, b"\xff" * 20, "MSG-12"),
        (TOPIC, b"\x13", "MSG-12"),
        (TOPIC, number(2, 5), "MSG-12"),
        (TOPIC, metric(b"\xff", number(10, 1)), "MSG-12"),
        (TOPIC, varint(2 << 3 | 2) + varint(1 << 60), "MSG-12"),
    ],
)
def test_what_is_no_payload_is_refused(topic, told, code):
    with pytest.raises(Unreadable, match=code):
        sparkplug_readings(topic, told)


@examples(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(told):
    with contextlib.suppress(Unreadable):
        sparkplug_readings(TOPIC, told)


@examples(st.binary(min_size=1, max_size=3), st.integers(0, 60))
def test_a_payload_with_bytes_changed_is_read_or_refused(bytes_, at):
    told = payload((1772323200000, 125))
    with contextlib.suppress(Unreadable):
        sparkplug_readings(TOPIC, told[:at] + bytes_ + told[at + len(bytes_) :])
