// @ts-check
// Knows what the hub has told so far, and tells whoever listens which part of it changed.

import { word } from "../words.js";

/** @typedef {import("./types.js").Officials} Officials */

const language = document.documentElement.lang || "en";

/**
 * What is known; `past` is the earlier run that is shown on the strip instead, `seq` the newest fact.
 */
export const state = {
  /** @type {import("./types.js").ConsoleNow | null} */ console: null,
  /** @type {import("./types.js").Strip} */
  strip: { run: null, riders: [], half_laps: 0, reset: true, count: 0, earlier: 0, rows: [] },
  /** @type {Map<number, import("./types.js").Row>} */ rows: new Map(),
  /** @type {import("./types.js").Device[]} */ devices: [],
  /** @type {import("./types.js").Live | null} */ live: null,
  /** @type {import("../presence.js").Operator[]} */ operators: [],
  /** @type {import("./earlier.js").Past | null} */ past: null,
  seq: 0,
};

/** @type {Record<string, (() => void)[]>} */
const listeners = {};

/**
 * Call something whenever a part has changed: "console", "strip", "devices", "live".
 * @param {string} part
 * @param {() => void} listener
 */
export function on(part, listener) {
  (listeners[part] ??= []).push(listener);
}

/** @param {string} part */
export function tell(part) {
  for (const listener of listeners[part] ?? []) listener();
}

/**
 * A sentence in the language of the page.
 * @param {import("./types.js").Text | null | undefined} text
 * @returns {string}
 */
export function said(text) {
  return text ? (text[language] ?? text.en ?? "") : "";
}

/**
 * What a press would do, in words that nobody takes for done.
 * @param {import("./types.js").Text[]} does
 * @returns {string[]}
 */
export function would(does) {
  return does.length > 0 ? [word("would: {what}", { what: said(does[0]) }), ...does.slice(1).map(said)] : [];
}

/**
 * One part as it is now.
 * @param {string} name
 * @param {any} view
 */
export function take(name, view) {
  if (name === "strip") takeStrip(view);
  else if (name === "devices") state.devices = view.devices;
  else if (name === "console") state.console = view;
  else if (name === "live") state.live = view;
  else if (name === "operators") state.operators = view.operators;
  else return;
  tell(name);
}

/** @param {Officials} whole */
export function takeAll(whole) {
  take("console", whole.console);
  take("strip", whole.strip);
  take("devices", whole.devices);
  take("live", whole.live);
  take("operators", whole);
}

/** @param {import("./types.js").Strip} strip */
function takeStrip(strip) {
  if (!strip.reset && strip.count > state.strip.count + 1) again();
  if (strip.reset) state.rows = new Map();
  state.strip = strip;
  for (const row of strip.rows) state.rows.set(row.number, row);
}

/** Some rows were missed: the hub is asked for all of them. */
async function again() {
  const answer = await fetch("/api/v1/officials");
  if (answer.ok) take("strip", (await answer.json()).view.strip);
}
