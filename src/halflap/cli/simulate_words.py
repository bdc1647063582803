"""Knows what each named condition of the simulated velodrome is, in words."""

from __future__ import annotations

from collections.abc import Mapping

from halflap.words.sentence import Sentence, say

MEANINGS: Mapping[str, Sentence] = {
    "clean": say("4 km on 250 m, nothing goes wrong"),
    "rear-wheels": say("the rear wheels make impulses as well"),
    "coincident": say("the riders are often on both lines within 0.0003 s"),
    "gun-shots": say("the pistol is fired at both finishes"),
    "catch-shots": say("the pistol is fired at a catch and at both finishes"),
    "one-missed": say("one passing is missed, not the finish"),
    "two-missed": say("two passings in a row of one rider are missed"),
    "front-missed": say("rear wheels, and one front wheel is missed"),
    "short-track": say("4 km on 166.67 m"),
    "three-km-400": say("3 km on 400 m, the finish on the opposite line"),
    "child": say("children: 2 km, 25 s for the first half lap"),
    "solo": say("one rider alone"),
    "fading": say("riders who lose 1 to 2.5 s a half lap until the finish"),
    "one-stray": say("one impulse that nobody made"),
    "five-strays": say("five impulses that nobody made"),
    "overtaking": say("one rider overtakes the other"),
    "overtaking-rear": say("one rider overtakes the other, with rear wheels"),
    "stray-missed-rear": say("rear wheels, one stray impulse and one missed passing"),
    "finish-missed": say("a finish is missed"),
    "finish-one-wheel": say("rear wheels, and one wheel of a finish is missed"),
    "dead-time": say("rear wheels that fall into the dead time of the lines"),
    "drifting": say("half laps that drift, with noise that changes within the ride"),
    "doubled": say("one impulse in five bounces"),
    "late": say("one impulse in ten is sent late, from memory"),
    "false-start": say("a start is called back with two shots"),
    "stopped": say("one rider stops for good"),
    "recalled": say("two shots stop the heat in mid-ride"),
    "busy-track": say("ten riders warm up before and after"),
    "tandem": say("tandems, with rear wheels"),
    "midnight": say("the heat runs across midnight"),
}
