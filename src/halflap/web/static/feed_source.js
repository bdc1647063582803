// @ts-check
// Knows how one stream is listened to: an event source that is opened again whatever happens to it,
// and asking every few seconds where nobody more can be told. Runs in a page or in a worker.

const SILENCE_MS = 6000;
const AGAIN_MS = [500, 1500, 3000];
const POLL_MS = 2500;
const PATIENCE_MS = 5000;
const TRY_AGAIN_MS = 60_000;

/** Who has signed in again, perhaps in another tab, is heard soon; another role is a rare thing. */
const SIGNED_OUT_MS = { 401: 5_000, 403: 60_000 };

/**
 * What came: the event, its data, and when by `performance.now()` of whoever listened. "signed-out"
 * is no event of the stream: it says that the stream is not for who asks.
 * @typedef {{event: string, data: any, at: number}} Heard
 */

/**
 * What is told: a message as of now, and how long nothing has been heard when it is told later.
 * @typedef {{event: string, data: any, silentMs?: number}} Told
 */

export class FeedSource {
  /**
   * @param {string} stream
   * @param {(heard: Heard) => void} tell
   */
  constructor(stream, tell) {
    this.stream = stream;
    this.tell = tell;
    this.last = "";
    this.failed = 0;
    this.heardAt = performance.now();
    this.spokeAt = performance.now();
    this.closed = false;
    this.signedOut = false;
    /** @type {EventSource | null} */
    this.source = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.due = undefined;
    this.polledSince = 0;
    /** @type {Record<string, string>} */
    this.tags = {};
    /** What came since the last snapshot, for whoever listens later. @type {Map<string, Heard>} */
    this.known = new Map();
    this.watch = setInterval(() => this.look(), 1000);
    this.open();
  }

  /**
   * Everything that is known, in the order in which it is to be told, for who comes later: the clock
   * has gone on, and nothing was heard since.
   * @returns {Told[]}
   */
  soFar() {
    const silentMs = performance.now() - this.spokeAt;
    return [...this.known.values()].map((heard) => ({ ...asOfNow(heard), silentMs }));
  }

  /** Somebody has opened another page: who was signed out may be signed in again. */
  again() {
    if (this.signedOut && !this.source) this.refused();
  }

  close() {
    this.closed = true;
    clearInterval(this.watch);
    clearTimeout(this.due);
    this.source?.close();
    this.source = null;
  }

  /** @private */
  open() {
    clearTimeout(this.due);
    this.source?.close();
    this.heardAt = performance.now();
    const query = this.last ? `?last=${encodeURIComponent(this.last)}` : "";
    const source = new EventSource(`/events/${this.stream}${query}`);
    this.source = source;
    for (const event of ["snapshot", "live", "part", "beat", "fault"]) {
      source.addEventListener(event, (message) => {
        if (this.source !== source) return;
        this.failed = 0;
        if (message.lastEventId) this.last = message.lastEventId;
        this.take(event, JSON.parse(message.data));
      });
    }
    source.addEventListener("error", () => {
      if (this.source === source && source.readyState === EventSource.CLOSED) this.refused();
    });
  }

  /** The answer was no stream: too many listen, the server is another one, or somebody signed out. @private */
  async refused() {
    clearTimeout(this.due);
    this.source = null;
    if (this.stream !== "public" && (await this.ask()) && this.signedOut) return;
    if (this.closed) return;
    this.failed += 1;
    if (this.failed > AGAIN_MS.length) {
      this.polledSince = performance.now();
      this.poll();
      return;
    }
    clearTimeout(this.due); // two may have asked
    this.due = setTimeout(() => this.open(), AGAIN_MS[this.failed - 1] * (0.5 + Math.random()));
  }

  /** A connection that says nothing is dead, whatever the browser believes. @private */
  look() {
    if (this.source && performance.now() - this.heardAt > SILENCE_MS) this.open();
  }

  /** @private */
  async poll() {
    if (performance.now() - this.polledSince > TRY_AGAIN_MS) {
      this.failed = 0;
      this.open();
      return;
    }
    await this.ask();
    if (this.closed || this.signedOut) return;
    this.due = setTimeout(() => this.poll(), POLL_MS * (0.8 + 0.4 * Math.random()));
  }

  /**
   * Ask for everything.
   * @private
   * @returns {Promise<boolean>} whether there was an answer
   */
  async ask() {
    const address = `/api/v1/${this.stream}`;
    /** @type {Record<string, string>} */
    const headers = this.tags[address] ? { "if-none-match": this.tags[address] } : {};
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS); // one that hangs would be the last
      const response = await fetch(address, { headers, cache: "no-store", signal });
      const data = response.ok ? await response.json() : null;
      if (this.closed) return false;
      if (response.status === 401 || response.status === 403) {
        this.leftOut(SIGNED_OUT_MS[response.status]);
      } else if (response.status === 304) {
        const now = Number(response.headers.get("x-halflap-now"));
        const rate = Number(response.headers.get("x-halflap-rate") ?? 1);
        this.take("beat", { now_us: now, rate });
      } else if (data) {
        this.tags[address] = response.headers.get("etag") ?? "";
        this.take("snapshot", data);
      }
      return true;
    } catch {
      return false; // no network: what is shown says how old it is
    }
  }

  /**
   * The stream is not for who asks: that is said, and asked again later.
   * @private
   * @param {number} againMs
   */
  leftOut(againMs) {
    this.signedOut = true;
    this.failed = 0;
    this.last = "";
    this.tags = {};
    this.known.clear();
    const heard = { event: "signed-out", data: {}, at: performance.now() };
    this.known.set(heard.event, heard);
    this.tell(heard);
    clearTimeout(this.due);
    this.due = setTimeout(() => this.refused(), againMs);
  }

  /**
   * @private
   * @param {string} event
   * @param {any} data
   */
  take(event, data) {
    this.heardAt = performance.now();
    this.spokeAt = this.heardAt;
    this.signedOut = false;
    const heard = { event, data, at: this.heardAt };
    if (event === "snapshot") this.known.clear();
    this.known.delete("signed-out");
    if (event !== "beat") {
      const key = event === "part" ? `part ${data.part}` : event;
      this.known.delete(key);
      this.known.set(key, heard);
    }
    this.tell(heard);
  }
}

/**
 * A message as of now: who hears it later is told a clock that went on.
 * @param {Heard} heard
 * @returns {Told}
 */
export function asOfNow({ event, data, at }) {
  if (data.now_us === undefined) return { event, data };
  const passedUs = Math.round((performance.now() - at) * 1000 * (data.rate ?? 1));
  return { event, data: { ...data, now_us: data.now_us + passedUs } };
}
