// @ts-check
// Knows what frames every page: the look that was chosen, and the word that it is not live.

import { word } from "./words.js";

for (const link of document.querySelectorAll("[data-choose-theme]")) {
  link.addEventListener("click", (event) => {
    const theme = /** @type {HTMLElement} */ (link).dataset.chooseTheme ?? "auto";
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; max-age=31536000; path=/; samesite=lax`;
    for (const other of document.querySelectorAll("[data-choose-theme]")) {
      if (other === link) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    event.preventDefault();
  });
}

document.addEventListener("halflap-stale", (event) => {
  const seconds = /** @type {CustomEvent<number | null>} */ (event).detail;
  const banner = document.getElementById("stale");
  if (!banner) return;
  if (seconds === null) {
    banner.hidden = true;
    return;
  }
  const age = seconds < 60
    ? word("{n} s", { n: seconds })
    : word("{n} min", { n: Math.floor(seconds / 60) });
  const text = word("Not live: nothing was heard for {age}.", { age });
  banner.hidden = false;
  if (banner.textContent !== text) banner.textContent = text;
});
