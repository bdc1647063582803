// @ts-check
// Knows how a start is recovered whose gun did not come: from an impulse that did, or by what the clock
// of the device showed; and says how far it is to be trusted.

import { hubNow } from "../clock.js";
import { word } from "../words.js";
import { state } from "./state.js";

/** @typedef {import("./types.js").Given} Given */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {{commands: Given[], says: string}} Recovery */

const DAY_US = 86_400_000_000;

/** The run whose start was missed: the one that is armed or open, else the next heat. @returns {Place | null} */
function place() {
  const { run, next } = state.console ?? { run: null, next: null };
  return run && !run.level ? run : next;
}

/** @returns {string} why no start can be recovered now, or nothing */
export function whyNoStart() {
  return place() ? "" : word("No heat is left whose start could have been missed: draw the next phase.");
}

/**
 * The start was when this impulse came.
 * @param {import("./types.js").Row} row
 * @returns {Recovery}
 */
export function startFrom(row) {
  const values = { ...named(), number: row.number, time: row.time };
  const says = row.line === "gun"
    ? word("Heat {heat}, run {run}: its start is impulse {number} of the gun, at {time}.", values)
    : word("Heat {heat}, run {run}: its start is impulse {number}, at {time}, which is none of the gun: every time of the run is as doubtful as that.", values);
  return recovery({ impulse: row.number, reason: "start taken from an impulse" }, says);
}

/**
 * The start was when the clock of the device showed this.
 * @param {string} shown a time of day, such as 10:00:07.01
 * @returns {Recovery | null} null: that is no time of day, or no clock is known
 */
export function startAt(shown) {
  const found = /^(\d{1,2}):([0-5]\d):([0-5]\d)(?:[.,](\d{1,6}))?$/.exec(shown.trim());
  const offset = state.console?.offset_us ?? null;
  if (!found || offset === null || Number(found[1]) > 23) return null;
  const [, hours, minutes, seconds, decimals = ""] = found;
  const day = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e6 + Number(decimals.padEnd(6, "0"));
  const now = hubNow() + offset;
  const us = day + Math.floor((now - day + DAY_US / 2) / DAY_US) * DAY_US; // of the day that it is in
  const says = word("Heat {heat}, run {run}: its start is {time}, by hand: every time of the run is as doubtful as that.", { ...named(), time: shown.trim() });
  return recovery({ us, reason: "start by hand" }, says);
}

function named() {
  const found = place();
  return { heat: found?.label ?? found?.at[2] ?? "", run: found?.at[3] ?? 0 };
}

/** @param {Record<string, unknown>} fields @param {string} says @returns {Recovery} */
function recovery(fields, says) {
  const [competition, phase, heat, run] = place()?.at ?? ["", "", "", 0];
  /** @type {Given[]} */
  const commands = [{ name: "RecoverStart", fields: { competition, phase, heat, run, ...fields } }];
  const open = state.console?.run;
  if (open?.level) {
    const [of, its, heat_, number] = open.at;
    commands.unshift({ name: "CloseRun", fields: { competition: of, phase: its, heat: heat_, run: number } });
  }
  return { commands, says };
}
