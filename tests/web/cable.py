"""A network cable between browsers and the server that can be cut, and mended again."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from asyncio import StreamReader, StreamWriter


class Cable:
    """Forwards a port of its own to the server's; a context manager, in a thread of its own."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._whole = True
        self._loud = asyncio.Event()
        self._lines: set[StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cable", daemon=True)
        self.port = 0

    def url(self, path: str) -> str:
        """An address over the cable."""
        return f"http://127.0.0.1:{self.port}{path}"

    def cut(self) -> None:
        """Every connection breaks, and no new one comes about."""
        self._run(self._cut())

    def hush(self) -> None:
        """Connections stay, and nothing comes through: the edge of the Wi-Fi."""
        self._loop.call_soon_threadsafe(self._loud.clear)

    def mend(self) -> None:
        """As before."""
        self._run(self._mend())

    def __enter__(self) -> Cable:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self, what: object) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)  # type: ignore[arg-type]

    async def _open(self) -> None:
        self._loud.set()
        self._server = await asyncio.start_server(self._line, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        self._loud.set()
        # A line may be coming about just now, in no list yet.
        while asyncio.all_tasks() - {asyncio.current_task()}:
            await self._cut()
            await asyncio.sleep(0.01)

    async def _cut(self) -> None:
        self._whole = False
        for line in tuple(self._lines):
            line.transport.abort()

    async def _mend(self) -> None:
        self._whole = True
        self._loud.set()

    async def _line(self, reader: StreamReader, writer: StreamWriter) -> None:
        if not self._whole:
            await _broken(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            await _broken(writer)
            return
        both = {writer, far_writer}
        self._lines |= both
        try:
            async with asyncio.TaskGroup() as carrying:
                carrying.create_task(self._carry(reader, far_writer))
                carrying.create_task(self._carry(far_reader, writer))
        except* OSError:
            pass
        finally:
            self._lines -= both
            for each in both:
                await _broken(each)

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        while data := await reader.read(65_536):
            await self._loud.wait()
            writer.write(data)
            await writer.drain()
        writer.close()


async def _broken(writer: StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
