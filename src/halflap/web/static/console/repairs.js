// @ts-check
// Knows how a person puts right what the sensors got wrong: each repair shows what it changes
// before it is accepted.

import { word } from "../words.js";
import { answered, refusal } from "./acts.js";
import { at, write, writeLines } from "./dom.js";
import { toNow } from "./earlier.js";
import { startAt, startFrom, whyNoStart } from "./missed_start.js";
import { given, tried } from "./giving.js";
import { on, said, state } from "./state.js";
import { pick, picked } from "./strip.js";

/** What is done when it is accepted. @type {import("./types.js").Given[] | null} */
let waiting = null;
/** The newest fact that was shown when its preview was asked for. */
let newest = 0;
/** How many previews were asked for. */
let asked = 0;
/** The one that is on its way: what comes of another comes too late. 0: none. */
let trying = 0;
/** Which repair the form is for. */
let form = "";
/** The run whose impulses are repaired. */
let run = "";

const IMPULSE = ["attach-home", "attach-back", "stray", "pull"];
export const REPAIRS = [...IMPULSE, "insert", "take", "limits", "start"];

/** Put the repairs to work. */
export function repairs() {
  for (const button of document.querySelectorAll("[data-repair]")) {
    button.addEventListener("click", () => repair(/** @type {HTMLElement} */ (button).dataset.repair ?? ""));
  }
  at("repair-form").addEventListener("submit", (event) => {
    event.preventDefault();
    fromForm();
  });
  at("repair-form").addEventListener("input", () => {
    waiting = null; // what was shown, or wrong, was of another text
    trying = 0;
    at("preview").hidden = true;
  });
  at("accept").addEventListener("click", accept);
  at("leave").addEventListener("click", leave);
  at("leave-form").addEventListener("click", leave);
  on("picked", offer);
  on("strip", offer);
  on("strip", leaveOther);
  on("past", offer);
  on("console", offer);
  offer();
}

/** A repair that nobody has accepted is left with its run. */
function leaveOther() {
  const now = String(state.strip.run);
  if (now === run) return;
  run = now;
  if (!undecided()) return;
  leave();
  answered({ ok: false, lines: [word("Another run is shown: the repair was left, nothing was changed.")], remedies: [] });
}

/** What can be repaired now. */
function offer() {
  const row = picked();
  const whys = new Set();
  for (const button of document.querySelectorAll("[data-repair]")) {
    const name = /** @type {HTMLElement} */ (button).dataset.repair ?? "";
    const off = Boolean(whyNot(name, row));
    button.setAttribute("aria-disabled", String(off));
    if (off) button.setAttribute("aria-describedby", "why-repairs");
    else button.removeAttribute("aria-describedby");
    if (off) whys.add(whyNot(name, row));
  }
  const why = [...whys].join(" ");
  if (at("why-repairs").textContent !== why) at("why-repairs").textContent = why;
}

/**
 * @param {string} name
 * @param {import("./types.js").Row | null} row the impulse that is chosen
 * @returns {string} why it is not possible now, or nothing
 */
function whyNot(name, row) {
  if (state.past) return word("An earlier run is shown, to be read only: Esc comes back to the run now.");
  if (name === "start") return whyNoStart();
  if (!state.strip.run) return word("There is no run yet whose impulses could be repaired.");
  if (!IMPULSE.includes(name) || (row && row.number > 0)) return "";
  return word("Choose an impulse on the strip first: the arrow keys walk through it.");
}

/** @returns {Record<string, unknown>} the run that is repaired, as commands name it */
function ofRun() {
  const [competition, phase, heat, run] = state.strip.run ?? ["", "", "", 0];
  return { competition, phase, heat, run };
}

/** @param {string} name */
export function repair(name) {
  const row = picked();
  const why = whyNot(name, row);
  if (why) {
    answered({ ok: false, lines: [why], remedies: [] });
    return;
  }
  leave();
  const impulse = row?.number ?? 0;
  if (name === "stray") show("MarkStray", { ...ofRun(), impulse });
  else if (name === "pull") show("PullImpulses", { ...ofRun(), impulses: [impulse] });
  else if (name === "start" && row && row.number > 0) showStart(startFrom(row));
  else openForm(name);
}

/** @param {string} name */
function openForm(name) {
  const holder = /** @type {HTMLFormElement} */ (at("repair-form"));
  const kind = name.startsWith("attach") ? "attach" : name;
  form = name;
  for (const label of holder.querySelectorAll("[data-of]")) {
    const of = /** @type {HTMLElement} */ (label).dataset.of ?? "";
    /** @type {HTMLElement} */ (label).hidden = !of.split(" ").includes(kind);
  }
  const select = /** @type {HTMLSelectElement} */ (holder.elements.namedItem("source"));
  select.replaceChildren(...state.devices.map((each) => new Option(each.name, each.name)));
  holder.hidden = false;
  const row = picked();
  // Of the other rider it was another half lap: left open, it is put where it fits.
  const same = row?.of && name === `attach-${row.of}`;
  if (kind === "attach") field("half_lap").value = same && row.half_lap ? String(row.half_lap) : "";
  const gap = kind === "insert" ? missing() : undefined;
  if (gap) {
    field("rider").value = gap.side;
    field("half_lap").value = String(gap.n);
    field("time").focus();
    return;
  }
  /** @type {HTMLElement | null} */ (holder.querySelector("label:not([hidden]) :is(input, select)"))?.focus();
}

/** The first half lap that a rider ended and nobody saw. */
function missing() {
  const gaps = (state.live?.rides ?? []).flatMap(({ side, splits }) => {
    const seen = splits.filter((each) => each.us !== null).map((each) => each.n);
    const last = Math.max(0, ...seen);
    const n = Array.from({ length: last }, (_, before) => before + 1).find((each) => !seen.includes(each));
    return n ? [{ side, n }] : [];
  });
  return gaps.sort((one, other) => one.n - other.n)[0];
}

/** @param {string} name @returns {HTMLInputElement} */
function field(name) {
  const holder = /** @type {HTMLFormElement} */ (at("repair-form"));
  return /** @type {HTMLInputElement} */ (holder.elements.namedItem(name));
}

function fromForm() {
  const of = ofRun();
  const half_lap = whole(field("half_lap").value);
  if (form.startsWith("attach")) {
    const rider = form === "attach-home" ? "home" : "back";
    show("AttachImpulse", { ...of, impulse: picked()?.number ?? 0, rider, half_lap });
  } else if (form === "insert") {
    const time = readTime(field("time").value);
    if (!time || half_lap === null) {
      say(word("Give the half lap and its time since the gun, such as 1:03.22."));
      return;
    }
    show("InsertSplit", { ...of, rider: field("rider").value, half_lap, ...time, source: field("source_kind").value });
  } else if (form === "take") {
    const from = readTime(field("from").value || "0");
    const until = readTime(field("until").value || "3600");
    if (!from || !until) {
      say(word("Give seconds since the gun, such as 63.2."));
      return;
    }
    show("TakeFromSource", { ...of, source: field("source").value, from_us: from.us, until_us: until.us });
  } else if (form === "start") {
    const start = startAt(field("shown").value);
    if (start) showStart(start);
    else say(word("Give what the clock of the device showed at the start, such as 10:00:07.01. If it has sent nothing yet, trip an input."));
  } else {
    const [first, half] = [readTime(field("first").value), readTime(field("half").value)];
    show("ChangeSettings", { ...of, first_us: first?.us ?? null, half_lap_us: half?.us ?? null });
  }
}

/** @param {string} text @returns {number | null} */
function whole(text) {
  return /^\d+$/.test(text.trim()) ? Number(text) : null;
}

/**
 * A time as people write it, with the decimals that it is known to.
 * @param {string} text
 * @returns {{us: number, digits: number} | null}
 */
export function readTime(text) {
  const found = /^(?:(\d+):)?(\d+)(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!found) return null;
  const [, minutes = "0", seconds = "0", decimals = ""] = found;
  const us = (Number(minutes) * 60 + Number(seconds)) * 1e6 + Number(decimals.padEnd(6, "0"));
  return { us, digits: decimals.length };
}

/** @param {string} line */
function say(line) {
  write(at("preview-head"), line);
  writeLines(at("preview-list"), []);
  at("preview").hidden = false;
  at("accept").hidden = true;
}

/** @param {import("./missed_start.js").Recovery} start */
function showStart({ commands, says }) {
  const last = commands[commands.length - 1];
  if (last) show(last.name, last.fields, says, commands);
}

/**
 * Show what a repair would change; nothing is kept.
 * @param {string} name
 * @param {Record<string, unknown>} fields
 * @param {string} says
 * @param {import("./types.js").Given[]} commands all that is then done
 */
async function show(name, fields, says = word("This would change:"), commands = [{ name, fields }]) {
  asked += 1;
  const mine = asked;
  trying = mine;
  const then = state.seq;
  const answer = await tried(name, fields);
  if (trying !== mine) return;
  trying = 0;
  if (answer.refused) {
    waiting = null;
    say(answer.refused.map((each) => `${said(each.text)} ${said(each.remedy)}`).join(" "));
    return;
  }
  waiting = commands;
  newest = then;
  say(says);
  const lines = [...answer.remarks, ...answer.changes].map(said);
  writeLines(at("preview-list"), lines.length > 0 ? lines : [word("No split changes.")]);
  at("accept").hidden = false;
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
}

/** @returns {boolean} whether a repair waits for a yes or a no */
export function undecided() {
  return trying > 0 || !at("preview").hidden || !at("repair-form").hidden;
}

/** The repair is accepted as it was shown. */
export async function accept() {
  const commands = waiting;
  if (!commands) return;
  leave();
  /** @type {string[]} */
  const lines = [];
  for (const { name, fields } of commands) {
    const answer = await given(name, fields, newest);
    if (answer.refused) return answered(refusal(answer.refused, lines));
    lines.push(...answer.remarks.map(said));
  }
  answered({ ok: true, lines, remedies: [] });
}

/** Everything stays as it is. */
export function leave() {
  waiting = null;
  trying = 0;
  at("preview").hidden = true;
  at("repair-form").hidden = true;
}

/** Leave what is open: the repair first, then the chosen impulse. */
export function escape() {
  if (undecided()) leave();
  else if (state.past) toNow();
  else pick(null);
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
}
