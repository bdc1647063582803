// @ts-check
// Knows the earlier runs of the heat: each can be read on the strip, until something comes of the run
// that is on now.

import { word } from "../words.js";
import { answered, refusal } from "./acts.js";
import { at, keycap, make } from "./dom.js";
import { keyOf, printed } from "./keys.js";
import { on, state, tell } from "./state.js";

const PATIENCE_MS = 5000;

/** @typedef {import("./types.js").Strip} Strip */
/** @typedef {import("./types.js").RunAt} RunAt */
/** @typedef {{strip: Strip, rows: Map<number, import("./types.js").Row>, seen: string}} Past */

/** Keep it up to date. */
export function earlier() {
  for (const button of document.querySelectorAll("[data-run]")) {
    const back = /** @type {HTMLElement} */ (button).dataset.run === "earlier";
    button.addEventListener("click", () => stepRun(back ? -1 : 1));
  }
  on("strip", () => {
    if (state.past && state.past.seen !== seen()) toNow();
    else show();
  });
  on("keys", show);
  on("past", show);
  show();
}

/** What has come of the run that is on now: another run, or an impulse, and it is shown again. */
function seen() {
  const own = [...state.rows.values()].filter((row) => !row.marks.includes("outside"));
  return `${state.strip.run} ${Math.max(0, ...own.map((row) => row.number))}`;
}

/** Show the run that is on now. */
export function toNow() {
  state.past = null;
  tell("past");
}

/**
 * Show the run before the one that is shown, or the one after it.
 * @param {-1 | 1} by
 */
export async function stepRun(by) {
  const now = state.strip.run;
  const shown = (state.past ?? state).strip.run;
  if (!now || !shown) return nothing(word("There is no run yet whose impulses could be shown."));
  const wanted = shown[3] + by;
  if (wanted < 1) return nothing(word("This heat has no earlier run."));
  if (wanted > now[3]) return nothing(word("This is the newest run of the heat."));
  if (wanted === now[3]) return toNow();
  const before = seen();
  const found = await stripOf(now, wanted);
  if (!found || before !== seen()) return; // the run that is on now went on meanwhile
  const rows = new Map(found.rows.map((row) => [row.number, row]));
  state.past = { strip: found, rows, seen: before };
  tell("past");
}

/**
 * The strip of a run of the heat; null, and said why, where there is no answer.
 * @param {RunAt} now
 * @param {number} wanted
 * @returns {Promise<Strip | null>}
 */
async function stripOf(now, wanted) {
  const [competition, phase, heat] = now.slice(0, 3).map((each) => encodeURIComponent(each));
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(`/api/v1/strip/${competition}/${phase}/${heat}/${wanted}`, { signal });
    const found = await answer.json();
    if (answer.ok) return found;
    answered(refusal(found.refused));
  } catch {
    answered({ ok: false, lines: [word("The hub does not answer: nothing was done.")], remedies: [] });
  }
  return null;
}

/** @param {string} line */
function nothing(line) {
  answered({ ok: true, lines: [line], remedies: [] });
}

function show() {
  const now = state.strip.run;
  at("runs").hidden = !now || now[3] < 2;
  const shown = state.past?.strip.run;
  at("strip-scroll").classList.toggle("past", Boolean(shown));
  const says = at("past");
  const words = shown
    ? word("Run {run} of heat {heat}, to be read only: run {now} is on now.", { run: shown[3], heat: shown[2], now: now?.[3] ?? 0 })
    : "";
  const back = shown ? [`${words} `, make("kbd", "", "Esc"), " ", keycap("later", printed(keyOf("later"))), ` ${word("come back to it.")}`] : [];
  if (says.dataset.says === words) return;
  says.dataset.says = words;
  says.replaceChildren(...back);
}
