// @ts-check
/** Knows how a screen says that it is not current: in a bar at its foot, with the age. */

import { word } from "../words.js";

/**
 * @param {number | null} seconds since the hub was heard; null: it is heard, and all is well
 * @param {import("../feed.js").Trouble | null} [trouble]
 */
export function showStale(seconds, trouble = null) {
  document.body.toggleAttribute("data-stale", seconds !== null);
  const bar = document.getElementById("stale");
  if (!bar) return;
  bar.hidden = seconds === null;
  if (seconds === null) return;
  if (trouble?.why === "fault") {
    bar.textContent = word("Not current: it is tried again every second");
    return;
  }
  const n = Math.floor(seconds);
  bar.textContent =
    n < 120
      ? word("Not live: nothing heard for {n} s", { n })
      : word("Not live: nothing heard for {n} min", { n: Math.floor(n / 60) });
}
