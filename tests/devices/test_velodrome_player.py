"""Playing a stream: when a device speaks, and what it was told meanwhile."""

from __future__ import annotations

from itertools import pairwise

import pytest

from halflap.devices.device_side import OneWay
from halflap.devices.timy import Device
from halflap.devices.velodrome.conditions import scene
from halflap.devices.velodrome.player import heats, joined, play
from halflap.devices.velodrome.sensors import simulate
from halflap.devices.velodrome.stream import Kind, Simulated
from halflap.sport.impulse import Impulse

SECOND = 1_000_000


def sent_at(*moments: int) -> list[Simulated]:
    return [
        Simulated(Impulse(f"C{n}", us), Kind.GUN, None, None, None, us, us)
        for n, us in enumerate(moments)
    ]


SPEAKER = OneWay(lambda impulse: impulse.channel.encode())


class TestPlaying:
    @pytest.mark.parametrize(
        ("speed", "waits"), [(1, [2.0, 1.5, 0.25]), (10, [0.2, 0.15, 0.025]), (0, [0, 0, 0])]
    )
    def test_waits_as_long_as_it_took(self, speed: float, waits: list[float]) -> None:
        impulses = sent_at(10 * SECOND, 11_500_000, 11_750_000)
        parts = list(play(impulses, SPEAKER, speed))
        assert [data for _, data in parts if data] == [b"C0", b"C1", b"C2"]
        assert [wait for wait, data in parts if not data] == pytest.approx(waits)
        assert [wait for wait, data in parts if data] == [0, 0, 0]

    def test_the_device_is_asked_only_when_its_turn_has_come(self) -> None:
        device = Device()
        sent = []
        for _, data in play(sent_at(SECOND, 2 * SECOND), device, 0):
            sent += [len(data)] if data else []
            device.feed(b"CHK1\r")  # from now on with two more characters
        assert sent == [29, 29]
        assert len(b"".join(data for _, data in play(sent_at(SECOND), Device(), 0))) == 27


class TestSeveralHeats:
    def test_follow_each_other_after_the_gap(self) -> None:
        scenes = [scene(name, 4) for name in ("clean", "false-start", "midnight")]
        streams = heats(scenes, 30 * SECOND)
        for one, other in pairwise(streams):
            gap = other.impulses[0].sent_us - one.impulses[-1].sent_us
            assert abs(gap - 30 * SECOND) <= 2000
        numbers = [each.impulse.number for each in joined(streams)]
        assert numbers == list(range(1, len(numbers) + 1))

    def test_the_first_one_keeps_its_gun(self) -> None:
        (first,) = heats([scene("clean", 4)], SECOND)
        assert first == simulate(scene("clean", 4))
