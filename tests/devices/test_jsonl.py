"""Our own JSON lines: what is required, what is known, and sentences that name the key."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.devices import jsonl
from halflap.devices.codec import Event, Received, Rejected
from halflap.sport.impulse import DAY_US, Impulse


def read(text: str | bytes) -> Event:
    data = text.encode() if isinstance(text, str) else text
    (event,) = jsonl.Decoder().feed(data + b"\n")
    return event


class TestALine:
    @pytest.mark.parametrize(
        ("text", "impulse"),
        [
            ('{"channel": "C0", "time": "14:32:05"}', Impulse("C0", 52_325_000_000, digits=0)),
            (
                '{"channel": "C2", "time": "14:32:05.12345678", "date": "2026-11-25"}',
                Impulse("C2", 52_325_123_456, digits=6),
            ),
            (
                '{"channel": " C1 ", "time": "14:32:05.1234", "ref": "é", "number": 7, '
                '"manual": true, "memory": true, "withdrawn": true, "more": [{}]}',
                Impulse(
                    "C1",
                    52_325_123_400,
                    ref="é",
                    number=7,
                    manual=True,
                    memory=True,
                    withdrawn=True,
                ),
            ),
        ],
    )
    def test_is_read(self, text: str, impulse: Impulse) -> None:
        assert read(text) == Received(1, text.encode() + b"\n", impulse)

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"channel": None}, "“channel” is not a text of up to 64 characters."),
            ({"channel": 2}, "“channel” is not a text of up to 64 characters."),
            ({"channel": "x" * 65}, "“channel” is not a text of up to 64 characters."),
            ({"channel": "\ud800"}, "“channel” is not a text of up to 64 characters."),
            ({"channel": " "}, "“channel” is empty."),
            ({"time": 52325.1}, "“time” is not a text of up to 64 characters."),
            ({"time": "25:61:00"}, "“25:61:00” is no time of day."),
            ({"time": "2026-11-25T14:32:05"}, "“2026-11-25T14:32:05” is no time of day."),
            ({"ref": 255}, "“ref” is not a text of up to 64 characters."),
            ({"number": "7"}, "“number” is not a whole number from 0."),
            ({"number": True}, "“number” is not a whole number from 0."),
            ({"number": 7.0}, "“number” is not a whole number from 0."),
            ({"number": -1}, "“number” is not a whole number from 0."),
            ({"number": 1 << 63}, "“number” is not a whole number from 0."),
            ({"manual": 1}, "“manual” is neither true nor false."),
            ({"memory": "no"}, "“memory” is neither true nor false."),
            ({"withdrawn": None}, "“withdrawn” is neither true nor false."),
            ({"date": "25.11.2026"}, "“25.11.2026” is no date such as 2026-11-25."),
        ],
    )
    def test_with_a_wrong_value_is_rejected_naming_the_key(
        self, changes: dict[str, object], why: str
    ) -> None:
        found = read(json.dumps({"channel": "C2", "time": "14:32:05.1234"} | changes))
        assert isinstance(found, Rejected)
        assert str(found.why) == why

    @pytest.mark.parametrize("key", ["channel", "time"])
    def test_without_a_key_it_needs_is_rejected(self, key: str) -> None:
        whole = {"channel": "C2", "time": "14:32:05.1234"}
        found = read(json.dumps({name: whole[name] for name in whole if name != key}))
        assert isinstance(found, Rejected)
        assert str(found.why) == f"The key “{key}” is missing."

    @pytest.mark.parametrize(
        "text",
        ["[]", "1", "null", '"a"', "{", '{"channel": "C2"} x', b"\xff", "[" * 4000, "1" * 4090],
    )
    def test_that_is_no_object_is_rejected(self, text: str | bytes) -> None:
        found = read(text)
        assert isinstance(found, Rejected)
        assert str(found.why).endswith("is no JSON object.")

    def test_with_a_key_twice_is_rejected(self) -> None:
        found = read('{"channel": "C2", "channel": "C3", "time": "14:32:05.1234"}')
        assert isinstance(found, Rejected)
        assert str(found.why).startswith("An object has a key twice")


class TestRoundTrip:
    @given(
        impulse=st.builds(
            Impulse,
            channel=st.sampled_from(("C0", "STA", "Zürich", "{x}")),
            us=st.integers(0, DAY_US - 1),
            ref=st.sampled_from(("", "255", 'é;"')),
            number=st.none() | st.integers(0, (1 << 63) - 1),
            digits=st.just(6),
            manual=st.booleans(),
            memory=st.booleans(),
            withdrawn=st.booleans(),
        )
    )
    def test_everything_of_an_impulse_is_kept(self, impulse: Impulse) -> None:
        (found,) = jsonl.Decoder().feed(jsonl.encode(impulse))
        assert isinstance(found, Received)
        assert found.impulse == impulse

    def test_the_device_writes_it(self) -> None:
        device = jsonl.Device()
        assert device.send(Impulse("C2", 1_000_000, digits=0)) == (
            b'{"channel": "C2", "time": "00:00:01"}\n'
        )
        assert device.feed(b"hello") == b""
