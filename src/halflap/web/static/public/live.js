// @ts-check
// Knows how the ride on the track moves on the first page: values, order, gap, chart, clock.

import { connect } from "../feed.js";
import { drawGap } from "./gap_chart.js";
import { refresh } from "./refresh.js";
import { runOf, runShown, showClock, showRide } from "./riding.js";

/** @type {import("./riding.js").Live | null} */
let live = null;
let fresh = false;

connect("public", {
  snapshot(view) {
    take(view.live);
    refresh();
  },
  part: () => refresh(),
  live: take,
  stale(seconds) {
    if (seconds !== null) fresh = false;
  },
});

/** @param {import("./riding.js").Live | null} now */
function take(now) {
  if (live && !now) refresh();
  live = now;
  fresh = true;
  if (runShown() !== runOf(now)) refresh(300);
  else if (now) show(now);
}

/** @param {import("./riding.js").Live} now */
function show(now) {
  showRide(now);
  const chart = document.getElementById("chart");
  if (chart && now.riders.length === 2) drawGap(chart, now.riders[0], now.riders[1], now.half_laps);
}

function tick() {
  if (live && fresh && runShown() === runOf(live)) showClock(live);
  requestAnimationFrame(tick);
}

requestAnimationFrame(tick);
