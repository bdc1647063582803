"""The history in words: no code of the command line stands in a sentence."""

from __future__ import annotations

import pytest

from halflap.journal.facts import IncidentRuled, RideFact, RulingMade, TimeFact
from halflap.meet.authors import author, author_called
from halflap.meet.commands import DrawPhase, RecordOutcomes
from halflap.meet.commands.ruling import INCIDENTS, RULINGS
from halflap.meet.ledger import Entry
from halflap.meet.wording import (
    incident_in_words,
    ruling_in_words,
    source_in_words,
    what_happened,
)
from halflap.meet.wording_timing import signed, time_apart
from halflap.sport.times import Source
from halflap.words.catalogue import translate
from halflap.words.sentence import Sentence
from tests.meet_helper import MEN, Desk


def french(sentence: Sentence) -> str:
    return sentence.said(lambda template: translate(template, "fr"))


class TestTheHistory:
    def test_says_an_incident_in_the_language_of_the_reader(self) -> None:
        desk = Desk("knockout-8", riders=8)
        fact = IncidentRuled(
            competition="men", phase="finals", heat="1", run=1, incident="hampered", bib=7
        )
        said = what_happened(Entry(1, 1, fact), desk.ledger.state)
        assert str(said) == "Finals heat 1: hindrance of 7"
        assert french(said) == "Finales, série 1\u00a0: gêne de 7"

    def test_says_a_ruling_in_the_language_of_the_reader(self) -> None:
        desk = Desk("knockout-8", riders=8)
        fact = RulingMade(
            competition="men", phase="finals", heat="1", ruling="relegate", bib=7, reason="blue"
        )
        said = what_happened(Entry(1, 1, fact), desk.ledger.state)
        assert str(said) == "Finals heat 1: ruling relegation on 7"
        assert french(said) == "Finales, série 1\u00a0: décision déclassement sur 7"

    def test_calls_the_ride_for_a_medal_by_its_name(self) -> None:
        desk = Desk()
        desk.qualify("4:20.000", "4:21.000", "4:22.000", "4:23.000")
        desk.draw("finals")
        gold = desk.heat("finals", "gold")
        desk.start("finals", gold.key)
        started = what_happened(desk.ledger.entries[-1], desk.ledger.state)
        assert str(started) == "Finals, gold ride: run 1 started"
        assert french(started) == "Finales, course pour l'or\u00a0: manche 1 partie"

    def test_counts_one_heat_as_one(self) -> None:
        desk = Desk("club-solo", riders=1)
        (fact,) = desk.do(DrawPhase(competition=MEN, phase="qualifying"))
        assert (
            str(what_happened(Entry(1, 1, fact), desk.ledger.state)) == "Qualifying drawn: 1 heat"
        )

    @pytest.mark.parametrize("name", RULINGS)
    def test_has_words_for_every_ruling(self, name: str) -> None:
        assert isinstance(ruling_in_words(name), Sentence)

    @pytest.mark.parametrize("name", INCIDENTS)
    def test_has_words_for_every_incident(self, name: str) -> None:
        assert isinstance(incident_in_words(name), Sentence)

    @pytest.mark.parametrize("source", [Source.HAND, Source.ELECTRONIC, Source.PHOTO])
    def test_has_words_for_every_source_of_times(self, source: Source) -> None:
        assert isinstance(source_in_words(source.value), Sentence)

    def test_keeps_a_word_of_another_release_as_it_stands(self) -> None:
        assert ruling_in_words("yellow-card") == "yellow-card"


class TestAnAuthor:
    @pytest.mark.parametrize(
        ("kept", "read"),
        [
            (author("Ana", "timekeeper", 1), "Ana (chronométreur)"),
            (author("Ana (Bern)", "secretary", 2), "Ana (Bern) (secrétaire, appareil 2)"),
        ],
    )
    def test_is_read_with_role_and_device_in_the_language_of_the_reader(
        self, kept: str, read: str
    ) -> None:
        called = author_called(kept)
        assert isinstance(called, Sentence)
        assert (str(called), french(called)) == (kept, read)

    @pytest.mark.parametrize("kept", ["", "ana", "Ana (Bern)", "Ana (Bern, device 2)"])
    def test_of_another_kind_stays_as_written(self, kept: str) -> None:
        assert author_called(kept) == kept


class TestTheReadingsOfWatches:
    def test_are_said_with_the_decimals_that_were_read(self) -> None:
        desk = Desk("club-solo", riders=1)
        desk.draw("qualifying")
        time = TimeFact(
            us=221_150_000, digits=2, source="hand", readings=(221_120_000, 221_163_000)
        )
        ride = RideFact(bib=1, code="OK", time=time)
        desk.do(RecordOutcomes(competition=MEN, phase="qualifying", heat="1", rides=(ride,)))
        reasons = desk.numbers()["qualifying/heat/1/ride/1"].reasons
        assert [str(reason.sentence) for reason in reasons] == [
            "Recorded by hand to a hundredth of a second, cut and never rounded.",
            "Readings kept: 3:41.12, 3:41.163.",
        ]


class TestTwoClocks:
    @pytest.mark.parametrize(
        ("offset_us", "said"),
        [
            (2_500_000, "+2.500000"),
            (-12_500_000, "-12.500000"),
            (-803_791_800_000_047, "-12600.000047"),  # one counts from 1970, the other from 0:00
        ],
    )
    def test_are_compared_by_their_time_of_day(self, offset_us: int, said: str) -> None:
        assert signed(time_apart(offset_us)) == said
