// @ts-check
// Knows how a command is given to the meet: once, however often the network has to be asked; within
// ten seconds of the press or not at all; and the page always learns which.

import { hubNow, inHubUs, isKnown } from "./clock.js";

/** @typedef {Record<string, string>} Text */
/** @typedef {{code: string, text: Text, remedy: Text}} Why */
/** @typedef {{facts: number[], again: boolean, remarks: Text[], seq: number}} Answered */
/** @typedef {{changes: Text[], remarks: Text[]}} Previewed */
/** @typedef {{at: number, wall: number}} Press when something was pressed, by both clocks of this device */
/** @typedef {"asked" | "late" | "signed-out"} Waiting what is known while there is no answer yet */
/** @typedef {{expects?: number, press?: Press, whileWaiting?: (now: Waiting) => void}} Options */
/** @typedef {{status: number, body: any}} Heard `status` 0: there was no answer */

export const IN_TIME_MS = 10_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 4000;
const PREVIEWS = 4;
const PATIENCE_MS = 5000;

/** Who is asked for a sign-in, or told to wait, hears nothing of what became of the command. */
const NO_WORD_OF_IT = [401, 403, 429];

/** Nothing was done; `whys` say why, and what to do. */
export class Refused extends Error {
  /** @param {Why[]} whys @param {number} status */
  constructor(whys, status) {
    super(whys.map((each) => each.text.en).join(" "));
    this.whys = whys;
    this.status = status;
  }
}

/** There was no answer to a question that changes nothing. */
export class Unreached extends Error {}

/** @returns {Press} a press of this moment */
export function pressNow() {
  return { at: performance.now(), wall: Date.now() };
}

/**
 * How long ago that was. A device that slept may have stopped one clock, and the other may be set.
 * @param {Press} press
 * @returns {number} milliseconds
 */
export function since(press) {
  return Math.max(performance.now() - press.at, Date.now() - press.wall);
}

/**
 * Give a command, and wait until it is known what became of it: done, or `Refused`. A retry carries
 * the same id, so it is never done twice; it carries the same deadline, so it is never done late.
 * @param {string} name @param {object} fields @param {Options} [options]
 * @returns {Promise<Answered>}
 */
export async function give(name, fields, options = {}) {
  const press = options.press ?? pressNow();
  const leftUs = () => Math.floor(inHubUs(IN_TIME_MS - since(press)));
  const expects = options.expects === undefined ? null : { seq: options.expects };
  // Who does not know the hub's clock is told it by the refusal.
  let until_us = isKnown() ? Math.floor(hubNow()) + leftUs() : 0;
  let wait = FIRST_WAIT_MS;
  let inDoubt = false;
  let jumped = false;
  /** @type {Why[]} what has hindered the hub so far */
  let hindered = [];
  const id = newId();
  for (;;) {
    const { status, body } = await post(at(name), { id, command: fields, expects, until_us });
    if (status === 200) return body;
    /** @type {Why[]} */
    const whys = body?.refused ?? [];
    const isLate = whys.some((each) => each.code === "late");
    if (isLate && !jumped && leftUs() > 0) {
      jumped = true; // the hub's clock was set: the ten seconds are counted from there
      until_us = body.now_us + leftUs();
      continue;
    }
    if (isLate) throw new Refused([...whys, ...hindered], status);
    const says = status >= 400 && status < 500 && whys.length > 0;
    if (says && !(inDoubt && NO_WORD_OF_IT.includes(status))) throw new Refused(whys, status);
    inDoubt = true;
    if (status >= 500) hindered = whys;
    options.whileWaiting?.(status === 401 ? "signed-out" : leftUs() > 0 ? "asked" : "late");
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  }
}

/**
 * What a command would change; nothing is done.
 * @param {string} name
 * @param {object} fields
 * @returns {Promise<Previewed>}
 */
export async function preview(name, fields) {
  for (let times = 1; times <= PREVIEWS; times += 1) {
    const { status, body } = await post(at(name), { id: newId(), command: fields, dry_run: true });
    if (status === 200) return body;
    if (status >= 400 && status < 500 && body?.refused) throw new Refused(body.refused, status);
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS));
  }
  throw new Unreached(name);
}

/** @param {string} name */
function at(name) {
  return `/api/v1/commands/${name}`;
}

/**
 * Post once.
 * @param {string} path @param {unknown} body
 * @returns {Promise<Heard>}
 */
export async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-halflap": "1" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return { status: 0, body: null };
  }
}

/** A page that came over plain HTTP has no `crypto.randomUUID`. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}
