// @ts-check
/**
 * Knows how the scoreboard goes: the ride while there is one, and between the rides what there is to
 * say, panel by panel. The panels come from the hub as they are read; only the ride moves here.
 */

import { enter, ordered } from "./display.js";
import { fitAll, keepFitting, put } from "./fit.js";
import { heatOf, showClock, showRides } from "./ride.js";
import { Turning } from "./turning.js";
import { live as follow } from "./following.js";

const LOOK_MS = 50;
const ride = /** @type {HTMLElement} */ (document.querySelector("[data-panel='live']"));
const turning = new Turning(() =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-turn]")]),
);

/** @type {any} */
let now = null;

function tick() {
  const clock = ride.querySelector("[data-clock]");
  if (now && showClock(clock, now)) fitAll(clock?.parentElement ?? ride);
}

/** @param {any} live the run, or null */
function told(live) {
  now = live;
  ride.toggleAttribute("data-away", !live);
  if (live) {
    turning.stop();
    put(ride.querySelector("[data-heat]"), `${live.title} · ${heatOf(live)}`);
    ride.dataset.state = live.state;
    showRides(ride, live);
    tick();
  } else {
    turning.start();
  }
}

follow({ live: told, panels: () => turning.again(), ordered });
setInterval(tick, LOOK_MS);
addEventListener("resize", () => turning.again());
keepFitting();
enter();
