"""The history in words: no code of the command line stands in a sentence."""

from __future__ import annotations

import pytest

from halflap.journal.facts import IncidentRuled, RulingMade
from halflap.meet.commands.ruling import INCIDENTS, RULINGS
from halflap.meet.ledger import Entry
from halflap.meet.wording import (
    incident_in_words,
    ruling_in_words,
    source_in_words,
    what_happened,
)
from halflap.sport.times import Source
from halflap.words.catalogue import translate
from halflap.words.sentence import Sentence


def french(sentence: Sentence) -> str:
    return sentence.said(lambda template: translate(template, "fr"))


class TestTheHistory:
    def test_says_an_incident_in_the_language_of_the_reader(self) -> None:
        fact = IncidentRuled(
            competition="men", phase="finals", heat="1", run=1, incident="hampered", bib=7
        )
        said = what_happened(Entry(1, 1, fact))
        assert str(said) == "finals heat 1: hindrance of 7"
        assert french(said) == "finals série 1 : gêne de 7"

    def test_says_a_ruling_in_the_language_of_the_reader(self) -> None:
        fact = RulingMade(
            competition="men", phase="finals", heat="1", ruling="relegate", bib=7, reason="blue"
        )
        said = what_happened(Entry(1, 1, fact))
        assert str(said) == "finals heat 1: ruling relegation on 7"
        assert french(said) == "finals série 1 : décision déclassement sur 7"

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
