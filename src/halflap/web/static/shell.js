// @ts-check
// Knows what frames every page: the look that was chosen; and brings the word that it is not live.

import "./stale.js";

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
