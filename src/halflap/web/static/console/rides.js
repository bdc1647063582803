// @ts-check
// Knows both rides: the clock, where each rider is, and the half laps side by side with their gap.

import { formatTime, hubNow } from "../clock.js";
import { word } from "../words.js";
import { at, letter, make, write } from "./dom.js";
import { on, said, state } from "./state.js";

/** @typedef {import("./types.js").Ride} Ride */

const SURE = 990;
const KMH = 1000;

let rows = 0;
let shown = 0;

/** Keep both rides up to date, and the clock running. */
export function rides() {
  on("live", show);
  on("console", show);
  on("strip", show);
  const tick = () => {
    write(at("clock"), clock());
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/** @returns {string} the running time, or the countdown */
function clock() {
  const now = state.live?.now;
  if (!now) return "–";
  if (now.gun_us !== null) {
    const finished = now.riders.length > 0 && now.riders.every((each) => each.finish_us !== null);
    const last = Math.max(0, ...now.riders.map((each) => each.finish_us ?? 0));
    if (finished) return formatTime(last, 1);
    if (now.state === "stopped" || now.state === "closed") return "–";
    return formatTime(Math.max(0, hubNow() - now.gun_us), 1);
  }
  if (now.countdown_us === null) return "–";
  const left = Math.ceil((now.countdown_us - hubNow()) / 1e6);
  return left > 0 ? `−${left}` : "0";
}

/** @returns {import("./types.js").Rider[]} */
function riders() {
  return state.console?.run?.riders ?? state.console?.next?.riders ?? [];
}

function show() {
  const place = state.console?.run ?? state.console?.next ?? null;
  const now = state.live?.now ?? null;
  write(at("which"), place ? which(place) : "");
  for (const side of ["home", "back"]) showRider(side);
  write(at("gap"), gap(now));
  const rides_ = now?.state === "running" || now?.state === "one_finished";
  write(at("closing"), said(state.live?.catch?.text) || (rides_ ? said(state.live?.closing) : ""));
  at("closing").classList.toggle("caught", Boolean(state.live?.catch));
  showLaps();
}

/** @param {import("./types.js").Place} place */
function which(place) {
  const [, , key, run] = place.at;
  const heat = place.label === "gold" ? word("gold") : place.label === "bronze" ? word("bronze") : (place.label ?? key);
  const run_ = word("{phase} · heat {heat} · run {run}", { phase: said(place.phase), heat, run });
  const name = place.competition ? `${place.competition} · ${run_}` : run_;
  const state_ = state.console?.run ? levelWords(place.level) : word("next");
  return state_ ? `${name} · ${state_}` : name;
}

/** @param {string | null} level */
function levelWords(level) {
  if (level === "official") return word("official");
  return level === "provisional" ? word("provisional") : "";
}

/** @param {import("./types.js").Now | null} now */
function gap(now) {
  if (!now || now.gap_us === null || !now.leader) return "";
  return word("{side} by {gap} · half lap {n}", {
    side: now.leader === "home" ? word("Home") : word("Back"),
    gap: formatTime(now.gap_us, 3),
    n: now.gap_half_lap ?? 0,
  });
}

/** @param {string} side */
function showRider(side) {
  const holder = at(side);
  const rider = riders().find((each) => each[0] === side);
  const now = state.live?.now?.riders.find((each) => each.side === side);
  const ride = state.live?.rides.find((each) => each.side === side);
  if (holder.children.length === 0) {
    holder.append(
      make("p", "who", [make("span", `lamp ${side}`, letter(side)), make("span", "name")]),
      make("p", "split"), make("p", "status"), make("dl", "numbers"),
    );
    for (const label of [word("half lap"), word("lap"), word("km/h"), word("rank"), word("finish at"), word("to go")]) {
      holder.lastElementChild?.append(make("div", "", [make("dt", "", label), make("dd")]));
    }
  }
  const part = (/** @type {string} */ name) => /** @type {Element} */ (holder.querySelector(name));
  write(part(".name"), rider ? rider[2] : word("nobody"));
  holder.classList.toggle("leads", Boolean(rider) && state.live?.now?.leader === side);
  write(part(".split"), now ? formatTime(now.finish_us ?? now.split_us, 3) : "–");
  const said_ = [ride ? status(ride) : "", counter(side)];
  write(part(".status"), said_.filter(Boolean).join(" · "));
  part(".status").classList.toggle("clear", ride?.status === "clear");
  const values = now
    ? [
        formatTime(now.half_lap_us, 3), formatTime(now.lap_us, 3),
        now.current_mkmh === null ? "–" : (now.current_mkmh / KMH).toFixed(1),
        now.rank === null ? "–" : String(now.rank), formatTime(now.projected_us, 2), String(now.to_go),
      ]
    : ["–", "–", "–", "–", "–", "–"];
  holder.querySelectorAll("dd").forEach((cell, n) => write(cell, values[n] ?? ""));
}

/** The lap counter of the rider who started there, where somebody has set it. @param {string} side */
function counter(side) {
  const shown_ = state.live?.now?.counters.find((each) => each.start === side);
  if (!shown_ || !shown_.overridden || shown_.laps === null) return "";
  return word("lap counter set by hand: {laps}", { laps: shown_.laps });
}

/** @param {Ride} ride */
function status(ride) {
  const doubts = state.live?.doubts.filter((each) => each.side === ride.side) ?? [];
  if (doubts.some((each) => each.overdue)) return word("overdue");
  const last = state.strip.half_laps;
  const finished = ride.splits.some((each) => each.n === last && each.us !== null);
  if (finished) return ride.status === "clear" ? word("finished, clear") : word("finished, doubtful");
  return doubts.length > 0 ? word("doubtful") : "";
}

function showLaps() {
  const body = /** @type {HTMLTableSectionElement} */ (document.querySelector("#laps tbody"));
  const count = state.live?.now?.half_laps ?? state.strip.half_laps;
  if (rows !== count) {
    rows = count;
    shown = 0;
    body.replaceChildren(...Array.from({ length: count }, (_, n) => lapRow(n + 1)));
  }
  const home = splits("home");
  const back = splits("back");
  let done = 0;
  for (let n = 1; n <= count; n += 1) {
    const cells = body.rows[n - 1]?.cells;
    if (!cells) continue;
    const [ours, theirs] = [home.get(n), back.get(n)];
    if (ours || theirs) done = n;
    lapCells(cells[1], cells[2], ours, home.get(n - 1), n);
    lapCells(cells[5], cells[4], theirs, back.get(n - 1), n);
    const both = ours?.us != null && theirs?.us != null ? cut(ours.us) - cut(theirs.us) : null;
    write(cells[3], both === null ? "" : ahead(both));
    cells[3].classList.toggle("home", both !== null && both < 0);
    cells[3].classList.toggle("back", both !== null && both > 0);
  }
  if (done !== shown) {
    shown = done;
    const row = body.rows[Math.min(done, count) - 1];
    const holder = at("laps-scroll");
    if (row) holder.scrollTop = row.offsetTop - holder.clientHeight / 2;
  }
}

/** Who leads and by how much, as the page for everybody says it. @param {number} both home minus back */
function ahead(both) {
  const by = formatTime(Math.abs(both), 3);
  return both === 0 ? by : `${letter(both < 0 ? "home" : "back")} ${by}`;
}

/** @param {string} side @returns {Map<number, import("./types.js").Split>} */
function splits(side) {
  const ride = state.live?.rides.find((each) => each.side === side);
  return new Map((ride?.splits ?? []).map((each) => [each.n, each]));
}

/** @param {number} n */
function lapRow(n) {
  const row = make("tr", "", [make("th", "number", String(n))]);
  row.firstElementChild?.setAttribute("scope", "row");
  for (let cell = 0; cell < 5; cell += 1) row.append(make("td", "number"));
  return row;
}

/**
 * @param {Element} whole @param {Element} part
 * @param {import("./types.js").Split | undefined} split
 * @param {import("./types.js").Split | undefined} before
 * @param {number} n
 */
function lapCells(whole, part, split, before, n) {
  const us = split?.us ?? null;
  const unsure = split !== undefined && (us === null || split.sure < SURE || split.others.length > 0);
  write(whole, split === undefined ? "" : us === null ? "?" : `${unsure ? "? " : ""}${formatTime(us, 3)}`);
  whole.classList.toggle("unsure", unsure);
  const start = n === 1 ? 0 : (before?.us ?? null);
  write(part, us === null || start === null ? "" : formatTime(cut(us) - cut(start), 3));
}

/** The time as it is written, so that gaps and half laps are those of the times beside them. @param {number} us */
function cut(us) {
  return us - (us % 1000);
}
