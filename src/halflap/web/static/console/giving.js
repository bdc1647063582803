// @ts-check
// Knows how the console gives commands and presses, and what has become of them: done, or why not.

import { Refused, Unreached, give, preview } from "../commands.js";
import { word } from "../words.js";
import { state } from "./state.js";

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
 * Give a command that rests on what is shown now, and wait until it is known what became of it.
 * @param {string} name
 * @param {Record<string, unknown>} fields
 * @param {import("../commands.js").Press} [press]
 * @returns {Promise<Outcome>}
 */
export async function given(name, fields, press) {
  return outcome(async () => {
    const answer = await give(name, fields, { expects: state.seq, press, whileWaiting: waiting });
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
 * Post to the console's own address; a press that did not come through is not repeated.
 * @param {string} path
 * @param {unknown} value
 * @returns {Promise<Outcome>}
 */
export async function posted(path, value) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-halflap": "1" },
    body: JSON.stringify(value),
  });
  const answer = await response.json();
  return { refused: answer.refused ?? null, remarks: [], changes: [] };
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
