"""Meter data in the forms utilities use: NEM12, Green Button, DLMS head-ends. The same checks as for every file."""

import gzip
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from terezi.evidence.sources.unpack import Bounds
from tests.evidence.senders import checks, current, energies, give, give_one

HALF_HOURS = ["0.5"] * 48


def nem12(path, *records):
    path.write_text("\n".join(["100,NEM12,202603020000,MDP1,Retailer1", *records, "900"]) + "\n")
    return path


def stream(suffix="E1", unit="kWh", minutes=30):
    return f"200,NMI1,E1E2B1,1,{suffix},N1,123,{unit},{minutes},"


def day(values=HALF_HOURS, quality="A", on="20260301"):
    return ",".join(["300", on, *values, quality, "", "", "20260302000000", ""])


class TestNem12:
    def test_a_day_of_half_hours_in_the_market_s_time(self, home, tmp_path):
        receipt = give_one(home, nem12(tmp_path / "a.csv", stream(), day(["1.25", *HALF_HOURS[1:]])))

        rows = current(home, columns=["meter_id", "read_at", "interval_seconds", "energy_wh", "quality"])
        assert (receipt.source, receipt.outcome, receipt.rows_new) == ("NEM12", "accepted", 48)
        assert rows[0] == ("NMI1-E1", datetime(2026, 2, 28, 14, tzinfo=UTC), 1800, 1250, "measured")
        assert {row[3] for row in rows[1:]} == {500}

    def test_each_unit_is_whole_wh(self, home, tmp_path):
        many = (stream("E1", "Wh"), day(), stream("E2", "MWh"), day())
        give_one(home, nem12(tmp_path / "a.csv", *many))

        assert set(energies(home)) == {("NMI1-E1", 0), ("NMI1-E2", 500_000)}

    def test_what_is_fed_in_or_reactive_is_left_out(self, home, tmp_path):
        told = nem12(
            tmp_path / "a.csv", stream("B1"), day(), stream("Q1", "kVArh"), day(), stream("E1"), day()
        )

        assert give_one(home, told).rows_new == 48

    def test_400_records_say_the_quality_of_their_intervals(self, home, tmp_path):
        told = nem12(
            tmp_path / "a.csv",
            stream(),
            day(quality="V"),
            "400,1,20,A,,",
            "400,21,24,S14,76,",
            "400,25,48,N,,",
        )
        give_one(home, told)

        qualities = [quality for (quality,) in current(home, columns=["quality"])]
        assert (qualities.count("measured"), qualities.count("substituted"), len(qualities)) == (20, 4, 24)

    @pytest.mark.parametrize(
        ("records", "code"),
        [
            ((day(),), "NEM-03"),
            ((stream(), day(HALF_HOURS[1:])), "NEM-03"),
            ((stream(minutes=15), day()), "NEM-03"),
            ((stream(), day(on="2026-03-01")), "NEM-03"),
            ((stream(), day(quality="")), "NEM-03"),
            ((stream(unit="kW"), day()), "NEM-02"),
            ((stream(minutes=7), day()), "NEM-02"),
            ((stream(), day(["x", *HALF_HOURS[1:]])), "NEM-04"),
            ((stream(), day(["1e999", *HALF_HOURS[1:]])), "NEM-04"),
            ((stream(), day(["NaN", *HALF_HOURS[1:]])), "NEM-04"),
            ((stream(), day(quality="V"), "400,1,47,A,,"), "NEM-05"),
            ((stream(), day(quality="V"), "400,1,49,A,,"), "NEM-06"),
            (("400,1,48,A,,",), "NEM-06"),
            (("777,1",), "NEM-01"),
            ((stream(), day(["-1", *HALF_HOURS[1:]])), "DOOR-14"),
        ],
    )
    def test_what_breaks_the_format_is_named(self, home, tmp_path, records, code):
        receipt = give_one(home, nem12(tmp_path / "a.csv", *records))

        assert (receipt.outcome, checks(receipt)) == ("quarantined", [code])
        assert (home.quarantine_dir / receipt.delivery / "a.csv").exists()

    def test_a_file_cut_short_is_refused(self, home, tmp_path):
        path = nem12(tmp_path / "a.csv", stream(), day())
        path.write_text(path.read_text().removesuffix("900\n"))

        assert checks(give_one(home, path)) == ["NEM-07"]

    def test_compressed_and_given_again_it_changes_nothing(self, home, tmp_path):
        told = nem12(tmp_path / "a.csv", stream(), day())
        packed = tmp_path / "b.csv.gz"
        packed.write_bytes(gzip.compress(told.read_bytes()))

        assert [r.outcome for r in give(home, told, packed, told)] == ["accepted", "unchanged", "unchanged"]

    @pytest.mark.real
    @pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    )  # nemreader leaves files open
    @pytest.mark.filterwarnings("ignore::ResourceWarning")
    @pytest.mark.parametrize(
        "name", ["Example_NEM12_month_solar", "Example_NEM12_no_scheduled_read", "Example_WesternPower"]
    )
    def test_real_files_agree_with_another_reader(self, home, real_data, name):
        nemreader = pytest.importorskip("nemreader")
        path = real_data / f"meters/nem12/examples/unzipped/{name}.csv"
        give_one(home, path)

        theirs = sum(
            (
                Decimal(str(reading.read_value)) * (1000 if reading.uom.upper() == "KWH" else 1)
            ).to_integral_value()
            for streams in nemreader.read_nem_file(str(path)).readings.values()
            for suffix, readings in streams.items()
            if suffix.startswith("E")
            for reading in readings
        )
        assert sum(wh for _, wh in energies(home)) == theirs


FEED = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id>
<entry><link rel="self" href="/espi/UsagePoint/U1/MeterReading/1/IntervalBlock/1"/><content>
<IntervalBlock xmlns="http://naesb.org/espi">{readings}</IntervalBlock></content></entry>
<entry><link rel="self" href="/espi/UsagePoint/U1/MeterReading/1"/><link rel="related" href="/espi/ReadingType/7"/>
<content><MeterReading xmlns="http://naesb.org/espi"/></content></entry>
<entry><link rel="self" href="/espi/ReadingType/7"/><content><ReadingType xmlns="http://naesb.org/espi">
<flowDirection>{flow}</flowDirection><powerOfTenMultiplier>{power}</powerOfTenMultiplier><uom>{uom}</uom></ReadingType></content></entry>
</feed>
"""


def espi(value=5, quality="", start=1772323200):
    told = f"<ReadingQuality><quality>{quality}</quality></ReadingQuality>" if quality else ""
    period = f"<timePeriod><duration>900</duration><start>{start}</start></timePeriod>"
    return f"<IntervalReading>{told}{period}<value>{value}</value></IntervalReading>"


def feed(path, *readings, doctype="", flow=1, power=0, uom=72):
    path.write_text(FEED.format(readings="".join(readings), doctype=doctype, flow=flow, power=power, uom=uom))
    return path


class TestGreenButton:
    def test_interval_values_belong_to_their_usage_point(self, home, tmp_path):
        told = feed(tmp_path / "a.xml", espi(5), espi(7, "8", 1772324100), power=3)

        receipt = give_one(home, told)

        rows = current(home, columns=["meter_id", "read_at", "interval_seconds", "energy_wh", "quality"])
        assert (receipt.source, receipt.outcome) == ("Green Button", "accepted")
        assert rows == [
            ("U1-1", datetime(2026, 3, 1, tzinfo=UTC), 900, 5000, "measured"),
            ("U1-1", datetime(2026, 3, 1, 0, 15, tzinfo=UTC), 900, 7000, "estimated"),
        ]

    @pytest.mark.parametrize(("flow", "uom"), [(19, 72), (1, 38), (1, 73)])
    def test_what_is_no_energy_drawn_is_not_taken_for_it(self, home, tmp_path, flow, uom):
        assert checks(give_one(home, feed(tmp_path / "a.xml", espi(), flow=flow, uom=uom))) == ["ESP-02"]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (("</feed>", ""), "ESP-01"),
            (("<value>5</value>", "<value>five</value>"), "ESP-04"),
            (("<value>5</value>", "<value>5" + "0" * 40 + "</value>"), "ESP-04"),
            (("/MeterReading/1/IntervalBlock", "/IntervalBlock"), "ESP-03"),
            (("<id>urn:x</id>", "<a>" * 100 + "</a>" * 100), "ESP-01"),
        ],
    )
    def test_what_breaks_the_form_is_named(self, home, tmp_path, change, code):
        path = feed(tmp_path / "a.xml", espi())
        path.write_text(path.read_text().replace(*change))

        assert checks(give_one(home, path)) == [code]

    def test_no_entity_is_resolved_and_no_file_read(self, home, tmp_path):
        (tmp_path / "secret").write_text("5")
        doctype = f'<!DOCTYPE feed [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'

        assert checks(give_one(home, feed(tmp_path / "a.xml", espi("&x;"), doctype=doctype))) == ["ESP-01"]

    def test_entities_that_multiply_are_refused(self, home, tmp_path):
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        doctype = f'<!DOCTYPE feed [<!ENTITY l0 "5">{laughs}]>'

        assert checks(give_one(home, feed(tmp_path / "a.xml", espi("&l9;"), doctype=doctype))) == ["ESP-01"]

    def test_a_feed_beyond_the_bounds_is_refused(self, home, tmp_path):
        path = feed(tmp_path / "a.xml", espi())

        assert checks(give_one(home, path, bounds=Bounds(unpacked_bytes=100))) == ["DOOR-02"]

    @pytest.mark.real
    def test_a_real_feed_is_taken(self, home, real_data):
        receipt = give_one(home, real_data / "meters/greenbutton/test_usage_data.xml")

        assert (receipt.outcome, receipt.rows_new) == ("accepted", 1340)


PROFILE = "device,0-0:1.0.0,0-0:96.10.1,1-0:1.29.0"


class TestDlms:
    def profile(self, path, *rows, heading=PROFILE):
        path.write_text("\n".join([heading, *rows]) + "\n")
        return path

    def test_the_clock_of_a_capture_ends_its_interval(self, home, tmp_path):
        told = self.profile(
            tmp_path / "a.csv", "D1,2026-03-01T00:15:00+05:00,8,125", "D1,2026-03-01T00:30:00+05:00,,130"
        )

        receipt = give_one(home, told, options={"capture_period_s": "900"})

        rows = current(
            home, columns=["meter_id", "read_at", "interval_seconds", "energy_wh", "quality", "flags"]
        )
        assert receipt.source == "DLMS load profile"
        assert rows == [
            ("D1", datetime(2026, 2, 28, 19, tzinfo=UTC), 900, 125, "measured", 0),
            ("D1", datetime(2026, 2, 28, 19, 15, tzinfo=UTC), 900, 130, "measured", 0),
        ]

    @pytest.mark.parametrize(
        ("status", "quality", "flags"),
        [
            (4, "estimated", 8),
            (1, "estimated", 8),
            (2, "measured", 2),
            (32, "measured", 2),
            (128, "measured", 0),
        ],
    )
    def test_the_status_says_what_a_value_is_worth(self, home, tmp_path, status, quality, flags):
        row = f"D1,2026-03-01T00:15:00+05:00,{status},125,900"
        give_one(home, self.profile(tmp_path / "a.csv", row, heading=f"{PROFILE},capture_period_s"))

        assert current(home, columns=["quality", "flags"]) == [(quality, flags)]

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            ("D1,2026-03-01T00:15:00+05:00,256,1", "DLM-01"),
            ("D1,2026-03-01T00:15:00+05:00,x,1", "DLM-01"),
            ("D1,2026-03-01T00:15:00+05:00,0,-1", "DOOR-14"),
        ],
    )
    def test_what_cannot_be_is_named(self, home, tmp_path, row, code):
        told = self.profile(tmp_path / "a.csv", row)

        assert checks(give_one(home, told, options={"capture_period_s": "900"})) == [code]

    def test_a_profile_without_its_period_is_refused(self, home, tmp_path):
        told = self.profile(tmp_path / "a.csv", "D1,2026-03-01T00:15:00+05:00,0,1")

        assert "DLM-02" in checks(give_one(home, told))
