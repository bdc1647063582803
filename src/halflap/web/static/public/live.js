// @ts-check
// Knows how the ride on the track moves on the first page: values, order, gap, chart, clock.

import { connect } from "../feed.js";
import { drawGap } from "./gap_chart.js";
import { everyMinute, refresh } from "./refresh.js";
import { runOf, runShown, showClock, showRide } from "./riding.js";

/** @type {import("./riding.js").Live | null} */
let live = null;
let fresh = false;

connect("public", {
  snapshot(view, meta) {
    take(view.live, meta);
    refresh(meta);
  },
  part: (_, __, meta) => refresh(meta),
  live: take,
  stale(seconds) {
    if (seconds !== null) fresh = false;
  },
});

everyMinute();

/** @param {import("./riding.js").Live | null} now @param {import("../feed.js").Meta} meta */
function take(now, meta) {
  const over = live !== null && now === null;
  live = now;
  fresh = true;
  if (over || runShown() !== runOf(now)) refresh(meta);
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
