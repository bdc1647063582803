// @ts-check
// Knows how the pages of a browser without shared workers share a connection: one of them leads and
// tells the others. Where that is not possible either, a page listens for itself.

import { FeedSource } from "./feed_source.js";

/**
 * @param {string} stream
 * @param {(told: import("./feed_source.js").Told) => void} tell
 */
export function listen(stream, tell) {
  if (!("locks" in navigator) || !("BroadcastChannel" in self)) {
    new FeedSource(stream, tell);
    return;
  }
  const name = `halflap-${stream}`;
  const channel = new BroadcastChannel(name);
  let leads = false;
  channel.onmessage = ({ data }) => {
    if (!leads && data.told) tell(data.told);
  };
  channel.postMessage({ wants: true });
  void navigator.locks.request(name, () => {
    leads = true;
    const source = new FeedSource(stream, (heard) => {
      tell(heard);
      channel.postMessage({ told: heard });
    });
    channel.onmessage = ({ data }) => {
      if (!data.wants) return;
      for (const told of source.soFar()) channel.postMessage({ told });
      source.again();
    };
    return new Promise(() => {}); // leads until the page is closed
  });
}
