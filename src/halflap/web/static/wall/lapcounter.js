// @ts-check
/**
 * Knows how a lap counter turns. What it shows, and what it will show by time if its rider is not
 * seen, comes from the hub; here it is only done at the right moment. Within a run it never shows
 * more laps than it has shown, unless somebody sets it.
 */

import { hubNow } from "../clock.js";
import { word } from "../words.js";
import { enter, ordered } from "./display.js";
import { keepFitting, put } from "./fit.js";
import { live as follow } from "./following.js";
import { Sound } from "./sound.js";

/** @typedef {{at_us: number, laps: number}} Turn */
/** @typedef {{line: string, bib: number | null, laps: number | null, half_lap: number, turns: Turn[],
 *   bell_us: number | null, set_to: number | null, set_at: number | null}} Counter */

/** A bell is rung only by a page that was there when the last lap began. */
const LATE_US = 5_000_000;
const LOOK_MS = 50;

/** What a counter shows so long after the gun. @param {Counter} counter @param {number} since */
export function shows(counter, since) {
  let laps = counter.laps;
  for (const turn of counter.turns) if (turn.at_us <= since) laps = turn.laps;
  return laps;
}

class Line {
  /** @param {HTMLElement} element @param {Sound} sound */
  constructor(element, sound) {
    this.element = element;
    this.sound = sound;
    this.name = element.dataset.line ?? "";
    this.laps = /** @type {HTMLElement} */ (element.querySelector("[data-laps]"));
    this.whose = element.querySelector("[data-whose]");
    this.last = /** @type {HTMLElement} */ (element.querySelector("[data-last]"));
    /** @type {number | null} */
    this.shown = null;
    this.of = "";
    this.rung = "";
  }

  /** @param {any} live @param {number} since microseconds since the gun */
  show(live, since) {
    /** @type {Counter | undefined} */
    const counter = live?.counters?.find((/** @type {Counter} */ each) => each.line === this.name);
    const run = live ? `${live.competition}/${live.phase}/${live.heat}/${live.run}` : "";
    const of = `${run} ${counter?.set_to} ${counter?.set_at}`;
    let laps = counter ? shows(counter, since) : null;
    if (of === this.of && laps !== null && this.shown !== null) laps = Math.min(laps, this.shown);
    this.of = of;
    this.shown = laps;
    put(this.laps, laps === null ? "" : String(laps));
    this.laps.dataset.digits = String(String(laps ?? "").length);
    const rider = live?.riders?.find((/** @type {any} */ each) => each.bib === counter?.bib);
    put(this.whose, rider && laps !== null ? `${rider.bib} ${rider.name}` : "");
    const bell = laps !== null ? (counter?.bell_us ?? null) : null;
    const begun = bell !== null && since >= bell;
    this.element.dataset.bell = begun ? "rung" : "no";
    this.last.hidden = !begun;
    if (begun && since < bell + LATE_US && this.rung !== run) {
      this.rung = run;
      this.ring();
    }
  }

  ring() {
    this.element.dataset.ringing = "";
    this.element.addEventListener("animationend", () => delete this.element.dataset.ringing, {
      once: true,
    });
    this.sound.bell("bell");
  }
}

const sound = new Sound(/** @type {HTMLElement} */ (document.getElementById("tools")), {
  bell: word("Bell"),
});
const lines = [...document.querySelectorAll("[data-line]")].map(
  (element) => new Line(/** @type {HTMLElement} */ (element), sound),
);
/** @type {any} */
let now = null;
let heard = false;

function look() {
  if (!heard) return;
  const since = now?.gun_us == null ? 0 : hubNow() - now.gun_us;
  for (const line of lines) line.show(now, since);
}

/** @param {any} live */
function told(live) {
  now = live;
  heard = true;
  look();
}

follow({ live: told, ordered });
setInterval(look, LOOK_MS);
keepFitting();
enter();
