// @ts-check
// Knows how a page hears of what happens: one connection for all pages of a browser, and a word to
// the page when what it shows is not current: nothing was heard for too long, the hub has said that
// it could not work out what is new, or nobody is signed in any more.

import { heard } from "./clock.js";
import { listen } from "./feed_sharing.js";

const STALE_MS = 3000;
const SPREAD_MS = 300;

/**
 * What a page does with what it hears; `meta.seq` is the sequence of the newest fact, and who asks
 * for the page again does so some time within `meta.spreadMs`, not all phones at once.
 * @typedef {{seq: number, spreadMs: number}} Meta
 * @typedef {{
 *   snapshot?: (view: any, meta: Meta) => void,
 *   live?: (live: any, meta: Meta) => void,
 *   part?: (name: string, view: any, meta: Meta) => void,
 *   stale?: (seconds: number | null, trouble: Trouble | null) => void,
 * }} Handlers
 */

/**
 * Why what is shown is not current, and since when; `says` are the words of the hub, by language.
 * @typedef {{why: "silent" | "fault" | "signed-out", seconds: number, says?: Record<string, string>}} Trouble
 */

/**
 * Listen to a stream, as long as the page is open.
 * @param {string} stream "public" or "officials"
 * @param {Handlers} handlers
 */
export function connect(stream, handlers) {
  let heardAt = performance.now();
  let stale = false;
  /** @type {{why: "fault" | "signed-out", since: number, says?: Record<string, string>} | null} */
  let wrong = null;

  /** @param {import("./feed_source.js").Told} told */
  const take = ({ event, data, silentMs = 0 }) => {
    if (event === "signed-out") {
      wrong = { why: event, since: performance.now() };
      look();
      return;
    }
    heardAt = performance.now() - silentMs;
    heard(data.now_us, data.rate ?? 1);
    if (event === "fault") wrong = { why: event, since: heardAt, says: data.says };
    else if (event === "snapshot" || wrong?.why === "signed-out") wrong = null;
    look();
    const meta = { seq: data.seq, spreadMs: data.spread_ms ?? SPREAD_MS };
    if (event === "snapshot") handlers.snapshot?.(data.view, meta);
    else if (event === "live") handlers.live?.(data.live, meta);
    else if (event === "part") handlers.part?.(data.part, data.view, meta);
  };

  /** @returns {Trouble | null} */
  const trouble = () => {
    const now = performance.now();
    if (wrong?.why !== "signed-out" && now - heardAt >= STALE_MS) {
      return { why: "silent", seconds: Math.floor((now - heardAt) / 1000) };
    }
    return wrong && { why: wrong.why, seconds: Math.floor((now - wrong.since) / 1000), says: wrong.says };
  };

  const look = () => {
    const now = trouble();
    if (!now && !stale) return;
    stale = now !== null;
    handlers.stale?.(now ? now.seconds : null, now);
    document.dispatchEvent(new CustomEvent("halflap-stale", { detail: now }));
  };

  setInterval(look, 250);

  shared(stream, take);
}

/**
 * By a shared worker; else as the pages of the browser can share otherwise.
 * @param {string} stream
 * @param {(told: import("./feed_source.js").Told) => void} take
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
