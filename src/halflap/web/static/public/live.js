// @ts-check
// Knows how the ride on the track moves on the first page: values, order, gap, chart, clock.

import { formatTime, hubNow } from "../clock.js";
import { connect } from "../feed.js";
import { word } from "../words.js";
import { drawGap } from "./gap_chart.js";
import { refresh } from "./refresh.js";

/** @typedef {{side: "home" | "back", bib: number, name: string, to_go: number, split_us: number | null,
 *   half_lap_us: number | null, rank: number | null, projected_us: number | null,
 *   current_mkmh: number | null, finished: boolean, finish_us: number | null,
 *   splits_us: (number | null)[]}} Rider */
/** @typedef {{competition: string, phase: string, heat: string, run: number, half_laps: number,
 *   state: string, countdown_us: number | null, gun_us: number | null,
 *   leader: "home" | "back" | null, gap_us: number | null, riders: Rider[]}} Live */

/** @type {Live | null} */
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

/** @param {Live | null} now */
function take(now) {
  if (live && !now) refresh();
  live = now;
  fresh = true;
  if (shown() !== key(now)) refresh(300);
  else if (now) show(now);
}

/** @param {Live | null} now */
function key(now) {
  return now ? `${now.competition}/${now.phase}/${now.heat}/${now.run}` : "";
}

function shown() {
  return document.getElementById("now")?.dataset.run ?? "";
}

/** @param {Live} now */
function show(now) {
  for (const rider of now.riders) {
    const ride = document.querySelector(`.ride[data-side="${rider.side}"]`);
    if (!ride) continue;
    ride.classList.toggle("leads", now.leader === rider.side);
    put(ride, "split", time(rider.finish_us ?? rider.split_us));
    put(ride, "laps", laps(rider));
    put(ride, "half_lap", time(rider.half_lap_us));
    put(ride, "rank", rider.rank === null ? "–" : String(rider.rank));
    put(ride, "projected", time(rider.projected_us));
    const speed = rider.current_mkmh;
    put(ride, "speed", speed === null ? "–" : `${(speed / 1000).toFixed(1)} km/h`);
  }
  const gap = document.getElementById("gap");
  if (gap) text(gap, gapWords(now));
  const chart = document.getElementById("chart");
  if (chart && now.riders.length === 2) drawGap(chart, now.riders[0], now.riders[1], now.half_laps);
}

/** @param {Element} ride @param {string} name @param {string} value */
function put(ride, name, value) {
  const place = ride.querySelector(`[data-value="${name}"]`);
  if (place) text(place, value);
}

/** @param {Element} place @param {string} value */
function text(place, value) {
  if (place.textContent !== value) place.textContent = value;
}

/** @param {number | null} us */
function time(us) {
  return us === null ? "–" : formatTime(us, 3);
}

/** @param {Rider} rider */
function laps(rider) {
  return `${Math.floor(rider.to_go / 2)}${rider.to_go % 2 ? "½" : ""}`;
}

/** @param {Live} now */
function gapWords(now) {
  if (now.gap_us === null) return word("No gap yet");
  const leader = now.riders.find((rider) => rider.side === now.leader);
  if (!leader) return word("Level");
  return word("{name} leads by {gap} s", { name: leader.name, gap: formatTime(now.gap_us, 3) });
}

function tick() {
  const clock = document.getElementById("clock");
  if (clock && live && fresh && shown() === key(live)) text(clock, clockWords(live));
  requestAnimationFrame(tick);
}

/** @param {Live} now */
function clockWords(now) {
  if (now.state === "finished" || now.state === "stopped") return word("over");
  const at = hubNow();
  if (now.gun_us !== null) return formatTime(Math.max(0, at - now.gun_us), 1);
  if (now.countdown_us === null) return word("start");
  return `−${Math.max(0, Math.ceil((now.countdown_us - at) / 1e6))}`;
}

requestAnimationFrame(tick);
