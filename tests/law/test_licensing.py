"""What the law of licensing answers, and what every pack of it keeps."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from terezi.base.errors import BadData, Refused
from terezi.base.money import Money
from terezi.law.book import PACKS, countries, law_on, pack
from terezi.law.examples import examples
from terezi.law.rows import rows
from terezi.law.terms import ActorClass, NoSuchRule, UnknownLaw
from terezi.law.texts import texts
from terezi.law.values import Amount, Fee, Ground, Range, Validity, Word
from terezi.law.written import read_pack, types_of

TODAY = date(2026, 3, 10)
CLASSES = [(country, id_) for country in countries() for id_ in pack(country).class_ids]
NEEDED = ("title", "activity", "regime", "number_prefix", "granted_status", "may_operate")
NEEDED += ("form", "parts", "checks", "opinions", "steps")
FORMS = ("forbidden_forms", "reserved_forms")


def licensing(country, day=TODAY):
    return law_on(country, day).licensing


def values_of(country, name):
    """Every value a term ever had that somebody knows, whether it is law yet or not."""
    return [term.stated for term in pack(country).sections["licensing"][name] if term.status != "unknown"]


def test_each_country_names_its_classes():
    assert {country: pack(country).class_ids for country in countries()} == {
        "GG": ("exchange", "hosting", "industrial", "issuer", "pool", "private"),
        "KZ": (
            "aifc_custodian",
            "aifc_dealer",
            "aifc_trading_facility",
            "exchanger",
            "financial_asset_platform",
            "miner_type_1",
            "miner_type_2",
            "pool",
            "trading_platform",
        ),
        "PK": ("exchange", "no_objection"),
        "TM": ("exchange", "industrial", "issuer", "pool", "private"),
        "UZ": ("depository", "exchange", "miner", "pool", "store"),
    }


def test_a_class_the_law_does_not_have_is_refused_with_those_there_are():
    with pytest.raises(
        Refused, match=r"UZ has no actor class 'industrial'.*depository, exchange, miner, pool, store"
    ):
        licensing("UZ").actor_class("industrial")


def test_a_fee_in_index_units_is_paid_in_the_money_of_its_day():
    assert licensing("UZ", date(2024, 12, 20)).fee_due("exchange") == Money.of(Decimal(27_525_000_000), "UZS")
    assert licensing("KZ").fee_due("miner_type_1") == Money.of(Decimal(8_650_000), "KZT")
    assert licensing("KZ").fee_due("miner_type_2") == Money.of(Decimal(21_625), "KZT")


def test_a_fee_whose_index_unit_is_unknown_is_refused_with_both_articles():
    with pytest.raises(UnknownLaw) as refused:
        licensing("UZ").fee_due("exchange")

    for part in ("duty for licences", "73400 index units", "base calculation unit", "What to do"):
        assert part in str(refused.value)


def test_a_fee_nobody_found_is_refused_with_its_article():
    with pytest.raises(UnknownLaw, match=r"TM on 2026-03-10.*Law of Turkmenistan No\. 298"):
        licensing("TM").fee_due("industrial")


def test_no_fee_and_a_fee_of_nothing_are_not_the_same():
    assert licensing("UZ").fee_due("miner") == Money(0, "UZS")
    with pytest.raises(NoSuchRule):
        licensing("GG").monthly_fee_due("private")


def test_capital_is_told_in_the_money_the_law_counts_in():
    assert licensing("KZ").capital_due("trading_platform") == Money.of(Decimal(200_000_000), "KZT")
    assert licensing("KZ").capital_due("aifc_dealer") == Money.of(Decimal(250_000), "USD")


def test_a_cap_is_the_regions_own_or_that_of_every_other_region():
    industrial, exchange = (licensing("GG").actor_class(id_) for id_ in ("industrial", "exchange"))

    assert (industrial.cap_w("Mary"), industrial.cap_w("Akgum")) == (200_000_000, 150_000_000)
    assert exchange.cap_w("Mary") is None
    with pytest.raises(UnknownLaw):
        licensing("TM").actor_class("industrial").cap_w("Mary")


def test_a_cap_for_some_regions_only_leaves_the_others_without(rewritten):
    folder = rewritten("classes/private.yaml", "{'*': 5}", "{Mary: 5}")
    private = read_pack(folder).on(TODAY).licensing.actor_class("private")

    assert (private.cap_w("Mary"), private.cap_w("Akgum")) == (5_000_000, None)


def test_a_clock_runs_by_the_calendar_of_its_country():
    christmas = date(2025, 12, 24)
    private = licensing("GG").actor_class("private")

    assert licensing("GG").due_on(christmas, private.decision.value) == date(2026, 1, 9)


def test_a_holder_of_a_certificate_of_no_objection_may_not_operate_yet():
    pakistan = licensing("PK", date(2026, 4, 1))

    assert not pakistan.actor_class("no_objection").may_operate.value
    assert pakistan.actor_class("exchange").follows.value == "no_objection"


def test_grounds_of_the_general_licensing_law_are_not_for_a_registered_miner():
    (ground,) = licensing("TM").withdrawal_grounds.value

    assert ground.applies_to(licensing("TM").actor_class("exchange").regime.value)
    assert not ground.applies_to(licensing("TM").actor_class("industrial").regime.value)
    assert Ground("own_wish", "The holder asks for it").applies_to("registration")


@pytest.mark.parametrize(
    ("years", "start", "ends"),
    [
        (3, date(2026, 3, 10), date(2029, 3, 10)),
        (3, date(2024, 2, 29), date(2027, 3, 1)),
        (4, date(2024, 2, 29), date(2028, 2, 29)),
        ("unlimited", date(2026, 3, 10), None),
    ],
)
def test_a_grant_ends_after_its_years_or_never(years, start, ends):
    assert Validity(years).ends_before(start) == ends


def test_a_draft_bar_is_applied_to_nobody():
    bars = licensing("PK").ownership_bars

    assert "not_registered_tax_filer" in bars.stated
    with pytest.raises(UnknownLaw, match="only draft"):
        _ = bars.value


# what every pack keeps


@pytest.mark.parametrize(("country", "id_"), CLASSES)
def test_every_condition_is_shown_by_something_the_class_asks(country, id_):
    def stated(name):
        return [each for value in values_of(country, f"classes.{id_}.{name}") for each in value]

    shows = {document.id for document in stated("documents")} | set(stated("parts")) | set(stated("checks"))

    assert [each.id for each in stated("prerequisites") if each.shown_by not in shows] == []


@pytest.mark.parametrize(("country", "id_"), CLASSES)
def test_the_class_that_must_stand_first_is_one_of_the_country(country, id_):
    first = [value for value in values_of(country, f"classes.{id_}.follows") if isinstance(value, str)]

    assert set(first) <= set(pack(country).class_ids) - {id_}


@pytest.mark.parametrize(("country", "id_"), CLASSES)
def test_every_class_has_a_worked_example_of_what_it_pays(country, id_):
    assert f"licensing.classes.{id_}.fee" in {example.ask for example in examples(country)}


@pytest.mark.parametrize("country", countries())
def test_numbers_of_two_classes_never_begin_alike(country):
    prefixes = [
        licensing(country, date(2026, 4, 1)).actor_class(id_).number_prefix.value
        for id_ in pack(country).class_ids
    ]

    assert len(set(prefixes)) == len(prefixes)
    assert all(prefix.isalnum() and prefix.isupper() for prefix in prefixes)


@pytest.mark.parametrize("country", countries())
def test_a_desk_works_on_any_class_where_the_law_gives_no_days(country):
    law = licensing(country, date(2026, 4, 1))
    shared = [law.working_days, law.holidays, law.due_on_rest_day, law.review_target, law.answer, law.opinion]
    own = [term for each in law.classes.values() for term in (getattr(each, name) for name in NEEDED)]

    assert [term.name for term in (*shared, *own) if not term.is_known] == []


@pytest.mark.parametrize("country", countries())
def test_every_code_of_a_pack_has_words(country):
    shared = (
        "reserved_for",
        "advertising_warnings",
        "advertising_prohibited",
        "ownership_bars",
        "appeal_bodies",
    )
    of_class = ("parts", "checks", "steps")
    codes = {code for name in shared for value in values_of(country, name) for code in value}
    for id_ in pack(country).class_ids:
        codes |= {
            code
            for name in of_class
            for value in values_of(country, f"classes.{id_}.{name}")
            for code in value
        }
        codes |= set(values_of(country, f"classes.{id_}.activity"))
        codes |= {o.agency for value in values_of(country, f"classes.{id_}.opinions") for o in value}

    assert codes == set(licensing(country).titles.value)
    assert licensing(country).title_of("owners") == "Owners"
    assert licensing(country).title_of("no_such_code") == "no_such_code"


@pytest.mark.parametrize("country", countries())
def test_ids_stand_once_in_every_list(country):
    lists = [
        (term.name, [getattr(each, "id", each) for each in term.stated])
        for values in pack(country).sections["licensing"].values()
        for term in values
        if isinstance(term.stated, tuple)
    ]

    assert [name for name, ids in lists if len(ids) != len(set(ids))] == []


@pytest.mark.parametrize("country", countries())
def test_words_by_language_are_marked_as_derived(country):
    forms = [pack(country).sections["licensing"][name][-1] for name in (*FORMS, "advertising_forms")]

    assert {term.status for term in forms} <= {"derived", "unknown"}
    assert all(term.note for term in forms)


@pytest.mark.parametrize("country", ["GG", "TM"])
def test_a_warning_and_a_banned_claim_can_be_found_in_the_languages_of_the_country(country):
    law = licensing(country)
    codes = {*law.advertising_warnings.value, *law.advertising_prohibited.value}

    assert set(law.advertising_forms.value) == codes
    assert all(
        {"en", "ru", "tk", "ur"} <= {w.language for w in forms}
        for forms in law.advertising_forms.value.values()
    )


def hit_by(form, name):
    """The plainest reading of a form, to see that the lists hold water; the desk has a better one."""
    words = name.lower().split()
    if form.kind == "word":
        return form.text in words
    return any(word.startswith(form.text) and not word.startswith(form.unless or "\0") for word in words)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Döwlet Energo", True),
        ("Türkmen Hash", True),
        ("Turkmenistan Mining", True),
        ("Milli Mayning", True),
        ("Национальная криптобиржа", True),
        ("Государственный майнинг", True),
        ("ОсОО Госмайнинг", True),
        ("قومی مائننگ", True),
        ("National Hash", True),
        ("Statesman Mining", False),
        ("International Hash", False),
        ("Million Hash", False),
        ("Milliard Data", False),
        ("Гостиница Ашхабад", False),
        ("Döwletmyrat Amanow", False),
        ("بین الاقوامی مائننگ", False),
    ],
)
def test_the_forms_of_turkmen_law_find_what_is_forbidden_and_spare_what_is_not(name, found):
    assert any(hit_by(form, name) for form in licensing("TM").forbidden_forms.value) == found


# how a pack is written


def copied(tmp_path, country="GG") -> Path:
    folder = tmp_path / country
    shutil.copytree(str(PACKS / country), folder)
    return folder


def test_a_new_class_is_one_new_file(tmp_path):
    folder = copied(tmp_path)
    text = (folder / "classes/pool.yaml").read_text("utf-8").replace("value: Mining pool", "value: Custodian")
    before = read_pack(folder)
    (folder / "classes/custodian.yaml").write_text(text.replace("value: POL", "value: CUS"), "utf-8")
    after = read_pack(folder)
    law = after.on(TODAY)

    assert law.licensing.actor_class("custodian").title.value == "Custodian"
    assert law.licensing.fee_due("custodian") == Money.of(Decimal(30_000), "GGM")
    assert {row.value for row in rows(law) if row.name == "classes.custodian.number_prefix"} == {"CUS"}
    assert after.version != before.version


def test_a_new_country_is_one_new_folder(tmp_path, monkeypatch):
    shutil.copytree(str(PACKS / "GG"), tmp_path / "ZZ")
    monkeypatch.setattr("terezi.law.book.PACKS", tmp_path)
    for cached in (countries, law_on, pack):
        cached.cache_clear()
    try:
        assert countries() == ("ZZ",)
        assert licensing("ZZ").actor_class("industrial").fee.country == "ZZ"
    finally:
        for cached in (countries, law_on, pack):
            cached.cache_clear()


def test_a_country_without_classes_licenses_nobody(tmp_path):
    folder = copied(tmp_path)
    shutil.rmtree(folder / "classes")
    law = read_pack(folder).on(TODAY)

    with pytest.raises(Refused, match="choose one of none"):
        law.licensing.actor_class("industrial")


def test_the_version_changes_with_the_text_of_a_class(rewritten):
    assert (
        read_pack(rewritten("classes/pool.yaml", "amount: 300", "amount: 301")).version
        != law_on("GG", TODAY).version
    )


@pytest.mark.parametrize("name", ["Pool.yaml", "pool.yml", "aifc pool.yaml", ".pool.yaml.swp"])
def test_a_file_among_the_classes_that_is_none_is_refused(tmp_path, name):
    folder = copied(tmp_path)
    (folder / "classes" / name).write_text("", "utf-8")

    with pytest.raises(BadData, match=r"a class is a file like pool\.yaml"):
        read_pack(folder)


SPOILED = {
    "a check nobody does": ("classes/pool.yaml", "wallet_proof, same_party", "wallet_prof, same_party", r"GG/classes/pool.yaml: checks.2025-01-01.value"),
    "a key nobody knows": ("classes/pool.yaml", "years: 5", "years: 5, months: 1", r"validity.2025-01-01.value: months"),
    "a term that is missing": ("classes/pool.yaml", "\nfollows:", "\nfollow:", r"GG/classes/pool.yaml: follow(s)?: is"),
    "an amount in no currency": ("classes/pool.yaml", "unit: index", "unit: units", r"fee.2025-01-01.value: unit"),
    "a clock of no days": ("classes/pool.yaml", "count: 20", "count: 0", r"count: .*greater than or equal to 1"),
    "a holiday that is no day": ("licensing.yaml", "2025-01-02,", "2025-02-30,", r"holidays.2025-01-01.value"),
    "a day nobody has": ("licensing.yaml", "[mon, tue", "[moon, tue", r"working_days.2025-01-01.value"),
    "a range from more to less": ("licensing.yaml", "least: 1", "least: 9", r"a range goes from the least"),
    "a word in capitals": ("licensing.yaml", "text: national", "text: National", r"words stand in lower case"),
    "a word spared that is not hit": ("licensing.yaml", "unless: [döwletgeldi", "unless: [dowletgeldi", r"would not be hit"),
}  # fmt: skip


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED.keys())
def test_a_pack_of_licensing_is_refused_for(rewritten, spoiled):
    file, old, new, says = spoiled

    with pytest.raises(BadData, match=says):
        read_pack(rewritten(file, old, new))


def test_every_value_reads_as_a_person_writes_it():
    said = {row.name: row.value for row in rows(law_on("GG", TODAY))}

    assert said["classes.industrial.decision"] == "20 working days"
    assert said["classes.industrial.cap_mw"] == "Mary: 200; *: 150"
    assert said["classes.industrial.opinions"].startswith("energy 10 working days, fire 10")
    assert said["classes.hosting.documents"].endswith("Model contract with clients (optional)")
    assert said["classes.hosting.validity"] == "3 years"
    assert said["cure_months"] == "3 to 6"
    assert {row.name: row.value for row in rows(law_on("TM", TODAY))}["holidays"] == "none listed"


def test_what_screens_and_letters_translate_is_told_once_for_all():
    told = set(texts(pack("TM")))

    assert {
        "Industrial miner",
        "Receipt of the fee",
        "Stable power supply",
        "Repeated breach",
        "Trade union",
        "Least paid-up capital",
        "money or index units",
    } <= told
    assert not {"industrial", "Turkmenistan", "legal_entity"} & told


def test_a_fee_in_index_units_needs_their_worth():
    with pytest.raises(ValueError, match="worth of the unit"):
        Fee(Decimal(2), "index").in_money(None)
    assert Fee(Decimal("2.5"), "index").in_money(Amount(Decimal("10.01"), "GGM")) == Money(2502, "GGM")


def test_values_of_one_kind_are_written_alike():
    assert [str(each) for each in (Validity(1), Validity("unlimited"), Range(1, 1))] == [
        "1 year",
        "unlimited",
        "1 to 1",
    ]
    assert str(Word("döwlet", "stem", "tk", ("döwletli",))) == "döwlet- (not döwletli)"
    assert set(types_of(ActorClass)) >= {"fee", "cap_mw"}
    assert "id" not in types_of(ActorClass)
