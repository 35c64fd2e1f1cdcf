"""Orders to draw less: two officers give them, nobody is told less than the law's order, and each leaves the house once noted."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from django.db import IntegrityError, transaction
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from terezi.base.errors import BadData, Refused
from terezi.desk.energy import actions, openadr, queries
from terezi.desk.energy.models import CurtailmentOrder, OrderToSite, Outbox
from terezi.desk.energy.terms import Channel, OrderState, Post, Sent
from terezi.desk.journal.models import Entry
from terezi.desk.journal.queries.audits.rows import rows_against_seals
from terezi.law.book import law_on
from tests.desk.ordering import AT, HOUR, LAW, emergency, issued, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(officer):
    return officer(username="aman"), officer(username="bahar")


def limits(order):
    return {to.site_id: to.limit_w for to in order.sites.all()}


def test_who_pays_least_is_cut_first_and_the_last_only_as_far_as_needed(two):
    order = proposed(two[0])

    assert limits(order) == {"S1": 0, "S2": 7_000_000}
    assert [to.cut_before_w for to in order.sites.order_by("place")] == [0, 5_000_000]
    assert order.missing_w == {"Balkan": 0}
    assert "art. 173" in order.article


def test_an_order_binds_nobody_until_another_officer_has_signed_it(two):
    order = proposed(two[0])
    assert (order.state, Outbox.objects.count(), queries.holding(AT).count()) == ("proposed", 0, 0)

    with pytest.raises(Refused, match="another officer"):
        actions.sign(number=order.number, by=two[0], at=AT)
    signed = actions.sign(number=order.number, by=two[1], at=AT)

    assert (signed.state, signed.decided_by, signed.issued_at) == (OrderState.ISSUED, two[1], AT)
    assert [entry.act for entry in Entry.objects.all()] == ["orders.propose", "orders.issue"]


def test_nobody_is_bound_before_he_is_told(two):
    order = proposed(two[0])
    later = AT + HOUR

    assert actions.sign(number=order.number, by=two[1], at=later).starts_at == later


def test_an_order_whose_time_is_over_is_not_signed(two):
    order = proposed(two[0])

    with pytest.raises(Refused, match="time of the order is over"):
        actions.sign(number=order.number, by=two[1], at=AT + 3 * HOUR)


def test_the_record_itself_refuses_an_order_of_one_officer(two):
    order = proposed(two[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        CurtailmentOrder.objects.filter(pk=order.pk).update(decided_by=two[0], state="issued")
    with pytest.raises(IntegrityError), transaction.atomic():
        CurtailmentOrder.objects.filter(pk=order.pk).update(state="issued")


def test_in_an_emergency_an_order_holds_at_once_and_is_signed_afterwards(two):
    order = emergency(two[0])
    assert (order.state, order.sign_by) == (OrderState.ISSUED, AT + timedelta(hours=24))
    assert Outbox.objects.count() == 3  # one for the lake, one for each gateway
    assert list(queries.unsigned()) == [order]
    assert "art. 174" in order.article

    with pytest.raises(Refused, match="another officer"):
        actions.sign(number=order.number, by=two[0], at=AT)
    actions.sign(number=order.number, by=two[1], at=AT + HOUR)

    assert list(queries.unsigned()) == []
    assert Entry.objects.last().values["in_time"] is True
    assert Outbox.objects.count() == 3  # the signature changes nothing for the sites


def test_where_the_law_gives_no_time_to_sign_no_order_is_given_without_a_signature(two):
    kazakh = law_on("KZ", date(2026, 3, 10)).surplus
    law = replace(
        LAW,
        surplus=replace(LAW.surplus, emergency_signed_within_hours=kazakh.emergency_signed_within_hours),
    )

    with pytest.raises(Refused):
        emergency(two[0], law=law)
    assert CurtailmentOrder.objects.count() == 0


def test_where_the_law_does_not_say_who_is_cut_first_nobody_is(two):
    kazakh = law_on("KZ", date(2026, 3, 10)).surplus
    law = replace(LAW, surplus=replace(LAW.surplus, curtailment_order=kazakh.curtailment_order))

    with pytest.raises(Refused):
        emergency(two[0], law=law)


def test_an_emergency_order_another_officer_declines_ends_at_once(two):
    order = emergency(two[0])
    with pytest.raises(Refused, match="Say why"):
        actions.decline(number=order.number, by=two[1], reason=" ", at=AT + HOUR)
    ended = actions.decline(number=order.number, by=two[1], reason="The unit is back", at=AT + HOUR)

    assert (ended.state, ended.ends_at) == (OrderState.LIFTED, AT + HOUR)
    last = json.loads(Outbox.objects.filter(kind=Post.MQTT).last().payload)
    assert last["intervalPeriod"]["duration"] == "PT1H"


def test_a_declined_proposal_never_leaves_the_house(two):
    order = proposed(two[0])
    actions.decline(number=order.number, by=two[1], reason="Exports can be cut instead", at=AT)

    assert CurtailmentOrder.objects.get().state == OrderState.DECLINED
    assert Outbox.objects.count() == 0
    with pytest.raises(Refused, match="declined"):
        actions.sign(number=order.number, by=two[1], at=AT)


def test_one_officer_lifts_an_order_and_the_same_event_is_sent_shorter(two):
    order = issued(*two)
    first = json.loads(Outbox.objects.filter(kind=Post.MQTT).first().payload)
    actions.lift(number=order.number, by=two[0], reason="The unit is back", at=AT + HOUR)
    assert queries.events_for("gw-1", AT + 2 * HOUR) == []  # it is over

    told = json.loads(Outbox.objects.filter(kind=Post.MQTT, to_site__site_id="S1").last().payload)
    assert told["id"] == first["id"]
    assert told["intervalPeriod"] == {
        "start": "2026-03-10T06:00:00Z",
        "duration": "PT1H",
        "randomizeStart": "PT0S",
    }
    assert told["modificationDateTime"] > first["modificationDateTime"]


def test_an_order_lifted_before_it_began_bound_nobody(two):
    order = issued(*two, starts_at=AT + 5 * HOUR, ends_at=AT + 7 * HOUR)
    lifted = actions.lift(number=order.number, by=two[1], reason="Not needed", at=AT + HOUR)

    assert lifted.ends_at - lifted.starts_at == timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ground": " "}, "Say why"),
        ({"needed_w": {}}, "how much less"),
        ({"needed_w": {"Balkan": 0}}, "how much less"),
        ({"needed_w": {"Ahal": 1}}, "nobody can be cut"),
        ({"ends_at": AT}, "ends after it begins"),
        ({"starts_at": AT - 3 * HOUR, "ends_at": AT - HOUR}, "is over"),
        ({"starts_at": AT - HOUR}, "cannot begin before"),
    ],
)
def test_what_is_no_order_is_refused_with_the_reason(two, changed, says):
    with pytest.raises(Refused, match=says):
        proposed(two[0], **changed)
    assert CurtailmentOrder.objects.count() == OrderToSite.objects.count() == 0


def test_what_all_mines_together_cannot_give_is_told_as_missing(two):
    order = proposed(two[0], needed_w={"Balkan": 20_000_000, "Mary": 1_000_000})

    assert order.missing_w == {"Balkan": 7_000_000, "Mary": 0}
    assert limits(order) == {"S1": 0, "S2": 0, "S3": 3_000_000}


def test_a_site_acknowledges_once_whatever_way_it_comes(two):
    order = issued(*two)
    first = actions.acknowledge(number=order.number, site_id="S1", by="zainab", over=Channel.PORTAL, at=AT)
    again = actions.acknowledge_event(
        event_id=f"{order.number}.S1", gateway_id="gw-1", over=Channel.MQTT, at=AT + HOUR
    )

    assert (again.pk, again.acknowledged_at, again.acknowledged_by) == (first.pk, AT, "zainab")
    assert Entry.objects.filter(act="orders.acknowledge").count() == 1


@pytest.mark.parametrize(
    ("event", "gateway"), [(".S1", "gw-2"), (".S3", "gw-1"), (".S1", ""), ("", "gw-1"), (".S9", "gw-1")]
)
def test_a_gateway_answers_for_its_own_site_only(two, event, gateway):
    order = issued(*two)

    with pytest.raises(Refused, match="No order"):
        actions.acknowledge_event(event_id=order.number + event, gateway_id=gateway, over=Channel.MQTT, at=AT)


def test_a_proposed_order_cannot_be_acknowledged(two):
    order = proposed(two[0])

    with pytest.raises(Refused, match="does not go to site"):
        actions.acknowledge(number=order.number, site_id="S1", by="x", over=Channel.PORTAL, at=AT)


def test_what_failed_stays_in_the_outbox_and_what_went_is_noted_once(two):
    issued(*two)
    first, second = queries.waiting(Post.MQTT)
    assert actions.sent(told=[Sent(first.pk), Sent(second.pk, "no route")], by="send", at=AT) == 1
    assert [row.pk for row in queries.waiting(Post.MQTT)] == [second.pk]
    assert actions.sent(told=[Sent(first.pk), Sent(second.pk)], by="send", at=AT + HOUR) == 1

    assert [(row.tries, row.sent_at) for row in Outbox.objects.filter(kind=Post.MQTT)] == [
        (1, AT),
        (2, AT + HOUR),
    ]


def test_every_row_of_an_order_is_sealed_by_its_act(two):
    order = emergency(two[0])
    actions.acknowledge(number=order.number, site_id="S1", by="x", over=Channel.PORTAL, at=AT)
    actions.sent(told=[Sent(row.pk) for row in queries.waiting(Post.LAKE)], by="send", at=AT)
    actions.sign(number=order.number, by=two[1], at=AT)
    actions.lift(number=order.number, by=two[1], reason="Over", at=AT + HOUR)

    assert [each for each in rows_against_seals().faults if each.table.startswith("energy.")] == []


class Strict(BaseModel):
    """Nothing may stand in an object that the schema of OpenADR 3.0.1 does not name."""

    model_config = ConfigDict(extra="forbid")


class ValuesMap(Strict):
    type: str = Field(min_length=1, max_length=128)
    values: list[float | int | str | bool]


class Interval(Strict):
    id: int
    payloads: list[ValuesMap]
    intervalPeriod: "IntervalPeriod | None" = None  # noqa: N815


class IntervalPeriod(Strict):
    start: AwareDatetime
    duration: timedelta
    randomizeStart: timedelta  # noqa: N815


class EventPayloadDescriptor(Strict):
    objectType: Literal["EVENT_PAYLOAD_DESCRIPTOR"]  # noqa: N815
    payloadType: str  # noqa: N815
    units: str | None = None
    currency: str | None = None


class ReportDescriptor(Strict):
    payloadType: str  # noqa: N815
    readingType: str | None = None  # noqa: N815
    units: str | None = None
    targets: list[ValuesMap] | None = None
    aggregate: bool = False
    startInterval: int = -1  # noqa: N815
    numIntervals: int = -1  # noqa: N815
    historical: bool = True
    frequency: int = -1
    repeat: int = 1


class Event(Strict):
    id: str = Field(pattern=r"^[a-zA-Z0-9._-]{1,128}$")
    createdDateTime: AwareDatetime  # noqa: N815
    modificationDateTime: AwareDatetime  # noqa: N815
    objectType: Literal["EVENT"]  # noqa: N815
    programID: str = Field(pattern=r"^[a-zA-Z0-9_-]{1,128}$")  # noqa: N815
    eventName: str | None = None  # noqa: N815
    priority: int = Field(ge=0)
    targets: list[ValuesMap]
    reportDescriptors: list[ReportDescriptor]  # noqa: N815
    payloadDescriptors: list[EventPayloadDescriptor]  # noqa: N815
    intervalPeriod: IntervalPeriod  # noqa: N815
    intervals: list[Interval]


def test_what_goes_out_is_an_event_of_openadr_3(two):
    order = emergency(two[0], ends_at=AT + timedelta(hours=1, minutes=30))
    row = Outbox.objects.get(to_site__site_id="S2")
    event = Event.model_validate_json(row.payload)

    assert row.topic == "terezi/orders/gw-2"
    assert event.intervalPeriod.start == AT
    assert event.intervalPeriod.duration == timedelta(minutes=90)
    assert event.targets == [ValuesMap(type="RESOURCE_NAME", values=["S2"])]
    payloads = {each.type: each.values for each in event.intervals[0].payloads}
    assert payloads == {
        "IMPORT_CAPACITY_LIMIT": [7_000],
        "ALERT_GRID_EMERGENCY": ["Unit 2 of Balkan has tripped"],
    }
    assert {each.payloadType for each in event.payloadDescriptors} == set(payloads)
    assert (event.eventName, event.priority) == (order.number, 0)


def test_a_limit_that_is_no_whole_kilowatt_is_told_to_the_watt():
    event = openadr.event(
        country="GG",
        number="N",
        site_id="S",
        limit_w=1_234_567,
        starts_at=AT,
        ends_at=AT + HOUR,
        created_at=AT,
        modified_at=AT,
        says="",
        is_emergency=False,
    )

    assert event["intervals"][0]["payloads"] == [{"type": "IMPORT_CAPACITY_LIMIT", "values": [1234.567]}]


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"{}", b'{"eventID": 7}', b'{"eventID":"x","objectType":"EVENT"}']
)
def test_what_is_no_report_of_an_event_is_refused(payload):
    with pytest.raises(BadData):
        openadr.acknowledged_event(payload)


def test_a_report_names_the_event_it_answers():
    assert openadr.acknowledged_event(b'{"objectType":"REPORT","eventID":"N.S1"}') == "N.S1"


def test_orders_are_numbered_by_country_and_year(two):
    assert [proposed(two[0]).number, proposed(two[0]).number] == [
        "GG-CUR-2026-000001",
        "GG-CUR-2026-000002",
    ]
    assert datetime(2026, 3, 10, tzinfo=UTC) < AT
