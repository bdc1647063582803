"""Listeners in a process of their own: each notes how long after its fact every message came.

    python -m benchmarks.spectators PORT COUNT SECONDS

They are bare sockets under one epoll, so that the machine's second core is enough for ten thousand.
It says ``listening`` once all are there, and at the end reads from its standard input when each
fact was made ({seq: microseconds of the steady clock}) and writes what it heard as a line of JSON.
"""

from __future__ import annotations

import json
import re
import select
import socket
import sys
import time
from array import array
from dataclasses import dataclass, field

LIVE = re.compile(rb'event: live\ndata: [^\n]*?"seq":(\d+)')
OPENING = 200
"""So many connections are on their way at once."""


@dataclass
class Heard:
    """What all of them heard."""

    opened: int = 0
    ended: int = 0
    messages: int = 0
    arrivals: dict[int, array[int]] = field(default_factory=dict)


def listen(host: str, port: int, count: int, seconds: float) -> Heard:
    """Open them all, say so, and listen for so long."""
    heard, poll = Heard(), select.epoll()
    request = f"GET /events/public HTTP/1.1\r\nhost: {host}:{port}\r\n\r\n".encode()
    sockets: dict[int, socket.socket] = {}
    rests: dict[int, bytes] = {}
    try:
        for number in range(count):
            sock = socket.create_connection((host, port))
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
            sock.sendall(request)
            sock.setblocking(False)
            sockets[sock.fileno()] = sock
            rests[sock.fileno()] = b""
            poll.register(sock, select.EPOLLIN)
            if number % OPENING == OPENING - 1:
                _take(poll, sockets, rests, Heard(), 0.05)
        heard.opened = len(sockets)
        _take(poll, sockets, rests, Heard(), 2.0)
        print("listening", flush=True)
        _take(poll, sockets, rests, heard, seconds)
    finally:
        for sock in sockets.values():
            sock.close()
    return heard


def _take(
    poll: select.epoll,
    sockets: dict[int, socket.socket],
    rests: dict[int, bytes],
    heard: Heard,
    seconds: float,
) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        for fd, _ in poll.poll(min(left, 0.1), 1000):
            try:
                piece = sockets[fd].recv(65536)
            except BlockingIOError:
                continue
            except ConnectionError:
                piece = b""
            now_us = time.monotonic_ns() // 1000
            if not piece:
                heard.ended += 1
                poll.unregister(fd)
                continue
            whole, cut, rest = (rests[fd] + piece).rpartition(b"\n\n")
            rests[fd] = rest if cut else rests[fd] + piece
            for seq in LIVE.findall(whole):
                heard.messages += 1
                heard.arrivals.setdefault(int(seq), array("q")).append(now_us)


def main() -> None:
    """The command."""
    port, count, seconds = sys.argv[1:]
    heard = listen("127.0.0.1", int(port), int(count), float(seconds))
    made = {int(seq): us for seq, us in json.loads(sys.stdin.readline()).items()}
    delays = sorted(
        at - made[seq] for seq, ats in heard.arrivals.items() if seq in made for at in ats
    )
    told = {
        "opened": heard.opened,
        "ended": heard.ended,
        "messages": heard.messages,
        "p50_us": delays[len(delays) // 2] if delays else 0,
        "p99_us": delays[int(len(delays) * 0.99)] if delays else 0,
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
