// @ts-check
// Knows how a command is given to the meet: once, however often the network has to be asked.

/** @typedef {Record<string, string>} Text */
/** @typedef {{code: string, text: Text, remedy: Text}} Why */
/** @typedef {{facts: number[], again: boolean, remarks: Text[], seq: number}} Answered */
/** @typedef {{changes: Text[], remarks: Text[]}} Previewed */
/** @typedef {{expects?: number, onRetry?: (times: number) => void}} Options */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 4000;
const TRIES = 12;
const PATIENCE_MS = 5000;

/** Nothing was done; `whys` say why, and what to do. */
export class Refused extends Error {
  /** @param {Why[]} whys @param {number} status */
  constructor(whys, status) {
    super(whys.map((each) => each.text.en).join(" "));
    this.whys = whys;
    this.status = status;
  }
}

/** Nobody knows whether it was done: the network is gone. */
export class Unreached extends Error {}

/**
 * Give a command. A retry carries the same id, so it is never done twice.
 * @param {string} name @param {object} fields @param {Options} [options]
 * @returns {Promise<Answered>}
 */
export async function give(name, fields, options = {}) {
  const body = { id: newId(), command: fields, expects: expected(options) };
  return posted(name, body, options);
}

/**
 * What a command would change; nothing is done.
 * @param {string} name @param {object} fields
 * @returns {Promise<Previewed>}
 */
export async function preview(name, fields) {
  return posted(name, { id: newId(), command: fields, dry_run: true }, {});
}

/** @param {Options} options */
function expected(options) {
  return options.expects === undefined ? null : { seq: options.expects };
}

/** @param {string} name @param {object} body @param {Options} options @returns {Promise<any>} */
async function posted(name, body, options) {
  let wait = FIRST_WAIT_MS;
  for (let times = 1; times <= TRIES; times += 1) {
    try {
      const response = await fetch(`/api/v1/commands/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-halflap": "1" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const answer = await response.json();
      if (response.ok) return answer;
      if (response.status < 500) throw new Refused(answer.refused, response.status);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    options.onRetry?.(times);
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  }
  throw new Unreached(name);
}

/** A page that came over plain HTTP has no `crypto.randomUUID`. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}
