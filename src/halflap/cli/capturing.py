"""``halflap capture`` and ``devices``: what timing devices send, kept and watched."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from halflap.cli.command import argument, as_json, command, option
from halflap.cli.failure import DONE, FINDING, STORAGE, Failure, Refusal, unusable
from halflap.cli.listening import Item, listen, protocol_of, source_at, sources_of
from halflap.cli.live_view import Watched, change_json, change_words, lines_of
from halflap.cli.output import Json, write_json, write_json_line
from halflap.cli.say import err, out, spoken
from halflap.devices.health import HealthChange, disk_health
from halflap.devices.ports.base import host_clock
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.recording import BadRecording, Recorded, Recording
from halflap.devices.source import Source, summary
from halflap.words.sentence import Sentence, say

DISK_EVERY_US = 10_000_000
ONCE_S = 3.0

_ADDRESS = say(
    "Where it is: serial:PATH@BAUD, tcp:HOST:PORT, tcp-listen:PORT, udp:PORT, "
    "mqtt://HOST/TOPIC, file:PATH, keyboard: (docs/command-line.md)."
)
_SECONDS = say("End after so many seconds; otherwise with Ctrl-C.")


@command(
    "capture",
    says=say(
        "Record what a timing device sends, byte for byte, with the moments when it came. It "
        "reconnects by itself. Ends with Ctrl-C and a summary; with 1 if anything was lost."
    ),
    examples=(
        (
            "halflap capture serial:/dev/ttyUSB0@38400 --protocol timy --to day.jsonl",
            say("a Timy on a serial line"),
        ),
        (
            "halflap capture tcp:192.168.1.50:13500 --protocol thcom08 --to day.jsonl",
            say("a THCOM08 on the network"),
        ),
    ),
)
@argument("address", metavar="ADDRESS", says=_ADDRESS)
@option(
    "--protocol",
    type=click.Choice(list(PROTOCOLS)),
    required=True,
    says=say("What the device speaks."),
)
@option("--to", metavar="FILE", required=True, says=say("The recording; one there is continued."))
@option("--seconds", type=float, metavar="N", says=_SECONDS)
@option("--name", metavar="NAME", says=say("What to call the source; otherwise its protocol."))
@as_json
def capture(
    address: str,
    *,
    protocol: str,
    to: str,
    seconds: float | None,
    name: str | None,
    as_json: bool,
) -> int:
    """The command."""
    source = source_at(address, protocol_of(protocol), name or protocol)
    try:
        recording = Recording(Path(to))
    except BadRecording as bad:
        raise unusable("recording", bad.text, bad.remedy) from bad
    except OSError as error:
        raise _not_written(to, error) from error
    capturing = _Capturing(source, recording, Path(to))
    try:
        listen([source], capturing.took, capturing.tick, seconds)
        recording.close()
    except OSError as error:
        raise _not_written(to, error) from error
    finally:
        capturing.clear()
    _fail_if_given_up(source)
    if as_json:
        write_json(_captured_json(source, to))
    else:
        out(summary(source), say("Recorded in {file}.", file=to))
    return FINDING if source.tally.lost else DONE


def _captured_json(source: Source, file: str) -> Json:
    tally = source.tally
    return {
        "file": file,
        "source": source.name,
        "protocol": source.protocol.name,
        "address": source.where,
        "bytes": tally.size,
        "lines": tally.lines,
        "impulses": tally.impulses,
        "rejected": tally.rejected,
        "lost": tally.lost,
    }


class _Capturing:
    """A capture while it goes on."""

    def __init__(self, source: Source, recording: Recording, path: Path) -> None:
        self.watched = Watched(source)
        self._recording = recording
        self._path = path
        self._disk_us: int | None = None
        self._warned = False
        self._shown = ""

    def took(self, source: Source, item: Item) -> None:
        """Keep it first, then look at it."""
        if isinstance(item, HealthChange):
            self.clear()
            err(change_words(item))
        elif item.raw:
            self._recording.write(
                Recorded(
                    source=source.name,
                    protocol=source.protocol.name,
                    connection=item.connection,
                    mono_us=item.mono_us,
                    utc_us=item.utc_us,
                    data=item.raw,
                )
            )
        self.watched.took(item)

    def tick(self) -> None:
        """Make sure of the disk, and show how it goes."""
        now_us = host_clock().mono_us
        self._recording.sync_if_due(now_us)
        if self._disk_us is None or now_us - self._disk_us >= DISK_EVERY_US:
            self._disk_us = now_us
            self._look_at_disk()
        if sys.stderr.isatty():
            self._show(now_us)

    def _look_at_disk(self) -> None:
        place = self._path.resolve().parent
        warning = disk_health(str(place), shutil.disk_usage(place).free)
        if warning and not self._warned:
            self.clear()
            err(warning)
        self._warned = warning is not None

    def _show(self, now_us: int) -> None:
        tally = self.watched.source.tally
        age_s = self.watched.age_s(now_us)
        line = spoken(
            say(
                "lines {lines}, impulses {impulses}, rejected {rejected}; the last {age} s ago",
                lines=tally.lines,
                impulses=tally.impulses,
                rejected=tally.rejected,
                age="–" if age_s is None else age_s,
            )
        )
        self.clear()
        sys.stderr.write(line)
        sys.stderr.flush()
        self._shown = line

    def clear(self) -> None:
        """Take the line that is shown away."""
        if self._shown:
            sys.stderr.write("\r" + " " * len(self._shown) + "\r")
            sys.stderr.flush()
            self._shown = ""


@command(
    "devices",
    says=say(
        "Watch timing devices: state, age of the last line, impulses a minute, offset of the "
        "clock, last impulses. Without an address, name the serial ports of this machine."
    ),
    examples=(
        ("halflap devices", say("which serial ports there are")),
        ("halflap devices tcp:10.0.0.5:7000 --protocol timy", say("one device")),
        (
            "halflap devices main=timy@serial:/dev/ttyUSB0 backup=chronelec@udp:2008",
            say("several, each with its name"),
        ),
        ("halflap devices udp:2008 --protocol chronelec --once --json", say("for a script")),
    ),
)
@argument(
    "sources",
    metavar="ADDRESS|NAME=PROTOCOL@ADDRESS",
    nargs=-1,
    says=_ADDRESS,
)
@option(
    "--protocol",
    type=click.Choice(list(PROTOCOLS)),
    says=say("What the devices speak that are given without a protocol."),
)
@option("--seconds", type=float, metavar="N", says=_SECONDS)
@option("--once", is_flag=True, says=say("Listen for three seconds (or --seconds), show it once."))
@as_json
def devices(
    sources: tuple[str, ...],
    protocol: str | None,
    seconds: float | None,
    once: bool,
    as_json: bool,
) -> int:
    """The command."""
    if not sources:
        return _serial_ports(as_json)
    found = sources_of(sources, protocol)
    view = _View([Watched(source) for source in found], as_json=as_json, once=once)
    listen(found, view.took, view.tick, ONCE_S if once and seconds is None else seconds)
    for source in found:
        _fail_if_given_up(source)
    view.end()
    return DONE


class _View:
    """The live view: a table that is drawn again on a terminal, else a line for every change."""

    def __init__(self, watched: list[Watched], *, as_json: bool, once: bool) -> None:
        self._watched = {each.source.name: each for each in watched}
        self._as_json = as_json
        self._once = once
        self._drawn = 0
        self._lines: list[str] = []
        self._json: list[Json] = []

    def took(self, source: Source, item: Item) -> None:
        """Something came."""
        self._watched[source.name].took(item)
        if isinstance(item, HealthChange) and not self._once and not self._redraws:
            if self._as_json:
                write_json_line(change_json(item))
            else:
                out(change_words(item))

    @property
    def _redraws(self) -> bool:
        return sys.stdout.isatty() and not self._as_json and not self._once

    def tick(self) -> None:
        """Draw the table again, but only where it stands on a terminal."""
        now_us = host_clock().mono_us
        watched = list(self._watched.values())
        self._lines = lines_of(watched, now_us)
        self._json = [each.json(now_us) for each in watched]
        if self._redraws:
            columns = shutil.get_terminal_size().columns
            sys.stdout.write(f"\x1b[{self._drawn}A\r\x1b[J" if self._drawn else "")
            out(*(line[: columns - 1] for line in self._lines))
            self._drawn = len(self._lines)

    def end(self) -> None:
        """What is left to say: how it was just before the sources were left."""
        if self._as_json and self._once:
            write_json({"sources": self._json})
        elif self._as_json:
            write_json_line({"sources": self._json})
        elif not self._redraws:
            out(*self._lines)


def _serial_ports(as_json: bool) -> int:
    """Name the serial ports of this machine."""
    try:
        from serialx import list_serial_ports  # noqa: PLC0415 - there only with its extra
    except ImportError as error:
        raise unusable(
            "extra",
            say("This port needs {library}, which is not installed.", library="serialx"),
            say("Install it with: pip install 'halflap[{extra}]'", extra="serial"),
        ) from error
    ports = [(port.device, port.product or "") for port in list_serial_ports()]
    if as_json:
        write_json({"serial_ports": [{"path": path, "product": what} for path, what in ports]})
    elif ports:
        out(*(f"serial:{path}  {what}".rstrip() for path, what in ports))
    else:
        out(say("There is no serial port. Devices on the network need their address."))
    return DONE


def _fail_if_given_up(source: Source) -> None:
    if source.given_up:
        raise unusable("unreachable", source.given_up.text, source.given_up.remedy)


def _not_written(file: str, error: OSError) -> Failure:
    text: Sentence = say("{where}: {problem}.", where=file, problem=error.strerror or str(error))
    remedy = say("What was recorded before is kept. Make room, or name another file.")
    return Failure(STORAGE, [Refusal("recording", text, remedy)])
