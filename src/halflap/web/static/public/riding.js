// @ts-check
// Knows how the figures of a ride are put where a page has places for them, and its clock.

import { formatTime, hubNow } from "../clock.js";
import { word } from "../words.js";

/** @typedef {{side: "home" | "back", bib: number, name: string, to_go: number, split_us: number | null,
 *   half_lap_us: number | null, rank: number | null, projected_us: number | null,
 *   current_mkmh: number | null, finished: boolean, finish_us: number | null, finish_digits: number,
 *   finish_order: number | null,
 *   splits_us: (number | null)[]}} Rider */
/** @typedef {{competition: string, phase: string, heat: string, run: number, half_laps: number,
 *   state: string, countdown_us: number | null, gun_us: number | null,
 *   confirmed: boolean, caught: "home" | "back" | null,
 *   leader: "home" | "back" | null, gap_us: number | null, gap_digits: number, riders: Rider[]}} Live */

/** @param {Live | null} now */
export function runOf(now) {
  return now ? `${now.competition}/${now.phase}/${now.heat}/${now.run}` : "";
}

export function runShown() {
  return document.getElementById("now")?.dataset.run ?? "";
}

/** @param {Live} now */
export function showRide(now) {
  for (const rider of now.riders) {
    const ride = document.querySelector(`#now .ride[data-side="${rider.side}"]`);
    if (!ride) continue;
    ride.classList.toggle("leads", now.leader === rider.side);
    put(ride, "split", rider.finish_us === null ? time(rider.split_us) : formatTime(rider.finish_us, rider.finish_digits));
    put(ride, "order", rider.finish_order === null ? "" : word("Finish: {n}", { n: rider.finish_order }));
    put(ride, "laps", now.state === "finished" && !rider.finished ? "–" : laps(rider));
    put(ride, "half_lap", time(rider.half_lap_us));
    put(ride, "rank", rider.rank === null ? "–" : String(rider.rank));
    put(ride, "projected", rider.finished ? "–" : time(rider.projected_us));
    const speed = rider.current_mkmh;
    put(ride, "speed", speed === null ? "–" : `${(speed / 1000).toFixed(1)} km/h`);
  }
  const gap = document.getElementById("gap");
  if (gap) text(gap, gapWords(now));
}

/** @param {Live} now */
export function showClock(now) {
  const clock = document.getElementById("clock");
  if (clock) text(clock, clockWords(now));
}

/** @param {Element} ride @param {string} name @param {string} value */
function put(ride, name, value) {
  const place = ride.querySelector(`[data-value="${name}"]`);
  if (place) text(place, value);
}

/** @param {Element} place @param {string} value */
function text(place, value) {
  if (place.textContent !== value) place.textContent = value;
}

/** @param {number | null} us */
function time(us) {
  return us === null ? "–" : formatTime(us, 3);
}

/** @param {Rider} rider */
function laps(rider) {
  return `${Math.floor(rider.to_go / 2)}${rider.to_go % 2 ? "½" : ""}`;
}

/** @param {Live} now */
function gapWords(now) {
  if (now.state === "stopped") return word("It is started again unless the commissaires decide otherwise.");
  if (now.riders.length < 2) return "";
  if (now.caught) {
    const of = (/** @type {boolean} */ caught) =>
      now.riders.find((rider) => (rider.side === now.caught) === caught)?.name ?? "";
    return word("{name} caught {other} and won", { name: of(false), other: of(true) });
  }
  if (now.confirmed && !now.riders.every((rider) => rider.finished)) return word("The result is confirmed.");
  if (now.riders.some((rider) => rider.finished && rider.finish_us === null)) return word("Being checked");
  if (now.gap_us === null) return word("No gap yet");
  const leader = now.riders.find((rider) => rider.side === now.leader);
  if (!leader) return word("Level");
  const values = { name: leader.name, gap: formatTime(now.gap_us, now.gap_digits) };
  const over = now.riders.every((rider) => rider.finished);
  return over ? word("{name} is {gap} s ahead at the finish", values) : word("{name} leads by {gap} s", values);
}

/** @param {Live} now */
function clockWords(now) {
  if (now.state === "stopped") return word("stopped");
  if (now.state === "finished") return word("over");
  const at = hubNow();
  if (now.gun_us !== null) return formatTime(Math.max(0, at - now.gun_us), 1);
  if (now.countdown_us === null) return word("start");
  return `−${Math.max(0, Math.ceil((now.countdown_us - at) / 1e6))}`;
}
