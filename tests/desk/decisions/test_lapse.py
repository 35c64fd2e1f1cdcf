"""A proposal lapses when its subject or the law has changed under it."""

from dataclasses import replace

import pytest

from terezi.base.errors import Refused
from terezi.desk.decisions import actions, rules
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Stale, State
from terezi.desk.licences import actions as licences
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.law.book import law_on
from terezi.law.term import Status as LawStatus
from tests.desk.deciding import BASIS, LATER, NUMBER, ON, a_licence, on_licence, proposed, signed


@pytest.mark.django_db
class TestLapse:
    def test_a_proposal_lapses_when_its_subject_has_changed(self, proposer, second):
        decision = proposed(proposer)

        with pytest.raises(
            Stale, match="It was decision_proposed when this was proposed and is returned now"
        ):
            signed(decision, second, standing=Status.RETURNED)
        actions.lapse(number=decision.number, by="maral", standing=Status.RETURNED, at=LATER)
        assert proposed(proposer).state == State.PROPOSED

    def test_a_proposal_lapses_when_the_text_of_the_law_has_changed(self, proposer, second):
        decision = proposed(proposer)
        Decision.objects.filter(pk=decision.pk).update(law_version="an older text")

        with pytest.raises(Stale, match="The law changed since this was proposed"):
            signed(decision, second)

    def test_nothing_lapses_that_nothing_has_overtaken(self, proposer):
        decision = proposed(proposer)

        with pytest.raises(Refused, match="Nothing has changed"):
            actions.lapse(number=decision.number, by="law", standing=Status.DECISION_PROPOSED, at=LATER)

    def test_of_an_application_somebody_must_tell_the_status(self, proposer, second):
        with pytest.raises(Refused, match="say what status that has"):
            signed(proposed(proposer), second, standing=None)

    def test_of_a_licence_the_register_tells_it(self, proposer, second):
        a_licence()
        decision = on_licence(proposer)
        licences.change(
            number=NUMBER,
            act=Act.LIMIT,
            after=Status.LIMITED,
            effective_on=ON,
            conditions="by night only",
            basis=BASIS,
            by="maral",
            at=LATER,
        )

        with pytest.raises(Stale, match="It was licensed when this was proposed and is limited now"):
            actions.sign(number=decision.number, by=second, standing=Status.LICENSED, at=LATER)


class TestTheLawChanges:
    """Under the same text of the pack another value may have come into force."""

    LAW = law_on("GG", ON)

    def why(self, now, before=Status.LICENSED, standing=Status.LICENSED):
        return rules.why_stale(
            before=before, standing=standing, then=self.LAW, now=now, version=self.LAW.version
        )

    def changed(self, section: str, name: str):
        part = getattr(self.LAW, section)
        term = replace(getattr(part, name), status=LawStatus.DRAFT)
        return replace(self.LAW, **{section: replace(part, **{name: term})})

    @pytest.mark.parametrize(
        ("section", "name"),
        [("licensing", "suspension_grounds"), ("mining", "wallets_declared"), ("authorities", "levies")],
    )
    def test_a_rule_by_which_licences_are_decided_overtakes_a_proposal(self, section, name):
        assert self.why(self.changed(section, name)) == rules.LAW_CHANGED

    @pytest.mark.parametrize(("section", "name"), [("levy", "period"), ("settlement", "usd_rate")])
    def test_a_rate_or_a_levy_does_not(self, section, name):
        assert self.why(self.changed(section, name)) == ""
