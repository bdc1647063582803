"""``halflap replay``: recorded traffic played again, at any speed, to anything that listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import click

from halflap.cli.command import argument, as_json, command, option
from halflap.cli.failure import DONE, FINDING, unusable
from halflap.cli.listening import protocol_of
from halflap.cli.live_view import impulse_json, impulse_words
from halflap.cli.output import Json
from halflap.cli.say import err, out, spoken
from halflap.devices.codec import Decoder, Event, Notice, Received, Rejected
from halflap.devices.guarded import Guarded
from halflap.devices.ports.address import BadAddress
from halflap.devices.ports.base import Unreachable, why_not
from halflap.devices.ports.replay import Pace, Played, played
from halflap.devices.ports.sinks import Sink, sink_of
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.recording import BadRecording, is_recording
from halflap.words.sentence import Sentence, say


@command(
    "replay",
    says=say(
        "Play recorded traffic again: to a program that listens, to a pseudo terminal, or as "
        "lines to read. The pauses are those of the recording; raw bytes get those between their "
        "impulses. Ends with 1 if a part of the recording cannot be read."
    ),
    examples=(
        ("halflap replay day.jsonl", say("show the impulses")),
        ("halflap replay day.jsonl --to tcp-listen:7000 --speed 4", say("four times as fast")),
        ("halflap replay heat3.txt --protocol timy --to pty", say("raw bytes, as a serial line")),
        ("halflap replay day.jsonl --to - > raw.txt", say("the bytes alone")),
    ),
)
@argument("file", metavar="FILE", says=say("A recording of halflap capture, or raw bytes."))
@option(
    "--speed",
    type=float,
    metavar="X",
    says=say("So many times as fast as it was; 0 is at once (usual where it is only shown)."),
)
@option(
    "--to",
    metavar="SINK",
    says=say("Where to: tcp-listen:PORT, tcp:HOST:PORT, pty, serial:PATH@BAUD, udp, mqtt, or -."),
)
@option("--show", is_flag=True, says=say("Show the impulses too; usual without --to."))
@option(
    "--protocol",
    type=click.Choice(list(PROTOCOLS)),
    says=say("How the device wrote; a recording knows it."),
)
@option("--source", metavar="NAME", says=say("Only this source of the recording."))
@as_json
def replay(
    file: str,
    *,
    speed: float | None,
    to: str | None,
    show: bool,
    protocol: str | None,
    source: str | None,
    as_json: bool,
) -> int:
    """The command."""
    if speed is not None and not 0 <= speed < float("inf"):
        raise unusable("speed", say("A speed is 0 or more."))
    show = show or not to
    pace = Pace(speed if speed is not None else (1.0 if to else 0.0))
    try:
        pieces = _pieces(Path(file), protocol, source, to, show)
        shown = _Shown(protocol, as_json=as_json, loud=to != "-") if show else None
        return asyncio.run(_replay(pieces, pace, to, shown))
    except BadRecording as bad:
        raise unusable("recording", bad.text, bad.remedy) from bad
    except BadAddress as bad:
        raise unusable("sink", bad.text, bad.remedy) from bad
    except Unreachable as gone:
        raise unusable("unreachable", gone.text, gone.remedy) from gone
    except OSError as error:
        why = why_not(file, error)
        raise unusable("file", why.text, why.remedy) from error


def _pieces(
    path: Path, protocol: str | None, source: str | None, to: str | None, show: bool
) -> Iterator[Played]:
    """What is to be played."""
    if not is_recording(path):
        if not protocol and (show or to not in (None, "-")):
            raise unusable(
                "protocol",
                say("{file} is no recording: only raw bytes.", file=str(path)),
                say("Say with --protocol how its device wrote."),
            )
        return played(path, protocol_of(protocol).decoder() if protocol else None)
    names = {piece.source for piece in played(path) if not piece.damage}
    if source is not None and source not in names:
        raise unusable(
            "source",
            say("The recording has no source {name}.", name=source),
            say("It has: {names}.", names=", ".join(sorted(names))),
        )
    if to and source is None and len(names) > 1:
        raise unusable(
            "source",
            say("The recording has several sources: {names}.", names=", ".join(sorted(names))),
            say("Choose one with --source."),
        )
    return (piece for piece in played(path) if piece.damage or source in (None, piece.source))


async def _replay(
    pieces: Iterator[Played], pace: Pace, to: str | None, shown: _Shown | None
) -> int:
    if to is None:
        return await _play(pieces, pace, None, shown)
    async with sink_of(to, err) as sink:
        return await _play(pieces, pace, sink, shown)


async def _play(
    pieces: Iterator[Played], pace: Pace, sink: Sink | None, shown: _Shown | None
) -> int:
    damaged = False
    for piece in pieces:
        if piece.damage:
            err(piece.damage)
            damaged = True
            continue
        await pace.until(piece.at_us)
        if sink:
            await sink.send(piece.data)
        if shown:
            shown.took(piece)
    if shown:
        shown.end()
        if shown.nothing:
            raise unusable(
                "protocol",
                say("No impulse can be read from it."),
                say("Look whether --protocol and the file are the ones meant."),
            )
    return FINDING if damaged else DONE


class _Shown:
    """Prints what the pieces hold, each source with a decoder of its own."""

    def __init__(self, protocol: str | None, *, as_json: bool, loud: bool) -> None:
        self._protocol = protocol
        self._as_json = as_json
        self._print = out if loud else err  # standard output may be the sink
        self._decoders: dict[str, Decoder] = {}
        self._connections: dict[str, int] = {}
        self._kinds: set[type[Event]] = set()

    @property
    def nothing(self) -> bool:
        """Whether there was something, and not one impulse in it."""
        return Rejected in self._kinds and Received not in self._kinds

    def took(self, piece: Played) -> None:
        """Print what the piece completes."""
        source = piece.source
        if source not in self._decoders:
            self._decoders[source] = Guarded(protocol_of(self._protocol or piece.protocol).decoder)
            self._connections[source] = piece.connection
        decoder = self._decoders[source]
        if self._connections[source] != piece.connection:
            self._connections[source] = piece.connection
            self._say(source, decoder.close())
        self._say(source, decoder.feed(piece.data))
        decoder.take_replies()

    def end(self) -> None:
        """Print what was still waiting."""
        for source, decoder in self._decoders.items():
            self._say(source, decoder.close())

    def _say(self, source: str, events: list[Event]) -> None:
        for event in events:
            self._kinds.add(type(event))
            if self._as_json:
                self._print(json.dumps(_json(source, event), ensure_ascii=False))
            elif line := _line(event):
                name = f"{source}  " if source else ""
                self._print(f"{name}{spoken(line)}")


def _line(event: Event) -> Sentence | str | None:
    match event:
        case Received(line=number, impulse=impulse):
            return f"{number:6d}  {impulse_words(impulse)}"
        case Rejected(line=number, why=why):
            return f"{number:6d}  {spoken(say('Not read: {why}', why=why))}"
        case Notice(line=number, text=text):
            return f"{number:6d}  {spoken(text)}" if text else None


def _json(source: str, event: Event) -> dict[str, Json]:
    head: dict[str, Json] = {"source": source, "line": event.line}
    match event:
        case Received(impulse=impulse):
            return {**head, "kind": "impulse", **impulse_json(impulse)}
        case Rejected(why=why):
            return {**head, "kind": "rejected", "why": spoken(why)}
        case Notice(text=text):
            return {**head, "kind": "notice", "text": spoken(text) if text else ""}
