"""Listeners in a process of their own: each notes how long after its fact every message came, and
asks for the page again when it is told that something of it changed, as a phone does.

    python -m benchmarks.spectators PORT COUNT SECONDS

They are bare sockets under one epoll, so that the machine's second core is enough for ten thousand.
It says ``listening`` once all are there, and at the end reads from its standard input when each
fact was made ({seq: microseconds of the steady clock}) and writes what it heard as a line of JSON.
Told to ``ask``, it waits for the next part that changed, lets everybody ask for the first page
within the time that the message names, and writes how long that took as another line.
"""

from __future__ import annotations

import json
import random
import re
import select
import socket
import sys
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

LIVE = re.compile(rb'event: live\ndata: [^\n]*?"seq":(\d+)')
SPREAD = re.compile(rb'"spread_ms":(\d+)')
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
ETAG = re.compile(rb"etag: ([^\r]+)", re.IGNORECASE)
OPENING = 200
"""So many connections are on their way at once."""

AT_ONCE_MS = 300
PATIENCE_S = 30.0
BROWSER = (
    "accept: text/html\r\naccept-language: en-GB,en;q=0.9\r\naccept-encoding: gzip, deflate, br\r\n"
)


@dataclass
class Heard:
    """What all of them heard."""

    opened: int = 0
    ended: int = 0
    messages: int = 0
    arrivals: dict[int, array[int]] = field(default_factory=dict)


class Crowd:
    """All of them, on ``address``."""

    def __init__(self, address: tuple[str, int], count: int) -> None:
        self.address, self.count = address, count
        self.heard = Heard()
        self._host = f"host: {address[0]}:{address[1]}\r\n"
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._rests: dict[int, bytes] = {}
        self._spread_ms = 0
        self._has = ""

    def come(self) -> None:
        """Open all streams."""
        for number in range(self.count):
            sock = socket.create_connection(self.address)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
            sock.sendall(f"GET /events/public HTTP/1.1\r\n{self._host}\r\n".encode())
            sock.setblocking(False)
            self._sockets[sock.fileno()] = sock
            self._rests[sock.fileno()] = b""
            self._poll.register(sock, select.EPOLLIN)
            if number % OPENING == OPENING - 1:
                self.listen(0.05)
        self.listen(2.0)
        self.heard = Heard(opened=len(self._sockets))

    def listen(self, seconds: float) -> None:
        """Hear what comes within so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for fd, _ in self._poll.poll(min(left, 0.1), 1000):
                self._hear(fd)

    def _hear(self, fd: int) -> None:
        heard = self.heard
        try:
            piece = self._sockets[fd].recv(65536)
        except BlockingIOError:
            return
        except ConnectionError:
            piece = b""
        now_us = time.monotonic_ns() // 1000
        if not piece:
            heard.ended += 1
            self._poll.unregister(fd)
            return
        whole, cut, rest = (self._rests[fd] + piece).rpartition(b"\n\n")
        self._rests[fd] = rest if cut else self._rests[fd] + piece
        for seq in LIVE.findall(whole):
            heard.messages += 1
            heard.arrivals.setdefault(int(seq), array("q")).append(now_us)
        if b"event: part" in whole:
            told = SPREAD.findall(whole)
            self._spread_ms = int(told[-1]) if told else AT_ONCE_MS

    def look(self) -> None:
        """The first page as all have it before they ask again."""
        with socket.create_connection(self.address) as sock:
            sock.sendall(f"GET / HTTP/1.1\r\n{self._host}{BROWSER}\r\n".encode())
            answer = bytearray()
            while not is_whole(answer):
                answer += sock.recv(65536)
        etag = ETAG.search(answer)
        assert etag is not None, answer
        self._has = etag[1].decode()

    def ask(self) -> list[float]:
        """Once a part is told, everybody asks for the first page: seconds until each has the new
        one whole, counted from when it was to be asked.
        """
        self._spread_ms = 0
        until = time.monotonic() + PATIENCE_S
        while not self._spread_ms:
            assert time.monotonic() < until, "nothing was told"
            self.listen(0.01)
        began = time.monotonic()
        due = sorted(
            (began + random.random() * self._spread_ms / 1000 for _ in range(self.count)),
            reverse=True,
        )
        asking: dict[int, tuple[socket.socket, float, bytearray]] = {}
        took: list[float] = []
        has = f"if-none-match: {self._has}\r\n"
        request = f"GET / HTTP/1.1\r\n{self._host}{BROWSER}{has}\r\n".encode()
        until = time.monotonic() + PATIENCE_S
        while (due or asking) and time.monotonic() < until:
            while due and due[-1] <= time.monotonic():
                sock = socket.create_connection(self.address)
                sock.sendall(request)
                sock.setblocking(False)
                asking[sock.fileno()] = (sock, due.pop(), bytearray())
                self._poll.register(sock, select.EPOLLIN)
            for fd, _ in self._poll.poll(0.002, 1000):
                if fd not in asking:
                    self._hear(fd)
                    continue
                sock, at, answer = asking[fd]
                answer += sock.recv(65536)
                if is_whole(answer):
                    took.append(time.monotonic() - at)
                    self._poll.unregister(fd)
                    sock.close()
                    del asking[fd]
        return sorted(took)

    def go(self) -> None:
        """Close all streams."""
        for sock in self._sockets.values():
            sock.close()


def is_whole(answer: bytearray) -> bool:
    """Whether a page has come to its end; it has to be one."""
    head, cut, body = bytes(answer).partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    assert not cut or head.startswith(b"HTTP/1.1 200 "), head
    return bool(cut and length and len(body) >= int(length[1]))


def at(share: float, found: Sequence[float]) -> float:
    """So large a share of what is sorted is no more than this."""
    return found[int(len(found) * share)] if found else 0


def main() -> None:
    """The command."""
    port, count, seconds = sys.argv[1:]
    crowd = Crowd(("127.0.0.1", int(port)), int(count))
    crowd.come()
    print("listening", flush=True)
    crowd.listen(float(seconds))
    made = {int(seq): us for seq, us in json.loads(sys.stdin.readline()).items()}
    heard = crowd.heard
    delays = sorted(
        us - made[seq] for seq, arrived in heard.arrivals.items() if seq in made for us in arrived
    )
    told = {
        "opened": heard.opened,
        "ended": heard.ended,
        "messages": heard.messages,
        "p50_us": at(0.5, delays),
        "p99_us": at(0.99, delays),
    }
    print(json.dumps(told), flush=True)
    if sys.stdin.readline() == "ask\n":
        crowd.look()
        print("asking", flush=True)
        took = crowd.ask()
        found = {
            "pages": len(took),
            "p50_ms": at(0.5, took) * 1000,
            "p99_ms": at(0.99, took) * 1000,
        }
        print(json.dumps(found), flush=True)
    crowd.go()


if __name__ == "__main__":
    main()
