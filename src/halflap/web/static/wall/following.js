// @ts-check
/**
 * Knows what a screen follows: the public stream, or, where the page brings an example along
 * (`?demo=`), that example, whose clock runs from the moment the page was opened.
 */

import { hubNow } from "../clock.js";
import { connect } from "../feed.js";
import "../stale.js";

const SOON_MS = 150;

/** @typedef {{live: (live: any) => void, panels?: () => void,
 *   ordered: (view: any) => void}} Handlers */

/** Follow what happens. @param {Handlers} handlers */
export function live(handlers) {
  const example = document.getElementById("demo")?.textContent;
  if (example) {
    handlers.live(since(JSON.parse(example)));
    return;
  }
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh(handlers), SOON_MS);
  };
  connect("public", {
    snapshot: (/** @type {any} */ view) => {
      handlers.live(onTrack(view.live));
      soon();
    },
    live: (/** @type {any} */ run) => handlers.live(onTrack(run)),
    part: (/** @type {string} */ name, /** @type {any} */ view) => {
      if (name === "displays") handlers.ordered(view);
      else soon();
    },
  });
}

/** A run whose heat is confirmed is over, though it may not be closed yet. @param {any} run */
function onTrack(run) {
  const on = run?.confirmed ? null : run;
  document.body.classList.toggle("in-use", on !== null && on?.state !== "stopped");
  return on;
}

/** An example tells how long ago things were; here it becomes when. @param {any} example */
function since(example) {
  if (!example) return null;
  const now = hubNow();
  const moved = { ...example };
  if (example.gun_us != null) moved.gun_us = now + example.gun_us;
  if (example.countdown_us != null) moved.countdown_us = now + example.countdown_us;
  return moved;
}

/** What stands in the page, as the hub has it now. @param {Handlers} handlers */
async function refresh(handlers) {
  const there = document.querySelector("[data-panels]");
  if (!there || !handlers.panels) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-panels]");
    if (!fresh) return;
    there.replaceChildren(...fresh.childNodes);
    handlers.panels();
  } catch {
    // the hub is away; what was shown stays
  }
}
