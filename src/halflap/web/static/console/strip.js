// @ts-check
// Knows the strip: every impulse as it came, the newest first, walked through with the arrows.

import { formatTime } from "../clock.js";
import { word } from "../words.js";
import { at, lamp, make, write } from "./dom.js";
import { on, said, state, tell } from "./state.js";

const MOST = 300;

/** @type {Map<number, HTMLElement>} */
let shown = new Map();
/** The impulse that is chosen; null: none. @type {number | null} */
let chosen = null;
/** The run whose impulses are shown. */
let run = "";

/** Keep the strip up to date. */
export function strip() {
  on("strip", show);
  on("past", show);
  at("strip-scroll").addEventListener("click", (event) => {
    const row = /** @type {HTMLElement} */ (event.target).closest("[data-number]");
    if (row) pick(Number(/** @type {HTMLElement} */ (row).dataset.number));
  });
}

/** @returns {import("./types.js").Row | null} the impulse that is chosen */
export function picked() {
  return chosen === null ? null : (view().rows.get(chosen) ?? null);
}

/** @returns {{strip: import("./types.js").Strip, rows: Map<number, import("./types.js").Row>}} what is shown */
function view() {
  return state.past ?? state;
}

function show() {
  const holder = at("strip-scroll");
  const { strip: told, rows } = view();
  const now = String(told.run);
  const other = now !== run; // what was chosen in one run is nothing to be repaired in the next
  const anew = other || told.reset;
  run = now;
  if (anew) {
    shown = new Map();
    holder.replaceChildren();
  }
  if (chosen !== null && (other || !rows.has(chosen))) pick(null);
  for (const row of anew ? rows.values() : told.rows) place(holder, row);
  while (shown.size > MOST) {
    const oldest = /** @type {HTMLElement} */ (holder.lastElementChild);
    shown.delete(Number(oldest.dataset.number));
    oldest.remove();
  }
  if (holder.children.length === 0) {
    holder.append(make("li", "soft nothing", word("No impulse has come yet.")));
  }
  if (chosen !== null) tell("picked");
}

/** @param {HTMLElement} holder @param {import("./types.js").Row} row */
function place(holder, row) {
  const made = element(row);
  const known = shown.get(row.number);
  holder.querySelector(".nothing")?.remove();
  if (known) {
    known.replaceWith(made);
  } else {
    const after = [...holder.children].find((each) => order(each) < orderOf(row));
    holder.insertBefore(made, after ?? null);
  }
  shown.set(row.number, made);
}

/** @param {Element} element_ */
function order(element_) {
  return Number(/** @type {HTMLElement} */ (element_).dataset.order);
}

/**
 * The newest came last; an inserted split never came, and stands above what was seen before it.
 * @param {import("./types.js").Row} row
 */
function orderOf(row) {
  if (row.number > 0) return row.number;
  const us = row.us ?? 0;
  const before = [...view().rows.values()].filter((each) => each.number > 0 && isOfRun(each) && (each.us ?? us + 1) <= us);
  return Math.max(0, ...before.map((each) => each.number)) + 0.5;
}

/** @param {import("./types.js").Row} row */
function isOfRun(row) {
  return !row.marks.includes("outside");
}

/** @param {import("./types.js").Row} row */
function element(row) {
  const nobody = !row.of;
  const sure = row.sure === null ? "" : `${Math.floor(row.sure / 10)}%`;
  const made = make("li", `impulse ${row.line}${nobody ? " nobody" : ""}`, [
    make("span", "no", row.number < 0 ? "＋" : String(row.number)),
    make("span", "line", lineWords(row.line)),
    make("span", "us", row.us === null ? row.time.replace(/(\.\d{3})\d+$/, "$1") : formatTime(row.us, row.us < 0 ? 3 : 4)),
    lamp(row.of),
    make("span", "taken", takenWords(row)),
    make("span", "sure", sure),
  ]);
  if (row.sure !== null && row.sure < 990) made.classList.add("unsure");
  for (const mark of row.marks) made.classList.add(`is-${mark}`);
  made.dataset.number = String(row.number);
  made.dataset.order = String(orderOf(row));
  made.id = `impulse-${row.number}`;
  if (row.number === chosen) made.setAttribute("aria-current", "true");
  return made;
}

/**
 * What an impulse is taken for, what was said of it, and its device where there are several.
 * @param {import("./types.js").Row} row
 * @returns {HTMLElement[]}
 */
function takenWords(row) {
  const what = row.of ? word("half lap {n}", { n: row.half_lap ?? 0 }) : said(row.why);
  const wheel = row.wheel === "rear" ? word("rear wheel") : "";
  const marks = row.marks.map(markWords).filter(Boolean).join(" · ");
  const parts = [make("span", "", [what, wheel].filter(Boolean).join(" · "))];
  if (marks) parts.push(make("span", "marks", what ? ` · ${marks}` : marks));
  if (state.devices.length > 1) parts.push(make("span", "source", ` · ${row.source}`));
  return parts;
}

/** @param {string} line */
function lineWords(line) {
  if (line === "home") return word("home");
  if (line === "back") return word("back");
  return line === "gun" ? word("gun") : line === "other" ? word("other") : word("by hand");
}

/** @param {string} mark */
export function markWords(mark) {
  switch (mark) {
    case "attached": return word("attached");
    case "stray": return word("stray");
    case "pulled": return word("pulled in");
    case "inserted": return word("inserted");
    case "outside": return word("outside");
    case "late": return word("late");
    case "hand": return word("by hand");
    case "memory": return word("from memory");
    case "again": return word("sent again");
    case "suspect": return word("suspect");
    case "revoked": return word("taken back");
    default: return "";
  }
}

/** @param {number | null} number */
export function pick(number) {
  shown.get(chosen ?? NaN)?.removeAttribute("aria-current");
  chosen = number;
  const now = number === null ? null : shown.get(number);
  now?.setAttribute("aria-current", "true");
  now?.scrollIntoView({ block: "nearest" });
  write(at("picked"), describe());
  tell("picked");
}

/** @returns {string} */
function describe() {
  const row = picked();
  if (!row) return word("No impulse is chosen.");
  const time = row.us === null ? row.time : formatTime(row.us, 4);
  const what = word("Impulse {number}, {line}, {time}", { number: row.number, line: lineWords(row.line), time });
  const more = takenWords(row).map((each) => each.textContent).join("");
  return more ? word("{what}: {more}", { what, more }) : what;
}

/**
 * Walk through the strip.
 * @param {string} key
 * @returns {boolean} whether it was for the strip
 */
export function walk(key) {
  const all = /** @type {HTMLElement[]} */ ([...at("strip-scroll").querySelectorAll("[data-number]")]);
  if (all.length === 0) return false;
  const now = all.findIndex((each) => Number(each.dataset.number) === chosen);
  const step = { ArrowDown: now + 1, ArrowUp: now < 0 ? 0 : now - 1, Home: 0, End: all.length - 1 }[key];
  if (step === undefined) return false;
  const next = all[Math.max(0, Math.min(all.length - 1, step))];
  pick(Number(next?.dataset.number));
  return true;
}
