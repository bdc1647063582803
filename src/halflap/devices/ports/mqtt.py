"""Knows MQTT, through gmqtt (the extra ``mqtt``): one message of a topic is one line.

A message that was sent with quality 1 or 2 is acknowledged when its reader comes for the next one:
what was not kept is sent again by the broker. A message of quality 0 is never sent again, and its
sender cannot be made to wait: above ``UNACKNOWLEDGED_BYTES`` it is dropped and counted.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING

from halflap.devices.ports.address import MqttAddress
from halflap.devices.ports.base import Arrival, Clock, Unreachable, host_clock, why_not
from halflap.devices.ports.inbox import Inbox
from halflap.devices.ports.serial import missing_extra
from halflap.words.sentence import say

if TYPE_CHECKING:
    import gmqtt
    from gmqtt.storage import PersistentStorage

CONNECT_S = 5.0
KEEPALIVE_S = 5
"""A broker that is silent for twice as long is gone."""

IN_FLIGHT = 500
"""Messages that the broker may send before the first is acknowledged."""

SESSION_S = 3600
"""How long the broker keeps what we missed."""

UNACKNOWLEDGED_BYTES = 4 * 1024 * 1024

_NEVER = -2  # gmqtt's own reconnecting is off (-1 would be for ever): the source does it


class MqttPort:
    """A subscription at a broker.

    ``client`` names our session there: what is missed while we are away waits for the same name.
    A port that does not ``listen`` only sends.
    """

    finite = False

    def __init__(
        self,
        address: MqttAddress,
        clock: Clock = host_clock,
        client: str = "",
        listen: bool = True,
    ) -> None:
        self._address = address
        self._clock = clock
        self._name = client or f"halflap-{uuid.uuid4().hex[:12]}"
        self._stays = bool(client)
        self._listen = listen
        self._client: gmqtt.Client | None = None
        self._unsent: PersistentStorage | None = None
        self._inbox = Inbox(clock)
        self.lost = 0

    async def open(self) -> None:
        await self._leave()
        client = self._new_client()
        address = self._address
        granted: asyncio.Future[tuple[int, ...]] = asyncio.get_running_loop().create_future()

        def on_subscribe(_client: object, _id: int, qos: tuple[int, ...], _more: object) -> None:
            if not granted.done():
                granted.set_result(qos)

        client.on_subscribe = on_subscribe
        self._client = client
        qos: tuple[int, ...] = ()
        try:
            async with asyncio.timeout(CONNECT_S):
                await client.connect(address.host, address.port, keepalive=KEEPALIVE_S)
                if self._listen:
                    client.subscribe(address.topic, qos=1, retain_handling_options=2)
                    qos = await granted
        except OSError as error:
            await self._leave()
            raise why_not(str(address), error) from error
        except self._refusal() as error:
            await self._leave()
            raise Unreachable(
                say("{where}: {problem}.", where=str(address), problem=str(error)),
                say("Check the user and the password in the address."),
            ) from error
        if any(each >= 128 for each in qos):
            await self._leave()
            raise Unreachable(
                say("{where} does not let us read this topic.", where=str(address)),
                say("Check the topic, and what the broker allows this user."),
            )

    def _refusal(self) -> type[Exception]:
        from gmqtt import MQTTConnectError  # noqa: PLC0415 - loaded late, see _new_client

        refusal: type[Exception] = MQTTConnectError
        return refusal

    def _new_client(self) -> gmqtt.Client:
        # Loaded late: it costs a tenth of a second, and is there only with its extra.
        try:
            import gmqtt  # noqa: PLC0415
            from gmqtt.storage import PersistentStorage  # noqa: PLC0415
        except ImportError as error:
            raise missing_extra("gmqtt", "mqtt") from error
        # It logs what we say as health in our own words.
        logging.getLogger("gmqtt").addHandler(logging.NullHandler())
        logging.getLogger("gmqtt").propagate = False
        self._unsent = PersistentStorage()
        client = gmqtt.Client(
            self._name,
            persistent_storage=self._unsent,
            clean_session=False,
            optimistic_acknowledgement=False,
            session_expiry_interval=SESSION_S,
            receive_maximum=IN_FLIGHT,
        )
        client.set_config({"reconnect_retries": _NEVER})
        if self._address.user:
            client.set_auth_credentials(self._address.user, self._address.password)
        inbox = self._inbox = Inbox(self._clock)

        async def on_message(
            _client: object, _topic: str, payload: bytes, qos: int, _more: object
        ) -> int:
            await self._take_in(inbox, payload, qos)
            return 0

        client.on_message = on_message
        client.on_disconnect = lambda *_: inbox.end()
        return client

    async def _take_in(self, inbox: Inbox, payload: bytes, qos: int) -> None:
        line = payload if payload.endswith((b"\r", b"\n")) else payload + b"\n"
        if qos == 0:
            if inbox.size > UNACKNOWLEDGED_BYTES:
                self.lost += 1
            else:
                inbox.take_in(line)
            return
        safe = asyncio.get_running_loop().create_future()
        inbox.take_in(line, safe)
        await safe

    async def receive(self) -> Arrival | None:
        return await self._inbox.receive()

    async def send(self, data: bytes) -> None:
        """Publish a message to the topic of the address, and wait until the broker has it."""
        if data and self._client and self._unsent and not self._inbox.ended:
            self._client.publish(self._address.topic, data, qos=1)
            try:
                async with asyncio.timeout(CONNECT_S):
                    await self._unsent.wait_empty()
            except TimeoutError:
                self._inbox.end()
        if data and self._inbox.ended:
            raise Unreachable(
                say("The connection to {where} is gone.", where=str(self._address)),
                say("Check the cable and that the device is on."),
            )

    async def close(self) -> None:
        await self._leave(for_good=True)

    async def _leave(self, for_good: bool = False) -> None:
        client, self._client = self._client, None
        self._inbox.end()
        if client is None:
            return
        keep = {} if self._stays or not for_good else {"session_expiry_interval": 0}
        try:
            async with asyncio.timeout(1):
                await client.disconnect(**keep)
        except OSError:
            pass  # the broker is gone already
        # Only now: an acknowledgement can no longer reach the broker for what nobody has kept.
        self._inbox.settle()
        await asyncio.sleep(0)
