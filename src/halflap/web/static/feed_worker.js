// @ts-check
// Knows how all pages of one browser share a connection: a shared worker listens for them.

import { FeedSource, asOfNow } from "./feed_source.js";

/** @type {Map<string, {source: FeedSource, ports: Set<MessagePort>}>} */
const streams = new Map();

/**
 * @param {MessagePort} port
 * @param {string} stream
 */
function join(port, stream) {
  let found = streams.get(stream);
  if (!found) {
    /** @type {Set<MessagePort>} */
    const ports = new Set();
    const source = new FeedSource(stream, (heard) => {
      for (const each of ports) each.postMessage(asOfNow(heard));
    });
    found = { source, ports };
    streams.set(stream, found);
  }
  for (const told of found.source.soFar()) port.postMessage(told);
  found.ports.add(port);
  found.source.again();
}

/** @param {MessagePort} port */
function leave(port) {
  for (const [stream, { source, ports }] of streams) {
    ports.delete(port);
    if (ports.size === 0) {
      source.close();
      streams.delete(stream);
    }
  }
}

self.addEventListener("connect", (event) => {
  const port = /** @type {MessageEvent} */ (event).ports[0];
  port.onmessage = ({ data }) => {
    if (data.join) join(port, data.join);
    if (data.leave) leave(port);
  };
});
