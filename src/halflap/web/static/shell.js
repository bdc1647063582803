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
  const trouble = /** @type {CustomEvent<import("./feed.js").Trouble | null>} */ (event).detail;
  const banner = document.getElementById("stale");
  if (!banner) return;
  banner.hidden = trouble === null;
  if (!trouble) return;
  const text = words(trouble);
  if (banner.firstChild?.textContent === text) return;
  banner.replaceChildren(text, ...(trouble.why === "signed-out" ? [" ", signIn()] : []));
});

/** @param {import("./feed.js").Trouble} trouble */
function words({ why, seconds, says }) {
  if (why === "signed-out") return word("Signed out: what is shown is not live any more.");
  if (why === "fault") {
    const told = says?.[document.documentElement.lang] ?? says?.en;
    return told ?? word("Not current: the newest could not be worked out. It is tried again every second.");
  }
  const age = seconds < 60
    ? word("{n} s", { n: seconds })
    : word("{n} min", { n: Math.floor(seconds / 60) });
  return word("Not live: nothing was heard for {age}.", { age });
}

/** The way back to this page. */
function signIn() {
  const link = document.createElement("a");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = word("Sign in again.");
  return link;
}
