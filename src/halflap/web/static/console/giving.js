// @ts-check
// Knows how the console gives commands and presses, and what has become of them: done, or why not.

import { IN_TIME_MS, Refused, Unreached, give, post, pressNow, preview, since } from "../commands.js";
import { word } from "../words.js";
import { state } from "./state.js";

const AGAIN_MS = 1000;

/** @typedef {import("./types.js").Text} Text */
/** @typedef {{code: string, text: Text, remedy: Text, action?: string | null}} Reason */
/** @typedef {{refused: Reason[] | null, remarks: Text[], changes: Text[]}} Outcome */

/** @type {(now: import("../commands.js").Waiting) => void} what is done while the hub does not answer */
let waiting = () => {};

/** @param {(now: import("../commands.js").Waiting) => void} listener */
export function whileWaiting(listener) {
  waiting = listener;
}

/**
 * Give a command that rests on what was seen, and wait until it is known what became of it.
 * @param {string} name
 * @param {Record<string, unknown>} fields
 * @param {number} seen the newest fact that was shown when the command was chosen
 * @param {import("../commands.js").Press} [press]
 * @returns {Promise<Outcome>}
 */
export async function given(name, fields, seen, press) {
  return outcome(async () => {
    const answer = await give(name, fields, { expects: seen, press, whileWaiting: waiting });
    state.seq = Math.max(state.seq, answer.seq);
    return { refused: null, remarks: answer.remarks, changes: [] };
  });
}

/**
 * What a command would change; nothing is kept.
 * @param {string} name
 * @param {Record<string, unknown>} fields
 * @returns {Promise<Outcome>}
 */
export async function tried(name, fields) {
  return outcome(async () => {
    const answer = await preview(name, fields);
    return { refused: null, remarks: answer.remarks, changes: answer.changes };
  });
}

/**
 * Post to an address of the console's own that takes the same thing once, until it is known whether
 * it was taken, or until `patienceMs` are over.
 * @param {string} path
 * @param {unknown} value
 * @param {number} [patienceMs]
 * @returns {Promise<Outcome & {waited: boolean} | null>} null: there was no answer
 */
export async function posted(path, value, patienceMs = Infinity) {
  const press = pressNow();
  let waited = false;
  while (since(press) < patienceMs) {
    const { status, body } = await post(path, value);
    if (status >= 200 && status < 500 && body) {
      return { refused: body.refused ?? null, remarks: [], changes: [], waited };
    }
    waited = true;
    waiting(since(press) < IN_TIME_MS ? "asked" : "late");
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  return null;
}

/** @returns {Reason} why there is no preview */
function unanswered() {
  return {
    code: "unanswered",
    text: { en: word("The hub does not answer: nothing was done.") },
    remedy: { en: word("Wait for the connection, then look at what is awaited.") },
  };
}

/** @param {() => Promise<Outcome>} asked @returns {Promise<Outcome>} */
async function outcome(asked) {
  try {
    return await asked();
  } catch (error) {
    if (error instanceof Refused) return { refused: error.whys, remarks: [], changes: [] };
    if (!(error instanceof Unreached)) throw error;
    return { refused: [unanswered()], remarks: [], changes: [] };
  }
}
