// @ts-check
// Knows how the announcer's page is kept still: the figures of the ride move, and a heat that begins
// comes to its own place at the top. What else is new is counted, and comes in when the announcer
// moves on; what he read before goes below.

import { connect } from "./feed.js";
import { runOf, runShown, showClock, showRide } from "./public/riding.js";
import { word } from "./words.js";

/** @type {import("./public/riding.js").Live | null} */
let live = null;
let heard = false;
/** @type {HTMLElement | null} the next edition, read already */
let coming = null;
/** @type {number | undefined} */
let due;
let asking = false;
let again = false;

connect("public", {
  snapshot(view) {
    take(view.live);
    look();
  },
  part: look,
  live: take,
  stale(seconds) {
    if (seconds !== null) heard = false;
  },
});

/** @param {import("./public/riding.js").Live | null} now */
function take(now) {
  const other = runOf(live) !== runOf(now);
  live = now;
  heard = true;
  if (other) look();
  if (now && runShown() === runOf(now)) showRide(now);
}

/** Look soon what there is now; many messages at once are one look. */
function look() {
  if (due === undefined) due = window.setTimeout(ask, 200);
}

async function ask() {
  due = undefined;
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("board");
    if (response.ok && found) offer(found);
  } catch {
    // the network is gone: the next message asks again
  } finally {
    asking = false;
    if (again) {
      again = false;
      look();
    }
  }
}

/** @param {HTMLElement} found */
function offer(found) {
  const board = document.getElementById("board");
  if (!board) return;
  coming = found.dataset.edition === board.dataset.edition ? null : document.adoptNode(found);
  if (coming) begin(board, coming);
  tell(board);
}

/** Show what is on the track now; what is read below it stays. @param {HTMLElement} board @param {HTMLElement} next */
function begin(board, next) {
  const shown = board.querySelector(TRACK);
  const fresh = next.querySelector(TRACK);
  const run = fresh?.querySelector("#now")?.getAttribute("data-run");
  if (!shown || !fresh || !run || run === runShown()) return;
  const rest = shown.nextElementSibling;
  const at = rest?.getBoundingClientRect().top ?? 0;
  const read = shown.querySelector("#now") !== null;
  shown.replaceWith(fresh.cloneNode(true));
  if (read) keep(shown);
  if (scrollY > 0) scrollBy(0, (rest?.getBoundingClientRect().top ?? 0) - at);
  if (live && runShown() === runOf(live)) showRide(live);
}

/** @param {HTMLElement} board */
function tell(board) {
  const news = document.getElementById("news");
  if (!news) return;
  news.parentElement?.classList.toggle("fresh", coming !== null);
  const says = coming
    ? word("New lines: {n}. Move on when you are ready.", { n: newLines(board, coming).length })
    : word("Nothing new.");
  if (news.textContent !== says) news.textContent = says;
}

/** @param {HTMLElement} board @param {HTMLElement} next */
function newLines(board, next) {
  const known = new Set([...board.querySelectorAll(LINE)].map((line) => line.textContent));
  return [...next.querySelectorAll(LINE)].filter((line) => !known.has(line.textContent));
}

const LINE = "[data-line], h2";
const TRACK = ".on-track";

function moveOn() {
  const board = document.getElementById("board");
  if (!board || !coming) return;
  for (const line of newLines(board, coming)) line.classList.add("new");
  const next = coming;
  coming = null;
  board.replaceWith(next);
  keep(board);
  if (live && runShown() === runOf(live)) showRide(live);
  tell(next);
  scrollTo(0, 0);
}

/** @param {Element} board what was read until now */
function keep(board) {
  for (const each of [board, ...board.querySelectorAll("[id], [aria-labelledby]")]) {
    each.removeAttribute("id");
    each.removeAttribute("aria-labelledby");
  }
  for (const title of board.querySelectorAll("h2")) {
    const lower = document.createElement("h3");
    lower.append(...title.childNodes);
    title.replaceWith(lower);
  }
  document.getElementById("before-board")?.replaceChildren(board);
  document.getElementById("before")?.removeAttribute("hidden");
}

document.getElementById("move-on")?.addEventListener("click", (event) => {
  event.preventDefault();
  moveOn();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
  if (event.key === "ArrowRight") moveOn();
});

function tick() {
  if (live && heard && runShown() === runOf(live)) showClock(live);
  requestAnimationFrame(tick);
}

requestAnimationFrame(tick);
