// @ts-check
/**
 * Knows how the values of the live run are put into the fields of a page: board and overlay show the
 * same ones. Nothing is worked out here but the running clock.
 */

import { formatGap, formatTime, hubNow } from "../clock.js";
import { word } from "../words.js";
import { put } from "./fit.js";

const RIDING = ["running", "one_finished"];

/** What the clock of a run says now. @param {any} live @returns {string} */
export function clockOf(live) {
  switch (live?.state) {
    case "armed": {
      if (live.countdown_us == null || !live.countdown_s) return word("Ready");
      const left = Math.ceil((live.countdown_us - hubNow()) / 1e6);
      return String(Math.min(live.countdown_s, Math.max(0, left)));
    }
    case "running":
    case "one_finished":
      return live.gun_us == null ? "" : formatTime(Math.max(0, hubNow() - live.gun_us), 1);
    case "stopped":
      return word("Stopped");
    default:
      return live ? word("Finished") : "";
  }
}

/** Show the clock of a run; words are set smaller than figures. True if it takes another width.
 *  @param {Element | null} clock @param {any} live */
export function showClock(clock, live) {
  const text = clockOf(live);
  const wide = clock?.textContent?.length !== text.length;
  put(clock, text);
  clock?.toggleAttribute("data-word", !/^\d/.test(text));
  return wide;
}

/** Half laps as laps: 7, 7½, ½. @param {number} halfLaps @returns {string} */
export function laps(halfLaps) {
  const whole = Math.floor(halfLaps / 2);
  if (halfLaps % 2 === 0) return String(whole);
  return whole ? `${whole}½` : "½";
}

/** Which run of which round it is, in words. @param {any} run a live run */
export function heatOf(run) {
  const heat = run.label ? heatCalled(run.label) : word("Heat {n}", { n: run.number });
  const counted = run.of && !run.label ? `${heat} / ${run.of}` : heat;
  const medal = run.label === "gold" || run.label === "bronze";
  const round = run.names?.[document.documentElement.lang] ?? run.names?.en;
  return round && !medal ? `${round} · ${counted}` : counted;
}

/** @param {string} label */
export function heatCalled(label) {
  if (label === "gold") return word("Ride for gold");
  if (label === "bronze") return word("Ride for bronze");
  return label;
}

/** Fill the fields of both riders. @param {ParentNode} root @param {any} live */
export function showRides(root, live) {
  const again = root.querySelector("[data-again]");
  const says = live?.state === "stopped" ? word("It is started again unless the commissaires decide otherwise.") : "";
  put(again, says);
  for (const element of root.querySelectorAll("[data-side]")) {
    const side = /** @type {HTMLElement} */ (element);
    const name = side.dataset.side ?? "";
    const rider = live?.riders?.find((/** @type {any} */ each) => each.side === name);
    side.dataset.empty = String(!rider);
    if (rider) showRide(side, rider, live, again ? "" : says);
  }
}

/** @param {HTMLElement} side @param {any} rider @param {any} live @param {string} stopped what is said of a stopped run */
function showRide(side, rider, live, stopped) {
  const field = (/** @type {string} */ name) => side.querySelector(`[data-${name}]`);
  const over = rider.finish_us != null;
  const leads = live.leader === side.dataset.side;
  const trails = live.leader != null && !leads;
  /** @type {HTMLElement} */ (field("lamp")).dataset.lit = String(leads);
  side.dataset.over = String(over || rider.finished);
  put(field("bib"), String(rider.bib));
  put(field("name"), rider.name);
  put(field("nation"), rider.nation ?? "");
  put(field("order"), rider.finish_order == null ? "" : `${rider.finish_order}.`);
  put(field("laps"), laps(rider.to_go));
  put(field("laps-of"), rider.to_go === 1 || rider.to_go === 2 ? word("lap to go") : word("laps to go"));
  const time = over ? rider.finish_us : rider.finished ? null : rider.split_us;
  put(field("time"), time == null ? (rider.finished ? "–" : "") : formatTime(time, over ? rider.finish_digits ?? 3 : 3));
  put(field("time-of"), over ? word("Finish") : rider.finished ? word("Being checked") : split(rider));
  const gap = live.gap_us != null && trails ? live.gap_us : null;
  put(field("gap"), gap === null ? "" : formatGap(gap, live.gap_digits ?? 3));
  put(field("gap-of"), gap === null ? "" : word("behind"));
  if (leads) put(field("gap-of"), word("leads"));
  put(field("more"), live.state === "stopped" ? stopped : more(rider, live));
}

/** Where the split was taken. @param {any} rider */
function split(rider) {
  if (!rider.done) return "";
  if (rider.done <= 2) return word("after {laps} lap", { laps: laps(rider.done) });
  if (rider.done === 3) return word("after 1½ laps"); // one and a half is a plural in English alone
  return word("after {laps} laps", { laps: laps(rider.done) });
}

/** The last lap and what it leads to. @param {any} rider @param {any} live */
function more(rider, live) {
  const parts = [];
  if (rider.lap_us != null) parts.push(word("last lap {time}", { time: formatTime(rider.lap_us, 3) }));
  if (rider.projected_us != null && RIDING.includes(live.state) && rider.finish_us == null && !rider.finished) {
    parts.push(word("projected {time}", { time: formatTime(rider.projected_us, 1) }));
  }
  if (rider.rank != null && live.kind === "qualifying") parts.push(word("rank {rank} so far", { rank: rider.rank }));
  return parts.join("  ·  ");
}
