"""Knows what was asked of ``halflap simulate``, and which scenes that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from halflap.cli.failure import unusable
from halflap.cli.simulate_reading import (
    at_least,
    missed,
    must_be_ridden,
    number,
    pace,
    seconds,
    stops,
    time_of_day,
)
from halflap.cli.typed import checked
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.velodrome.conditions import scene as scene_of
from halflap.devices.velodrome.drawing import NOISE_US
from halflap.devices.velodrome.riders import TANDEM_MM, WHEELBASE_MM
from halflap.devices.velodrome.scenes import Scene
from halflap.devices.velodrome.staging import (
    Effects,
    RiderWishes,
    Wishes,
    measured_by,
    own_scene,
    staged,
)
from halflap.sport.run_plan import Wiring
from halflap.sport.track import parse_length
from halflap.words.sentence import Sentence, say

TRACK, DISTANCE = "250", 4000
OWN = "own"
"""The name that the truth gives to a heat of no named condition."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were typed; None where one was not."""

    condition: str | None
    listing: bool
    track: str | None
    distance: int | None
    home_pace: str | None
    back_pace: str | None
    first: str | None
    fade: str | None
    noise: str | None
    drift: str | None
    solo: str | None
    tandem: bool
    home_ref: str
    back_ref: str
    rear_wheels: bool
    dead_time: str | None
    missed_at: tuple[str, ...]
    miss_chance: str
    double_chance: str
    strays: int
    gun_shots: bool
    catch_shot: bool
    stop_at: tuple[str, ...]
    false_start: bool
    warm_up: int
    gun: str | None
    home: str | None
    back: str | None
    gun_at: str | None
    heats: int
    gap: str
    seed: int
    protocol: str
    to: str | None
    speed: str | None
    stay: bool
    truth: str | None

    @property
    def riders_of_ones_own(self) -> dict[str, object]:
        """The options that say who rides what, which a named condition says already."""
        given = {
            "--track": self.track,
            "--distance": self.distance,
            "--home-pace": self.home_pace,
            "--back-pace": self.back_pace,
            "--first": self.first,
            "--fade": self.fade,
            "--drift": self.drift,
            "--solo": self.solo,
            "--tandem": self.tandem or None,
        }
        return {option: value for option, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Named:
    """A scene, and what it was drawn from."""

    condition: str
    seed: int
    scene: Scene


def scenes(asked: Asked) -> list[Named]:
    """The scenes of the heats, each with the next seed.

    Raises ``Failure`` with sentences for what cannot be.
    """
    at_least("--heats", asked.heats, 1)
    at_least("--strays", asked.strays, 0)
    at_least("--warm-up", asked.warm_up, 0)
    if asked.condition and asked.riders_of_ones_own:
        raise unusable(
            "condition",
            say(
                "{option} and --condition contradict each other: a condition has its own riders.",
                option=next(iter(asked.riders_of_ones_own)),
            ),
            say("Leave one of them out."),
        )
    _check_refs(asked)
    return list(_scenes(asked))


def _check_refs(asked: Asked) -> None:
    """Refuse transponders that the device would not send from the lines as they are wired."""
    protocol, wiring = PROTOCOLS[asked.protocol], _wiring(asked)
    for ref in filter(None, (asked.home_ref, asked.back_ref)):
        for channel in (wiring.home, wiring.back):
            if not protocol.tells_transponder(channel, ref):
                raise unusable(
                    "transponder",
                    say(
                        "The input {channel} of {protocol} says no transponder.",
                        channel=channel,
                        protocol=protocol.name,
                    ),
                    say(
                        "Leave out --home-ref and --back-ref, or take chronelec, rr, mqtt or jsonl,"
                        " or p3 with the decoders of the lines (--home 1 --back 2)."
                    ),
                )


def _scenes(asked: Asked) -> Iterator[Named]:
    noise_us = NOISE_US if asked.noise is None else seconds("--noise", asked.noise)
    effects = _effects(asked)
    gun_us = None if asked.gun_at is None else time_of_day(asked.gun_at)
    wishes = None if asked.condition else _wishes(asked, noise_us)
    name = asked.condition or OWN
    for seed in range(asked.seed, asked.seed + asked.heats):
        scene = _own(wishes, seed) if wishes else scene_of(name, seed, noise_us)
        must_be_ridden(scene, effects)
        scene = measured_by(staged(scene, effects), PROTOCOLS[asked.protocol], _wiring(asked))
        if gun_us is not None:
            scene = replace(scene, gun_us=gun_us)
        yield Named(name, seed, _with_refs(scene, asked))


def _own(wishes: Wishes, seed: int) -> Scene:
    try:
        return own_scene(wishes, seed)
    except ValueError as error:  # a track or a distance that cannot be
        problem = error.args[0]
        if not isinstance(problem, Sentence):
            raise
        raise unusable("track", problem) from error


def _wishes(asked: Asked, noise_us: int) -> Wishes:
    first_us = pace("--first", asked.first)
    fade_us = seconds("--fade", asked.fade or "0")
    home = RiderWishes(pace("--home-pace", asked.home_pace), first_us, fade_us)
    back = RiderWishes(pace("--back-pace", asked.back_pace), first_us, fade_us)
    return Wishes(
        checked(parse_length, asked.track or TRACK).metres,
        DISTANCE if asked.distance is None else asked.distance,
        None if asked.solo == "back" else home,
        None if asked.solo == "home" else back,
        noise_us=noise_us,
        drift_us=seconds("--drift", asked.drift or "0"),
        wheelbase_mm=TANDEM_MM if asked.tandem else WHEELBASE_MM,
    )


def _effects(asked: Asked) -> Effects:
    dead = asked.dead_time
    return Effects(
        rear_wheels=asked.rear_wheels,
        dead_us=None if dead is None else seconds("--dead-time", dead),
        missed=missed(asked.missed_at),
        strays=asked.strays,
        miss_chance=number("--miss-chance", asked.miss_chance, 1),
        double_chance=number("--double-chance", asked.double_chance, 1),
        finish_shots=asked.gun_shots,
        catch_shot=asked.catch_shot,
        stops=stops(asked.stop_at),
        false_start=asked.false_start,
        warm_up_riders=asked.warm_up,
    )


def _wiring(asked: Asked) -> Wiring:
    """The inputs as the device names them, however they were written."""
    protocol = PROTOCOLS[asked.protocol]
    usual = protocol.wiring
    inputs = (asked.gun or usual.gun, asked.home or usual.home, asked.back or usual.back)
    return Wiring(*(protocol.canonical(name) for name in inputs))


def _with_refs(scene: Scene, asked: Asked) -> Scene:
    home = replace(scene.home, ref=asked.home_ref) if scene.home else None
    back = replace(scene.back, ref=asked.back_ref) if scene.back else None
    return replace(scene, home=home, back=back)
