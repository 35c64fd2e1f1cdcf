"""The numbers of an axis are written as those of the page around it."""

from django.utils.translation import override

from terezi.desk.findings.quantities import THIN_SPACE
from terezi.site.charts.drawing import svg

LARGE = {
    "data": {"values": [{"fees": 0}, {"fees": 20_000}]},
    "mark": "point",
    "encoding": {"y": {"field": "fees", "type": "quantitative"}},
}
SMALL = LARGE | {"data": {"values": [{"fees": 0}, {"fees": 0.5}]}}


def test_thousands_stand_apart_by_a_thin_space():
    drawn = svg(LARGE)

    assert f"20{THIN_SPACE}000" in drawn
    assert "20,000" not in drawn


def test_decimals_follow_the_mark_of_the_language():
    with override("ru"):
        assert "0,5" in svg(SMALL)
    with override("en"):
        assert "0.5" in svg(SMALL)
