// @ts-check
// Knows how one stream is listened to: an event source that is opened again whatever happens to it,
// and asking every few seconds where nobody more can be told. Runs in a page or in a worker.

const SILENCE_MS = 6000;
const AGAIN_MS = [500, 1500, 3000];
const POLL_MS = 2500;
const PATIENCE_MS = 5000;
const TRY_AGAIN_MS = 60_000;

/**
 * What came: the event, its data, and when by `performance.now()` of whoever listened.
 * @typedef {{event: string, data: any, at: number}} Heard
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

  /** Everything that is known, in the order in which it is to be told. @returns {Heard[]} */
  soFar() {
    return [...this.known.values()];
  }

  close() {
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
    for (const event of ["snapshot", "live", "part", "beat"]) {
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
  refused() {
    this.source = null;
    this.failed += 1;
    if (this.failed > AGAIN_MS.length) {
      this.polledSince = performance.now();
      this.poll();
      return;
    }
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
    await this.ask("", (data) => this.take("snapshot", data));
    this.due = setTimeout(() => this.poll(), POLL_MS * (0.8 + 0.4 * Math.random()));
  }

  /**
   * @private
   * @param {string} path
   * @param {(data: any) => void} take
   */
  async ask(path, take) {
    const address = `/api/v1/${this.stream}${path}`;
    /** @type {Record<string, string>} */
    const headers = this.tags[address] ? { "if-none-match": this.tags[address] } : {};
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS); // one that hangs would be the last
      const response = await fetch(address, { headers, cache: "no-store", signal });
      if (response.status === 304) {
        const now = Number(response.headers.get("x-halflap-now"));
        this.take("beat", { now_us: now });
      } else if (response.ok) {
        this.tags[address] = response.headers.get("etag") ?? "";
        take(await response.json());
      }
    } catch {
      // no network: what is shown says how old it is
    }
  }

  /**
   * @private
   * @param {string} event
   * @param {any} data
   */
  take(event, data) {
    this.heardAt = performance.now();
    const heard = { event, data, at: this.heardAt };
    if (event === "snapshot") this.known.clear();
    if (event !== "beat") {
      const key = event === "part" ? `part ${data.part}` : event;
      this.known.delete(key);
      this.known.set(key, heard);
    }
    this.tell(heard);
  }
}
