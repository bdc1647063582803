// @ts-check
// Knows how every page says that it has heard nothing: a mark on the page (`data-stale`), and in words
// with its age where the page has a place for them.

import { word } from "./words.js";

const IN_SECONDS = 120;

document.addEventListener("halflap-stale", (event) => {
  const seconds = /** @type {CustomEvent<number | null>} */ (event).detail;
  document.body.toggleAttribute("data-stale", seconds !== null);
  const says = document.getElementById("stale");
  if (!says) return;
  says.hidden = seconds === null;
  if (seconds === null) return;
  const age = seconds < IN_SECONDS
    ? word("{n} s", { n: seconds })
    : word("{n} min", { n: Math.floor(seconds / 60) });
  const text = word("Not live: nothing was heard for {age}.", { age });
  if (says.textContent !== text) says.textContent = text;
});
