// @ts-check
/**
 * Knows how the seconds to the start are shown and heard: by the clock of the hub, so that every
 * screen turns at the same moment, also one that was opened in between.
 */

import { formatTime, hubNow } from "../clock.js";
import { word } from "../words.js";
import { enter, ordered } from "./display.js";
import { keepFitting, put } from "./fit.js";
import { live as follow } from "./following.js";
import { heatOf } from "./ride.js";
import { Sound } from "./sound.js";

const SECOND_US = 1_000_000;
const LOOK_MS = 40;
const HEARD = 5;
const GO_US = 3 * SECOND_US;
const STOPPED_MS = 10_000;

const seconds = /** @type {HTMLElement} */ (document.querySelector("[data-seconds]"));
const left = /** @type {HTMLElement} */ (document.querySelector("[data-left]"));
const of = document.querySelector("[data-of]");
const sound = new Sound(/** @type {HTMLElement} */ (document.getElementById("tools")), {
  countdown: word("Last five seconds"),
});

/** @type {any} */
let live = null;
let heard = false;
let stopped = 0;
let beeped = "";

/** @param {string} text @param {string} state */
function say(text, state) {
  seconds.dataset.state = state;
  put(seconds, text);
}

function look() {
  if (!heard) return;
  let part = 0;
  if (live?.state === "armed") part = counting();
  else if (live?.state === "running" || live?.state === "one_finished") riding();
  else if (live?.state === "stopped") say(word("Stopped"), "word");
  else if (stopped > performance.now()) say(word("Countdown stopped"), "word");
  else say("", "none");
  left.style.transform = `scaleX(${part})`;
}

/** The seconds that are left; how much of the countdown that is. */
function counting() {
  if (live.countdown_us == null || !live.countdown_s) {
    say(word("Ready"), "word");
    return 0;
  }
  const us = live.countdown_us - hubNow();
  const whole = Math.min(live.countdown_s, Math.max(0, Math.ceil(us / SECOND_US)));
  say(String(whole), whole <= HEARD ? "last" : "count");
  beep(whole, us);
  return Math.min(1, Math.max(0, us / SECOND_US / live.countdown_s));
}

/** Each of the last seconds once, as it begins. @param {number} whole @param {number} us */
function beep(whole, us) {
  const which = `${live.countdown_us}/${whole}`;
  const fresh = whole * SECOND_US - us < SECOND_US / 2;
  if (whole > HEARD || which === beeped || !fresh) return;
  beeped = which;
  if (whole) sound.tone("countdown", 660, 0.12);
  else sound.tone("countdown", 990, 0.7);
}

function riding() {
  const us = live.gun_us == null ? 0 : hubNow() - live.gun_us;
  if (us < GO_US) say(word("Go"), "go");
  else say(formatTime(us, 0), "clock");
}

/** @param {any} now the live run, or null */
function told(now) {
  if (live?.state === "armed" && now === null) stopped = performance.now() + STOPPED_MS;
  if (now !== null) stopped = 0;
  live = now;
  heard = true;
  about();
  look();
}

/** Whose start it is: those of the run, else those of the next heat, as the page brings them. */
function about() {
  const next = (/** @type {string} */ name) =>
    document.querySelector(`[data-next="${name}"]`)?.textContent ?? "";
  put(of, live ? `${live.title} · ${heatOf(live)}` : next("of"));
  for (const side of ["home", "back"]) {
    const rider = live?.riders.find((/** @type {any} */ each) => each.side === side);
    const place = document.querySelector(`[data-side="${side}"] [data-name]`);
    put(place, rider ? `${rider.bib} ${rider.name}` : live ? "" : next(side));
  }
}

follow({
  live: told,
  panels: about,
  ordered,
});
setInterval(look, LOOK_MS);
keepFitting();
enter();
