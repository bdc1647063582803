// @ts-check
// Knows how the coach's page moves: each split of the rider and of his opponent as it comes, without
// the page jumping under who reads it.

import { formatGap, formatTime } from "../clock.js";
import { connect } from "../feed.js";
import { refresh, whenSwapped } from "../public/refresh.js";
import { word } from "../words.js";
import { form, schedule } from "./form.js";
import { draw } from "./rows.js";

const SOON_MS = 300;

/** @typedef {{competition: string, phase: string, heat: string, run: number, state: string,
 *   half_laps: number, riders: {bib: number, done: number, projected_us: number | null,
 *   splits_us: (number | null)[]}[]}} Live */

const { competition, bib } = document.getElementById("sheet")?.dataset ?? {};

/** The run on the track. @type {Live | null} */
let live = null;
let heard = "";

form(show);
whenSwapped((swap) => {
  inPlace(() => {
    swap();
    redraw();
  });
});
show();

connect("public", {
  snapshot(view, meta) {
    take(view.live, meta);
    refresh(meta);
  },
  part: (_, __, meta) => refresh(meta),
  live: take,
});

/** @param {Live | null} now @param {import("../feed.js").Meta} meta */
function take(now, meta) {
  const key = now ? `${now.competition}/${now.phase}/${now.heat}/${now.run}` : "";
  const other = heard !== key;
  heard = key;
  live = now && now.competition === competition && ours(now) ? now : null;
  const begins = live && document.getElementById("ride")?.dataset.run !== key;
  if (begins) refresh({ spreadMs: SOON_MS }); // few follow this very rider
  else if (other) refresh(meta);
  show();
}

/** @param {Live} now */
function ours(now) {
  return now.riders.find((rider) => String(rider.bib) === bib);
}

/** @returns {import("./rows.js").Figures | null} the ride that the page is about */
function figures() {
  const text = document.getElementById("figures")?.textContent;
  if (!text) return null;
  const told = JSON.parse(text);
  if (!live || document.getElementById("ride")?.dataset.run !== heard) return told;
  const rider = ours(live);
  const other = live.riders.find((each) => each !== rider);
  if (!rider) return told;
  return {
    ...told,
    state: live.state,
    done: rider.done,
    projected_us: rider.projected_us,
    splits_us: rider.splits_us,
    opponent_us: other?.splits_us ?? [],
  };
}

function show() {
  inPlace(redraw);
}

function redraw() {
  const ride = figures();
  if (!ride) return;
  draw(ride, schedule());
  tell(ride);
}

/** Change the page so that what is read or typed stays where it is on the screen. @param {() => void} change */
function inPlace(change) {
  const typed = document.getElementById("against");
  const newest = document.querySelector("#laps tbody")?.getBoundingClientRect().top ?? 0;
  const edge = typed?.contains(document.activeElement)
    ? () => typed.getBoundingClientRect().top
    : () => document.getElementById("laps")?.getBoundingClientRect().bottom ?? 0;
  const before = edge();
  change();
  if (typed?.contains(document.activeElement) || newest < 0) scrollBy(0, edge() - before);
}

let told = 0;

/** A new half lap in words, for who hears the page. @param {import("./rows.js").Figures} ride */
function tell(ride) {
  const us = ride.splits_us[ride.done - 1] ?? null;
  const place = document.getElementById("said");
  if (!live || !place || us === null || ride.done === told) return;
  told = ride.done;
  const target = schedule()?.[ride.done - 1] ?? null;
  const values = { n: ride.done, time: formatTime(us) };
  place.textContent =
    target === null
      ? word("Half lap {n}: {time}", values)
      : word("Half lap {n}: {time}, {gap} to the schedule", { ...values, gap: formatGap(us - target) });
}
