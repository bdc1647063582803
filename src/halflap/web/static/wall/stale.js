// @ts-check
/** Knows how a screen says that it has heard nothing: in a bar at its foot, with the age. */

import { word } from "../words.js";

/** @param {number | null} seconds since the hub was heard; null: it is heard */
export function showStale(seconds) {
  document.body.toggleAttribute("data-stale", seconds !== null);
  const bar = document.getElementById("stale");
  if (!bar) return;
  bar.hidden = seconds === null;
  if (seconds === null) return;
  const n = Math.floor(seconds);
  bar.textContent =
    n < 120
      ? word("Not live: nothing heard for {n} s", { n })
      : word("Not live: nothing heard for {n} min", { n: Math.floor(n / 60) });
}
