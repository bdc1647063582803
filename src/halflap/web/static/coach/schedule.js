// @ts-check
// Knows what a coach's schedule is made of: the times that were typed, as targets in microseconds at
// the end of every half lap. It is made as `halflap schedule` makes it, and kept on this device.

import { word } from "../words.js";

const SHORTEST_US = 1_000_000;
const LONGEST_US = 600_000_000;

/** As typed; `unit` is "laps" or "half-laps".
 * @typedef {{unit: string, first: string, further: string, total: string}} Typed */
/** `targets` by half lap, null where none is known; else what is wrong, by field.
 * @typedef {{targets: (number | null)[] | null, faults: Partial<Record<"first" | "further" | "total", string>>}} Made */

/**
 * A typed time in microseconds: 20.1, 20,1, 4:15 or 1:05.25; null if it is none.
 * @param {string} text
 * @returns {number | null}
 */
export function microseconds(text) {
  const found = /^(?:(\d{1,2}):(?=\d\d(?:[.,]|$)))?(\d{1,3})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!found) return null;
  const [, minutes, seconds, decimals] = found;
  if (minutes && Number(seconds) > 59) return null;
  const whole = Number(minutes ?? 0) * 60 + Number(seconds);
  return whole * 1_000_000 + Number((decimals ?? "").padEnd(6, "0"));
}

/**
 * The schedule of a ride of so many half laps.
 * @param {Typed} typed
 * @param {number} halfLaps
 * @returns {Made}
 */
export function made(typed, halfLaps) {
  /** @type {Made["faults"]} */
  const faults = {};
  const first = ridable(typed.first, "first", faults);
  const further = typed.further ? ridable(typed.further, "further", faults) : null;
  const total = typed.total ? written(typed.total, "total", faults) : null;
  if (!typed.first) faults.first = word("Give the first one: from a standing start it is slower.");
  if (!typed.further && !typed.total) faults.further = word("Give each further one, or the time in all.");
  if (typed.further && typed.total) faults.further = word("Give this or the time in all, not both.");
  const each = typed.unit === "half-laps" ? 1 : 2;
  const left = halfLaps - each;
  if (first !== null && total !== null && !faults.further && !restRidable(total - first, left, each)) {
    faults.total = word("The rest cannot be ridden in that: give the time of the whole ride, such as 4:15.");
  }
  if (first === null || Object.keys(faults).length > 0) return { targets: null, faults };
  const [rest, parts] = further !== null ? [further, each] : [(total ?? first) - first, left];
  const targets = each === 2 ? [null, first] : [first];
  for (let n = 1; n <= left; n += 1) targets.push(first + Math.floor((rest * n) / parts));
  return { targets: targets.slice(0, halfLaps), faults };
}

/**
 * @param {string} text
 * @param {"first" | "further" | "total"} field
 * @param {Made["faults"]} faults
 */
function written(text, field, faults) {
  const us = microseconds(text);
  if (us === null && text) {
    faults[field] = word("“{text}” is not a time: write seconds such as 20.1, or 4:15.", { text });
  }
  return us;
}

/**
 * @param {string} text
 * @param {"first" | "further"} field
 * @param {Made["faults"]} faults
 */
function ridable(text, field, faults) {
  const us = written(text, field, faults);
  if (us !== null && (us < SHORTEST_US || us > LONGEST_US)) {
    faults[field] = word("That cannot be ridden: give 1 to 600 seconds.");
  }
  return us;
}

/** @param {number} us @param {number} left half laps @param {number} each half laps in one part */
function restRidable(us, left, each) {
  if (left <= 0) return false;
  const part = Math.floor(us / left) * each;
  return part >= SHORTEST_US && part <= LONGEST_US;
}

/** @param {string} key @returns {Typed | null} what was typed on this device before */
export function kept(key) {
  try {
    const found = JSON.parse(localStorage.getItem(name(key)) ?? "null");
    return found && typeof found === "object" ? typedOf(found) : null;
  } catch {
    return null;
  }
}

/** @param {Record<string, unknown>} found @returns {Typed} */
function typedOf(found) {
  const text = (/** @type {string} */ field) => (typeof found[field] === "string" ? String(found[field]) : "");
  return { unit: text("unit"), first: text("first"), further: text("further"), total: text("total") };
}

/**
 * @param {string} key
 * @param {Typed | null} typed null: no schedule any more
 * @returns {boolean} whether the device keeps it
 */
export function keep(key, typed) {
  try {
    if (typed) localStorage.setItem(name(key), JSON.stringify(typed));
    else localStorage.removeItem(name(key));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} key */
function name(key) {
  return `halflap-schedule ${key}`;
}
