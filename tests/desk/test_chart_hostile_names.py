"""What somebody calls himself changes a picture by its letters alone."""

import subprocess
import sys
import xml.dom.minidom

import pytest

from terezi.site.charts.drawing import _written, svg


def a_picture_of(name):
    return {
        "data": {"values": [{"who": name, "much": 1}]},
        "mark": "bar",
        "encoding": {"x": {"field": "who"}, "y": {"field": "much", "type": "quantitative"}},
    }


def test_no_control_character_in_a_name_ends_the_server():
    name = "Bazar\x00\x01\x1b\x7f\ufffe\ud800 Exchange"
    drawing = f"from terezi.site.charts.drawing import svg; svg({a_picture_of(name)!a})"
    started = "import django; from django.conf import settings; settings.configure(); django.setup(); "

    ended = subprocess.run([sys.executable, "-c", started + drawing], capture_output=True, check=False)

    assert ended.returncode == 0, ended.stderr.decode()[-500:]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "]]>", "\"'><img src=x onerror=alert(1)>"])
def test_a_name_is_drawn_as_text(name):
    drawn = xml.dom.minidom.parseString(svg(a_picture_of(name)))  # noqa: S318 - what we drew ourselves

    assert not drawn.getElementsByTagName("script")
    assert not drawn.getElementsByTagName("img")


def test_a_name_without_end_is_cut():
    assert len(_written(a_picture_of("x" * 1_000_000))) < 10_000
