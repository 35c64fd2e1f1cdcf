"""The register on screen and as JSON: what it said on a day, as known on another."""

from datetime import UTC, date, datetime
from time import perf_counter

import pytest

from terezi.desk.licences.actions import change, correct
from terezi.desk.licences.models import Licence
from terezi.desk.licences.queries import history
from terezi.desk.licences.sheets import two_times
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role

from .conftest import AT
from .licensing import NUMBER, a_party, basis, granted

GRANTED, CORRECTED = datetime(2026, 3, 1, 6, tzinfo=UTC), datetime(2026, 3, 6, 9, tzinfo=UTC)
D = date


@pytest.fixture
def corrected(db):
    granted(at=GRANTED)
    correct(
        number=NUMBER, from_day=D(2026, 3, 2), until_day=D(2026, 3, 4), values={"licensed_w": 9_000_000},
        basis=basis(decision="GG-DEC-2026-000009"), by="maral", at=CORRECTED,
    )  # fmt: skip


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
class TestOneLicence:
    def test_one_sentence_says_who_may_do_what_since_when(self, signed_in):
        granted()

        shown = text(signed_in().get(f"/register/{NUMBER}?day=2026-03-10"))

        assert (
            "<b><bdi>Günbatar Hash, Balkan</bdi></b>: May operate within the limits shown. "
            "Licensed since 1 March 2026, for 12 MW in Balkan." in shown
        )

    def test_what_the_register_said_on_3_march_as_known_on_5_march(self, signed_in, corrected):
        client = signed_in()

        then = text(client.get(f"/register/{NUMBER}?day=2026-03-03&known_at=2026-03-05"))
        now = text(client.get(f"/register/{NUMBER}?day=2026-03-03"))

        assert "Licensed since 1 March 2026, for 12 MW in Balkan" in then
        assert "Licensed since 1 March 2026, for 9 MW in Balkan" in now

    def test_a_day_means_what_was_known_at_its_end(self, signed_in, corrected):
        shown = text(signed_in().get(f"/register/{NUMBER}?day=2026-03-03&known_at=2026-03-06"))

        assert "for 9 MW in Balkan" in shown

    def test_a_correction_shows_what_was_said_before_and_since_when_it_is_known(self, signed_in, corrected):
        shown = text(signed_in().get(f"/register/{NUMBER}?day=2026-03-03"))

        assert "What was said of this day" in shown
        assert 'known since <time datetime="2026-03-06T09:00:00+00:00">' in shown
        assert 'until <time datetime="2026-03-06T09:00:00+00:00">' in shown
        assert "GG-DEC-2026-000009" in shown
        untouched = text(signed_in(Role.AUDITOR).get(f"/register/{NUMBER}?day=2026-03-08"))
        assert "What was said of this day" not in untouched

    def test_days_without_a_word_are_told_and_not_an_error(self, signed_in):
        granted()

        answer = signed_in().get(f"/register/{NUMBER}?day=2020-01-01")

        assert answer.status_code == 200
        assert "The register says nothing of this licence on 1 January 2020." in text(answer)

    def test_a_day_that_is_none_is_told(self, signed_in):
        granted()

        assert "“soon” is not a day" in text(signed_in().get(f"/register/{NUMBER}?day=soon"))

    @pytest.mark.parametrize("moment", ["9999-12-31T23:59", "0001-01-01T00:00"])
    def test_a_moment_no_clock_shows_is_told(self, signed_in, moment):
        granted()

        assert "is not a day" in text(signed_in().get(f"/register/{NUMBER}?known_at={moment}"))

    def test_a_suspension_says_until_when(self, signed_in):
        granted()
        change(
            number=NUMBER, act=Act.SUSPEND, after=None, effective_on=D(2026, 3, 5), suspended_until=D(2026, 6, 1),
            basis=basis(), by="maral", at=AT,
        )  # fmt: skip

        assert "May not operate until 1 June 2026" in text(
            signed_in().get(f"/register/{NUMBER}?day=2026-03-06")
        )

    def test_a_name_that_is_markup_is_shown_as_text(self, signed_in):
        granted(holder=a_party("<script>{holder}</script>"))

        assert "&lt;script&gt;{holder}&lt;/script&gt;" in text(signed_in().get(f"/register/{NUMBER}"))

    def test_an_unknown_number_and_one_of_another_region_are_not_found(self, signed_in):
        granted()
        client = signed_in()

        assert client.get("/register/GG-MIN-999999").status_code == 404
        Officer.objects.update(region="Mary")
        assert client.get(f"/register/{NUMBER}").status_code == 404

    def test_who_may_not_read_the_register_is_told_who_may(self, signed_in):
        granted()

        assert signed_in(Role.SYSADMIN).get(f"/register/{NUMBER}").status_code == 403
        assert signed_in(Role.APPLICANT).get("/register/").status_code == 403


@pytest.mark.django_db
def test_the_picture_has_a_column_per_day_something_begins_and_a_line_per_moment_it_became_known(corrected):
    picture = two_times(history(NUMBER), day=D(2026, 3, 3), known_at=CORRECTED)

    assert picture.days == (D(2026, 3, 1), D(2026, 3, 2), D(2026, 3, 4))
    assert [known.since for known in picture.known] == [CORRECTED, GRANTED]
    newest, oldest = picture.known
    assert [(cell.spans, cell.power, cell.is_asked) for cell in oldest.cells] == [(3, "12 MW", False)]
    assert [(cell.power, cell.is_asked) for cell in newest.cells] == [
        ("12 MW", False),
        ("9 MW", True),
        ("12 MW", False),
    ]


@pytest.mark.django_db
class TestTheList:
    @pytest.fixture
    def many(self):
        holder = a_party()
        Licence.objects.bulk_create(
            Licence(
                number=f"GG-MIN-{number:06d}", holder=holder, status=status, actor_class="private", region=region,
                licensed_w=9_000, valid_from=D(2026, 1, 1), known_since=GRANTED,
            )
            for number in range(10_000)
            for status, region in [(Status.WITHDRAWN, "Mary") if number % 10 == 0 else (Status.REGISTERED, "Ahal")]
        )  # fmt: skip

    def test_ten_thousand_are_shown_by_the_hundred_within_a_second(self, signed_in, many):
        client = signed_in()

        began = perf_counter()
        shown = text(client.get("/register/?day=2026-03-10&page=57"))

        assert perf_counter() - began < 1.5
        assert "10,000</span> licences are on the register" in shown.replace("10000", "10,000")
        assert "page 57 of 100" in shown
        assert shown.count('<th scope="row">') == 100

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ("status=withdrawn", 1000),
            ("region=Ahal", 9000),
            ("actor_class=private&region=Mary&status=withdrawn", 1000),
            ("q=GG-MIN-000123", 1),
            ("q=günbatar", 10_000),
            ("day=2025-12-31", 0),
            ("known_at=2026-02-01", 0),
        ],
    )
    def test_it_is_narrowed_by_status_class_region_and_words(self, signed_in, many, asked, count):
        shown = signed_in().get(f"/register/?day=2026-03-10&{asked}")

        assert shown.context["shown"].paginator.count == count

    def test_an_officer_of_a_region_sees_his_own(self, signed_in, many):
        client = signed_in()
        Officer.objects.update(region="Mary")

        assert client.get("/register/").context["shown"].paginator.count == 1000
        assert client.get("/api/register").json()["count"] == 1000


@pytest.mark.django_db
class TestJson:
    def test_the_same_question_by_machine(self, signed_in, corrected):
        client = signed_in()

        then = client.get(f"/api/register/{NUMBER}?on=2026-03-03&known_at=2026-03-05T00:00:00Z").json()
        now = client.get(f"/api/register/{NUMBER}?on=2026-03-03").json()

        assert (then["says"]["licensed_w"], now["says"]["licensed_w"]) == (12_000_000, 9_000_000)
        assert then["says"]["known_until"] == now["says"]["known_since"] == "2026-03-06T09:00:00Z"
        assert len(now["history"]) == 4

    def test_a_page_of_licences(self, signed_in):
        granted()
        granted(number="GG-POL-000001", actor_class="pool", licensed_w=0)
        client = signed_in()

        first = client.get("/api/register?on=2026-03-03&limit=1").json()
        pools = client.get("/api/register?on=2026-03-03&actor_class=pool").json()

        assert (first["count"], first["next_offset"]) == (2, 1)
        assert [item["number"] for item in pools["items"]] == ["GG-POL-000001"]
        assert client.get("/api/register?on=2026-02-03").json()["count"] == 0

    def test_an_unknown_licence_is_404(self, signed_in):
        assert signed_in().get("/api/register/GG-MIN-000009").status_code == 404
