// @ts-check
// Knows how a ride is put into the page: its figures, large, and a row for each half lap, the newest
// first. Every figure is a difference of times that are shown; what is not known is a dash.

import { formatGap, formatTime } from "../clock.js";
import { word } from "../words.js";

/** @typedef {(number | null)[]} Times */
/** @typedef {{state: string | null, done: number, half_laps: number, projected_us: number | null,
 *   splits_us: Times, opponent_us: Times, compared_us: Times, metres: string[]}} Figures */

/** @param {Times} times @param {number} n @returns {number | null} */
function at(times, n) {
  return n === 0 ? 0 : (times[n - 1] ?? null);
}

/** @param {number | null} us @param {number | null} other */
function less(us, other) {
  return us === null || other === null ? null : us - other;
}

/** @param {Figures} ride @param {number} n */
function lap(ride, n) {
  return n > 1 ? less(at(ride.splits_us, n), at(ride.splits_us, n - 2)) : null;
}

/** Show all of a ride. @param {Figures} ride @param {Times | null} schedule */
export function draw(ride, schedule) {
  figures(ride, schedule);
  const table = document.getElementById("laps");
  if (table instanceof HTMLTableElement) rows(table, ride, schedule);
}

// --- the figures

/** @param {Figures} ride @param {Times | null} schedule */
function figures(ride, schedule) {
  const { done, half_laps: all } = ride;
  const finished = done === all;
  const end = at(ride.splits_us, all);
  put("state", stateOf(ride.state, finished));
  place("state")?.classList.toggle("on", ["running", "one_finished"].includes(ride.state ?? "") && !finished);
  put("current", String(Math.min(done + 1, all)));
  put("laps", lapsOf(all - done));
  put("lap", formatTime(lap(ride, done)));
  put("half", formatTime(done ? less(at(ride.splits_us, done), at(ride.splits_us, done - 1)) : null));
  put("end", finished ? word("Finish") : word("Projected"));
  put("finish", finished && end === null ? word("being checked") : formatTime(end ?? ride.projected_us));
  const [common, gap] = lastCommon(ride.splits_us, ride.opponent_us);
  put("common", common && common !== done ? ` · ${word("half lap {n}", { n: common })}` : "");
  difference(place("opponent"), gap, "word");
  const figure = /** @type {HTMLElement | null} */ (document.querySelector('[data-figure="schedule"]'));
  if (figure) figure.hidden = schedule === null;
  difference(place("schedule"), lastCommon(ride.splits_us, schedule ?? [])[1], "word");
}

/** @param {string | null} state @param {boolean} finished */
function stateOf(state, finished) {
  if (state === null) return word("released");
  if (state === "armed") return word("at the start");
  if (state === "stopped") return word("stopped");
  return finished || state === "finished" ? word("over") : word("on the track");
}

/** @param {number} halfLaps */
function lapsOf(halfLaps) {
  return halfLaps === 1 ? "½" : `${Math.floor(halfLaps / 2)}${halfLaps % 2 ? "½" : ""}`;
}

/** The last half lap at which both are known, and how much later we were. @param {Times} ours @param {Times} theirs
 *  @returns {[number, number | null]} */
function lastCommon(ours, theirs) {
  for (let n = Math.min(ours.length, theirs.length); n > 0; n -= 1) {
    const us = less(at(ours, n), at(theirs, n));
    if (us !== null) return [n, us];
  }
  return [0, null];
}

/** @param {string} name @returns {HTMLElement | null} */
function place(name) {
  return document.querySelector(`#ride [data-value="${name}"]`);
}

/** @param {string} name @param {string} text */
function put(name, text) {
  write(place(name), text);
}

/** @param {Element | null} there @param {string} text */
function write(there, text) {
  if (there && there.textContent !== text) there.textContent = text;
}

/**
 * A difference with its sign, an arrow, and a word: seen where there is room for it.
 * @param {Element | null} there
 * @param {number | null} us
 * @param {"word" | "unseen"} [said]
 */
function difference(there, us, said = "unseen") {
  if (!there) return;
  if (us === null) {
    write(there, "–");
    return;
  }
  const [kind, arrow, name] =
    us > 0 ? ["slower", "▼", word("slower")] : us < 0 ? ["faster", "▲", word("faster")] : ["level", "=", word("level")];
  const text = `${arrow}${formatGap(us)} ${name}`;
  if (there.textContent === text) return;
  const whole = part(kind, "");
  const sign = part("", arrow);
  sign.setAttribute("aria-hidden", "true");
  whole.append(sign, `${formatGap(us)} `, part(said, name));
  there.replaceChildren(whole);
}

/** @param {string} kind @param {string} text */
function part(kind, text) {
  const made = document.createElement("span");
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}

// --- the table

/** @param {HTMLTableElement} table @param {Figures} ride @param {Times | null} schedule */
function rows(table, ride, schedule) {
  const body = table.tBodies[0];
  const columns = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.className);
  table.toggleAttribute("data-schedule", schedule !== null);
  for (let n = 1; n <= ride.done; n += 1) {
    let row = /** @type {HTMLTableRowElement | null} */ (body.querySelector(`[data-half-lap="${n}"]`));
    if (!row) {
      row = made(n, columns);
      body.prepend(row);
    }
    fill(row, n, ride, schedule);
  }
  for (const row of [...body.rows]) if (Number(row.dataset.halfLap) > ride.done) row.remove();
}

/** @param {number} n @param {string[]} columns */
function made(n, columns) {
  const row = document.createElement("tr");
  row.dataset.halfLap = String(n);
  columns.forEach((name, index) => {
    const cell = document.createElement(index ? "td" : "th");
    cell.className = name;
    if (cell.localName === "th") cell.setAttribute("scope", "row");
    row.append(cell);
  });
  return row;
}

/** @param {HTMLTableRowElement} row @param {number} n @param {Figures} ride @param {Times | null} schedule */
function fill(row, n, ride, schedule) {
  const cell = (/** @type {string} */ name) => row.querySelector(`.${name}`);
  const us = at(ride.splits_us, n);
  write(cell("n"), String(n));
  write(cell("m"), ride.metres[n - 1] ?? "");
  write(cell("us"), formatTime(us));
  write(cell("half"), formatTime(less(us, at(ride.splits_us, n - 1))));
  write(cell("whole"), formatTime(lap(ride, n)));
  difference(cell("schedule"), schedule ? less(us, at(schedule, n)) : null);
  difference(cell("opponent"), less(us, at(ride.opponent_us, n)));
  difference(cell("compared"), less(us, at(ride.compared_us, n)));
}
