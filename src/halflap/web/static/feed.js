// @ts-check
// Knows how a page hears of what happens: one connection for all pages of a browser, and a word to
// the page when nothing was heard for too long.

import { heard } from "./clock.js";
import { listen } from "./feed_sharing.js";

const STALE_MS = 3000;

/**
 * What a page does with what it hears; `meta.seq` is the sequence of the newest fact.
 * @typedef {{seq: number}} Meta
 * @typedef {{
 *   snapshot?: (view: any, meta: Meta) => void,
 *   live?: (live: any, meta: Meta) => void,
 *   part?: (name: string, view: any, meta: Meta) => void,
 *   stale?: (seconds: number | null) => void,
 * }} Handlers
 */

/**
 * Listen to a stream, as long as the page is open.
 * @param {string} stream "public" or "officials"
 * @param {Handlers} handlers
 */
export function connect(stream, handlers) {
  let heardAt = performance.now();
  let stale = false;

  /** @param {import("./feed_sharing.js").Told} told */
  const take = ({ event, data }) => {
    heardAt = performance.now();
    heard(data.now_us, data.rate ?? 1);
    if (stale) {
      stale = false;
      say(null);
    }
    const meta = { seq: data.seq };
    if (event === "snapshot") handlers.snapshot?.(data.view, meta);
    else if (event === "live") handlers.live?.(data.live, meta);
    else if (event === "part") handlers.part?.(data.part, data.view, meta);
  };

  /** @param {number | null} seconds */
  const say = (seconds) => {
    handlers.stale?.(seconds);
    document.dispatchEvent(new CustomEvent("halflap-stale", { detail: seconds }));
  };

  setInterval(() => {
    const silent = performance.now() - heardAt;
    if (silent < STALE_MS) return;
    stale = true;
    say(Math.floor(silent / 1000));
  }, 250);

  shared(stream, take);
}

/**
 * By a shared worker; else as the pages of the browser can share otherwise.
 * @param {string} stream
 * @param {(told: import("./feed_sharing.js").Told) => void} take
 */
function shared(stream, take) {
  /** @type {SharedWorker} */
  let worker;
  try {
    const address = new URL("./feed_worker.js", import.meta.url);
    worker = new SharedWorker(address, { type: "module", name: "halflap" });
  } catch {
    listen(stream, take);
    return;
  }
  let works = false;
  worker.addEventListener("error", () => {
    if (!works) listen(stream, take);
    works = true;
  });
  worker.port.onmessage = ({ data }) => {
    works = true;
    take(data);
  };
  worker.port.postMessage({ join: stream });
  addEventListener("pagehide", () => worker.port.postMessage({ leave: true }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) worker.port.postMessage({ join: stream });
  });
}
