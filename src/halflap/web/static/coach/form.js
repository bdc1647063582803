// @ts-check
// Knows the form of the schedule: what was typed, what is wrong with it, next to the field, and what
// was made of it.

import { formatTime } from "../clock.js";
import { word } from "../words.js";
import { keep, kept, made } from "./schedule.js";

/** @typedef {"first" | "further" | "total"} Field */
const FIELDS = /** @type {Field[]} */ (["first", "further", "total"]);

/** @type {(number | null)[] | null} */
let targets = null;

/** @returns {(number | null)[] | null} the targets by half lap; null where there is no schedule */
export function schedule() {
  return targets;
}

/** Put the form to work; `changed` hears that there is another schedule, or none. @param {() => void} changed */
export function form(changed) {
  const section = document.getElementById("schedule");
  const details = document.getElementById("schedule-form");
  const asked = details?.querySelector("form");
  if (!section || !(details instanceof HTMLDetailsElement) || !asked) return;
  const key = section.dataset.kept ?? "";
  const clear = document.getElementById("schedule-clear");
  section.hidden = false;

  const before = kept(key);
  if (before) {
    fill(asked, before);
    details.open = !set(before, section);
  }

  asked.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = read(asked);
    if (!set(typed, section)) {
      const wrong = section.querySelector("input[aria-invalid]");
      if (wrong instanceof HTMLInputElement) wrong.focus();
      return;
    }
    details.open = false;
    if (!keep(key, typed)) say(word("This browser keeps nothing: the schedule holds until the page is closed."));
    changed();
  });
  clear?.addEventListener("click", () => {
    keep(key, null);
    targets = null;
    asked.reset();
    faults(section, {});
    shown(section);
    say(word("There is no schedule."));
    changed();
  });
  shown(section);
}

/**
 * Take a schedule, if it can be ridden.
 * @param {import("./schedule.js").Typed} typed
 * @param {HTMLElement} section
 */
function set(typed, section) {
  const found = made(typed, Number(section.dataset.halfLaps));
  faults(section, found.faults);
  if (!found.targets) return false;
  targets = found.targets;
  shown(section);
  return true;
}

/** @param {HTMLFormElement} asked @returns {import("./schedule.js").Typed} */
function read(asked) {
  const text = (/** @type {Field} */ field) => input(asked, field).value.trim();
  const unit = asked.querySelector("input[name=unit]:checked");
  return {
    unit: unit instanceof HTMLInputElement ? unit.value : "laps",
    first: text("first"),
    further: text("further"),
    total: text("total"),
  };
}

/** @param {HTMLFormElement} asked @param {import("./schedule.js").Typed} typed */
function fill(asked, typed) {
  for (const field of FIELDS) input(asked, field).value = typed[field];
  for (const unit of asked.querySelectorAll("input[name=unit]")) {
    if (unit instanceof HTMLInputElement) unit.checked = unit.value === typed.unit;
  }
}

/** @param {HTMLElement} section @param {Partial<Record<Field, string>>} wrong */
function faults(section, wrong) {
  for (const field of FIELDS) {
    const said = section.querySelector(`[data-fault="${field}"]`);
    if (said) said.textContent = wrong[field] ?? "";
    if (wrong[field]) input(section, field).setAttribute("aria-invalid", "true");
    else input(section, field).removeAttribute("aria-invalid");
  }
}

/** @param {HTMLElement} within @param {Field} field */
function input(within, field) {
  return /** @type {HTMLInputElement} */ (within.querySelector(`[data-field="${field}"]`));
}

/** What the schedule is, and all its times. @param {HTMLElement} section */
function shown(section) {
  const list = document.getElementById("schedule-targets");
  const clear = document.getElementById("schedule-clear");
  if (clear) clear.hidden = targets === null;
  if (list) list.hidden = targets === null;
  if (targets === null) return;
  const end = targets[targets.length - 1];
  const lapBefore = targets.length > 2 ? targets[targets.length - 3] : 0;
  const lap = end === null || lapBefore === null ? null : end - lapBefore;
  say(word("{total} in all, the last lap in {lap}.", { total: formatTime(end), lap: formatTime(lap) }));
  const metres = (section.dataset.metres ?? "").split(" ");
  const rows = targets.map((us, index) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = String(index + 1);
    const cells = [metres[index] ?? "", formatTime(us)].map((text) => {
      const cell = document.createElement("td");
      cell.textContent = text;
      return cell;
    });
    row.append(head, ...cells);
    for (const cell of row.cells) cell.className = "number";
    return row;
  });
  list?.querySelector("tbody")?.replaceChildren(...rows);
}

/** @param {string} sentence */
function say(sentence) {
  const place = document.getElementById("schedule-says");
  if (place) place.textContent = sentence;
}
