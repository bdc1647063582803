"""Knows how a simulated device is connected: a pseudo-terminal, a TCP port, a broker of MQTT.

Each waits until somebody is there, plays its script, answers what it is told meanwhile, and with
``stay`` goes on answering until the other end has gone.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Protocol

from halflap.devices.device_side import DeviceSide
from halflap.devices.ports.address import MqttAddress
from halflap.devices.ports.base import Unreachable, why_not
from halflap.devices.ports.serial import missing_extra
from halflap.devices.velodrome.player import Script
from halflap.words.sentence import say

SETTLE_S = 0.3  # a host that has just connected first says what it wants
GOODBYE_S = 2.0
CONFIRM_S = 10.0
CHUNK = 4096
QUIET_S = 0.5  # a host that acknowledges or asks is answered until it has been quiet for this long
LOCAL = "127.0.0.1"


async def paced(script: Script, send: Callable[[bytes], object]) -> None:
    """Send each part of the script when it is due; waits are counted from the first."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    for wait, data in script:
        due += wait
        await asyncio.sleep(max(0.0, due - loop.time()))  # also lets what was heard be answered
        if data:
            sending = send(data)
            if asyncio.iscoroutine(sending):
                await sending


class Hears(Protocol):
    """Whoever knows when a host last said something, by the clock of the loop."""

    heard_at: float


async def quiet(line: Hears) -> None:
    """Wait until the host has said nothing for a while."""
    loop = asyncio.get_running_loop()
    since = loop.time()
    while (left := max(since, line.heard_at) + QUIET_S - loop.time()) > 0:
        await asyncio.sleep(left)


async def to_tcp(
    port: int,
    device: DeviceSide,
    script: Script,
    ready: Callable[[int], None],
    stay: bool = False,
) -> None:
    """Listen on this machine alone; everybody connected hears the device (port 0: any free one).

    ``ready`` is told the port. Raises ``Unreachable`` if it is taken.
    """
    hosts = _Hosts(device)
    try:
        server = await asyncio.start_server(hosts.greet, LOCAL, port)
    except OSError as error:
        raise why_not(f"tcp:{LOCAL}:{port}", error) from error
    try:
        ready(server.sockets[0].getsockname()[1])
        await hosts.came.wait()
        await asyncio.sleep(SETTLE_S)
        await paced(script, hosts.send)
        await quiet(hosts)
        await hosts.leave(stay)
    finally:
        server.close()


class _Hosts:
    """Everybody who is connected to a device over TCP."""

    def __init__(self, device: DeviceSide) -> None:
        self.came = asyncio.Event()
        self.heard_at = 0.0
        self._device = device
        self._writers: set[asyncio.StreamWriter] = set()
        self._talks: set[asyncio.Task[None]] = set()

    def greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin to answer a host; whoever ends the device ends that too, without a word."""
        talk = asyncio.ensure_future(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one host until it goes."""
        self._writers.add(writer)
        self.came.set()
        try:
            while data := await reader.read(CHUNK):
                self.heard_at = asyncio.get_running_loop().time()
                writer.write(self._device.feed(data))
                await writer.drain()
        except ConnectionError:
            pass  # the host is gone, as it may
        finally:
            self._writers.discard(writer)
            writer.close()

    async def send(self, data: bytes) -> None:
        """Send to everybody; who has gone meanwhile misses it."""
        for writer in tuple(self._writers):
            try:
                writer.write(data)
                await writer.drain()
            except ConnectionError:
                self._writers.discard(writer)

    async def leave(self, stay: bool) -> None:
        """Say that nothing more comes, and let every host read to the end; or stay until then."""
        for writer in () if stay else tuple(self._writers):
            if not writer.is_closing():
                writer.write_eof()
        if self._talks:
            await asyncio.wait(tuple(self._talks), timeout=None if stay else GOODBYE_S)


async def to_pty(
    device: DeviceSide,
    script: Script,
    ready: Callable[[str], None],
    stay: bool = False,
) -> None:
    """Be the device on the serial line whose path ``ready`` is told.

    A host may close the line and open it again; what is sent while nobody is there is lost, as on
    a cable that hangs loose. Raises ``Unreachable`` on a system without pseudo-terminals.
    """
    try:
        from halflap.devices.velodrome.pseudo_terminal import PseudoTerminal  # noqa: PLC0415
    except ImportError as error:
        raise Unreachable(
            say("This system has no pseudo-terminals."), say("Use a TCP port."), for_good=True
        ) from error
    line = PseudoTerminal(device)
    watching = asyncio.create_task(line.watch())
    try:
        ready(line.path)
        await line.opened.wait()
        await asyncio.sleep(SETTLE_S)
        await paced(script, line.send)
        await quiet(line)
        await (line.left() if stay else line.read_out())
    finally:
        watching.cancel()
        line.close()


async def to_mqtt(address: MqttAddress, script: Script, ready: Callable[[], None]) -> None:
    """Publish each message to the topic of a broker, with quality 1, one after the other.

    Raises ``Unreachable`` if gmqtt is not installed, or the broker is not there or goes away.
    """
    try:  # loaded late: it costs a tenth of a second, and is there only with its extra
        import gmqtt  # noqa: PLC0415
        from gmqtt.mqtt.handler import MQTTConnectError  # noqa: PLC0415
        from gmqtt.storage import PersistentStorage  # noqa: PLC0415
    except ImportError as error:
        raise missing_extra("gmqtt", "mqtt") from error
    unconfirmed = PersistentStorage()
    client = gmqtt.Client(f"halflap-simulate-{os.getpid()}", persistent_storage=unconfirmed)
    client.set_config({"reconnect_retries": 0})
    if address.user:
        client.set_auth_credentials(address.user, address.password)

    async def publish(message: bytes) -> None:
        client.publish(address.topic, message.rstrip(b"\r\n"), qos=1)
        async with asyncio.timeout(CONFIRM_S):
            await unconfirmed.wait_empty()

    try:
        async with asyncio.timeout(CONFIRM_S):
            await client.connect(address.host, address.port)
        ready()
        await paced(script, publish)
        await client.disconnect()
    except MQTTConnectError as error:
        raise Unreachable(
            say("{where}: {problem}.", where=str(address), problem=str(error)),
            say("Check the user and the password in the address."),
        ) from error
    except OSError as error:  # TimeoutError is one
        raise why_not(str(address), error) from error
