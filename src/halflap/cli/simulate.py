"""``halflap simulate``: heats of the simulated velodrome, spoken as a timing device speaks."""

from __future__ import annotations

from typing import Any

import click

from halflap.cli.command import command, option
from halflap.cli.failure import DONE, unusable
from halflap.cli.say import out, spoken
from halflap.cli.simulate_asked import Asked
from halflap.cli.simulate_riding import ride
from halflap.cli.simulate_words import MEANINGS
from halflap.cli.table import table
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.velodrome.conditions import CONDITIONS
from halflap.words.sentence import say


@command(
    "simulate",
    says=say(
        "Ride heats on the simulated velodrome and speak as the timing device would: to a file, "
        "a serial line without hardware, a TCP port of this machine, or a broker of MQTT. The "
        "same seed gives the same heats. With --truth the right splits are written, so that any "
        "timing system can be checked."
    ),
    examples=(
        ("halflap simulate --to heat.txt --truth heat.jsonl", say("a clean heat, to read offline")),
        (
            "halflap simulate --condition one-missed --heats 100 --to hundred.txt --truth t.jsonl",
            say("a hundred heats, in each of which a passing is missed"),
        ),
        (
            "halflap simulate --track 500/3 --rear-wheels --strays 2 --missed home:7:front --to -",
            say("a heat of your own, to standard output"),
        ),
        ("halflap simulate --protocol p3 --to tcp:5403", say("a decoder that waits for a host")),
        ("halflap simulate --to pty --speed 10", say("a serial device, ten times as fast")),
    ),
)
@option(
    "--condition",
    metavar="NAME",
    type=click.Choice(list(CONDITIONS)),
    says=say("Draw riders and faults as this named condition has them."),
)
@option("--list", "listing", is_flag=True, says=say("List the named conditions."))
@option("--track", metavar="METRES", says=say("The length of the track; otherwise 250."))
@option("--distance", metavar="METRES", type=int, says=say("The distance; otherwise 4000."))
@option(
    "--home-pace",
    metavar="S",
    says=say("Seconds a half lap of the rider who starts at home; otherwise drawn."),
)
@option(
    "--back-pace",
    metavar="S",
    says=say("Seconds a half lap of the rider who starts on the back straight; otherwise drawn."),
)
@option("--first", metavar="S", says=say("Seconds for the first half lap; otherwise drawn."))
@option(
    "--fade",
    metavar="S",
    says=say("How many seconds slower the last half lap is; otherwise 0."),
)
@option(
    "--noise",
    metavar="S",
    says=say("Standard deviation of a half lap in seconds; otherwise 0.1."),
)
@option("--drift", metavar="S", says=say("How far a pace drifts each half lap; otherwise 0."))
@option(
    "--solo", type=click.Choice(("home", "back")), says=say("One rider alone, who starts there.")
)
@option("--tandem", is_flag=True, says=say("Tandems: wheels 1.7 m apart."))
@option(
    "--home-ref",
    metavar="TAG",
    default="",
    says=say("The transponder of the rider who starts at home."),
)
@option(
    "--back-ref",
    metavar="TAG",
    default="",
    says=say("The transponder of the rider who starts on the back straight."),
)
@option("--rear-wheels", is_flag=True, says=say("Rear wheels make impulses as well."))
@option("--dead-time", metavar="S", says=say("How long a line is deaf after an impulse."))
@option(
    "--missed",
    "missed_at",
    metavar="SIDE:N[:WHEEL]",
    multiple=True,
    says=say("Miss half lap N of a rider, or one wheel (front, rear); may be given again."),
)
@option(
    "--miss-chance",
    metavar="P",
    default="0",
    says=say("The chance that a passing is missed, 0 to 1."),
)
@option(
    "--double-chance",
    metavar="P",
    default="0",
    says=say("The chance that an impulse bounces, 0 to 1."),
)
@option(
    "--strays",
    metavar="N",
    type=int,
    default=0,
    says=say("Impulses that nobody made; otherwise 0."),
)
@option("--gun-shots", is_flag=True, says=say("The pistol is fired at the finishes."))
@option("--catch-shot", is_flag=True, says=say("The pistol is fired at a catch."))
@option(
    "--stop-at",
    "stop_at",
    metavar="SIDE:N",
    multiple=True,
    says=say("A rider stops for good after half lap N; may be given again."),
)
@option("--false-start", is_flag=True, says=say("A start is called back before the heat."))
@option(
    "--warm-up",
    metavar="N",
    type=int,
    default=0,
    says=say("Riders who warm up before and after each heat; otherwise 0."),
)
@option("--gun", metavar="INPUT", says=say("The start input; otherwise the usual one."))
@option("--home", metavar="INPUT", says=say("The input of the home line; otherwise the usual one."))
@option("--back", metavar="INPUT", says=say("The input of the back line; otherwise the usual one."))
@option("--gun-at", metavar="HH:MM:SS", says=say("The time of day of the first gun."))
@option("--heats", metavar="N", type=int, default=1, says=say("How many heats; otherwise 1."))
@option("--gap", metavar="S", default="60", says=say("Seconds between two heats; otherwise 60."))
@option(
    "--seed", metavar="N", type=int, default=1, says=say("The seed of the first heat; otherwise 1.")
)
@option(
    "--protocol",
    type=click.Choice(list(PROTOCOLS)),
    default="timy",
    says=say("What the device speaks; otherwise timy."),
)
@option(
    "--to",
    "to",
    metavar="TARGET",
    says=say("A new file, - for standard output, pty, tcp:PORT, or mqtt://HOST/TOPIC."),
)
@option(
    "--speed",
    metavar="X",
    says=say("How many times faster than the clock; 0 is at once; otherwise 1, to a file 0."),
)
@option(
    "--stay",
    is_flag=True,
    says=say("After the last impulse go on answering until the other end has gone."),
)
@option("--truth", metavar="FILE", says=say("Write the right splits to a new file."))
def simulate(**given: Any) -> int:
    """The command."""
    asked = Asked(**given)
    if asked.listing:
        rows = [(name, spoken(MEANINGS[name])) for name in CONDITIONS]
        out(*table((spoken(say("condition")), spoken(say("what happens"))), rows))
        return DONE
    if asked.to is None:
        raise unusable("usage", say("The option {option} is missing.", option="--to"))
    ride(asked, asked.to)
    return DONE
