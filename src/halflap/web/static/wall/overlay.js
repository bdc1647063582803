// @ts-check
/**
 * Knows how an overlay goes: its place and size are said in the address; a clock that is not live is
 * taken off the picture, and nothing else is ever written over it.
 */

import { enter, ordered } from "./display.js";
import { fitAll, keepFitting, put } from "./fit.js";
import { live as follow } from "./following.js";
import { heatOf, showClock, showRides } from "./ride.js";
import { Turning } from "./turning.js";

const LOOK_MS = 50;
const overlay = /** @type {HTMLElement} */ (document.getElementById("overlay"));
const turning = new Turning(() =>
  /** @type {HTMLElement[]} */ ([...overlay.querySelectorAll("[data-turn]")]),
);

/** @type {any} */
let now = null;

function tick() {
  for (const clock of overlay.querySelectorAll("[data-clock]")) {
    if (showClock(clock, now)) fitAll(clock.parentElement ?? overlay);
  }
}

/** Which rider a lower third is of. @param {any} live */
function third(live) {
  const wanted = overlay.dataset.rider;
  return live?.riders?.find((/** @type {any} */ each) => each.side === wanted || String(each.bib) === wanted);
}

/** @param {any} live */
function told(live) {
  now = live;
  for (const panel of overlay.querySelectorAll("[data-live]")) {
    const element = /** @type {HTMLElement} */ (panel);
    element.hidden = !live || (overlay.dataset.rider !== undefined && !third(live));
    if (live) {
      element.dataset.state = live.state;
      put(element.querySelector("[data-heat]"), `${live.title} · ${heatOf(live)}`);
      showRides(element, live);
    }
  }
  tick();
}

overlay.style.setProperty("--scale", overlay.dataset.scale ?? "1");
follow({
  live: told,
  panels: () => turning.again(),
  ordered,
});
setInterval(tick, LOOK_MS);
turning.start();
keepFitting();
enter();
