// @ts-check
// Knows how every page says that what it shows is not current: a mark on the page (`data-stale`), and
// why in words, with the age, where the page has a place for them.

import { word } from "./words.js";

/** @typedef {import("./feed.js").Trouble} Trouble */

const IN_SECONDS = 120;

document.addEventListener("halflap-stale", (event) => {
  const trouble = /** @type {CustomEvent<Trouble | null>} */ (event).detail;
  document.body.toggleAttribute("data-stale", trouble !== null);
  const banner = document.getElementById("stale");
  if (!banner) return;
  banner.hidden = trouble === null;
  if (!trouble) return;
  const text = words(trouble);
  if (banner.firstChild?.textContent === text) return;
  banner.replaceChildren(text, ...(trouble.why === "signed-out" ? [" ", signIn()] : []));
});

/** @param {Trouble} trouble */
function words({ why, seconds, says }) {
  if (why === "signed-out") return word("Signed out: what is shown is not live any more.");
  if (why === "fault") {
    const told = says?.[document.documentElement.lang] ?? says?.en;
    return told ?? word("Not current: the newest could not be worked out. It is tried again every second.");
  }
  const age = seconds < IN_SECONDS
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
