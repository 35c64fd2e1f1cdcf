"""The public lists themselves, where they lie beside the checkout."""

import time

import pytest

from terezi.desk.screening.formats.catalogue import parsed
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.rules.index import NameIndex
from terezi.desk.screening.terms import NameRow, Schema

pytestmark = pytest.mark.real
MATCH = 0.88


@pytest.fixture(scope="module")
def read(real_data):
    return lambda name: parsed(Given(name, (real_data / "lists" / name).read_bytes()))


@pytest.mark.parametrize(
    ("name", "list_id", "least"),
    [
        ("us_un/test__sdn.csv.gz", "us_sdn", 7_000),
        ("us_un/test__alt.csv.gz", "us_sdn_aliases", 9_000),
        ("us_un/test__cons_prim.csv.gz", "us_non_sdn", 400),
        ("us_un/test__cons_alt.csv", "us_non_sdn_aliases", 1_000),
        ("us_un/test__dpl.txt", "us_denied_persons", 500),
        ("us_un/us_csl_consolidated.csv.gz", "us_consolidated", 34_000),
        ("us_un/test__UN_consolidated.xml.gz", "un_consolidated", 4_000),
        ("pep_turkmenistan/holders21.csv", "office_holders_holders21", 40),
        ("pep_turkmenistan/bio.csv", "office_holders_bio", 35),
        ("ofac_crypto/sanctioned_addresses_XBT.json", "ofac_addresses_xbt", 400),
        ("ofac_crypto/sanctioned_addresses_ETH.txt", "ofac_addresses_eth", 140),
    ],
)
def test_every_public_file_is_read_to_its_end(read, name, list_id, least):
    found = read(name)

    assert found.list_id.removeprefix("test_") == list_id
    assert len(found.rows) >= least


def test_a_name_is_compared_with_forty_thousand_in_under_a_second(read):
    lists = [read("us_un/us_csl_consolidated.csv.gz"), read("us_un/test__UN_consolidated.xml.gz")]
    index = NameIndex([row for one in lists for row in one.rows if isinstance(row, NameRow)])
    index.closest("Serdar Orazow", least=MATCH)
    slowest = 0.0
    for name in ("Джалолуддин Хаккани", "جلال الدين حقاني", "Jalaludin Haqani", "HAQQANI Jalaluddin"):
        began = time.process_time()
        found = index.closest(name, least=MATCH, schema=Schema.PERSON)
        slowest = max(slowest, time.process_time() - began)
        assert "TAi.040" in {row.entry for row, _ in found}, name

    assert slowest < 1
