// @ts-check
// Knows which key does what: as it comes, or as this browser was told; and hears the keys.

import { word } from "../words.js";

/** The keys as they come; upper case is with Shift. */
export const DEFAULTS = Object.freeze({
  arm: "a", gun: "g", abort: "b", "false-start": "f", mishap: "m", catch: "c", "no-catch": "n",
  dnf: "d", record: "t", confirm: "o", "confirm-all": "O", close: "x", undo: "u", pause: "p",
  check: "k", desk: "q", "attach-home": "h", "attach-back": "j", stray: "s", pull: "i", insert: "e",
  take: "w", limits: "l", start: "r", earlier: "v", later: "V", "button-gun": "1", "button-home": "2", "button-back": "3",
});

/** Keys that have a meaning everywhere and are nobody's to give. */
const TAKEN = ["Enter", "Escape", "Tab", " ", "ArrowUp", "ArrowDown", "Home", "End"];
const STORED = "halflap.console.keys";

/** @type {Record<string, string>} */
let keys = { ...DEFAULTS, ...stored() };

/** @returns {Record<string, string>} */
function stored() {
  try {
    const found = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    return Object.fromEntries(
      Object.entries(found).filter(([name, key]) => name in DEFAULTS && typeof key === "string"),
    );
  } catch {
    return {};
  }
}

/** @param {string} name @returns {string} the key of an action */
export function keyOf(name) {
  return keys[name] ?? "";
}

/** @param {string} key @returns {string | undefined} the action of a key */
export function actionOf(key) {
  return Object.keys(keys).find((name) => keys[name] === key);
}

/** @param {string} key @returns {string} a key as it is printed on a button */
export function printed(key) {
  return key.length === 1 && key !== key.toLowerCase() ? `⇧${key}` : key;
}

/**
 * Give an action another key; a sentence if that cannot be.
 * @param {string} name
 * @param {string} key
 * @returns {string} why not, or nothing
 */
export function remap(name, key) {
  if (TAKEN.includes(key) || key.length !== 1) {
    return word("This key has a meaning everywhere: choose a letter, a digit or a sign.");
  }
  const other = actionOf(key);
  if (other && other !== name) {
    return word("The key {key} is taken: give that action another one first.", { key });
  }
  keys = { ...keys, [name]: key };
  keep();
  return "";
}

/** All keys as they came. */
export function reset() {
  keys = { ...DEFAULTS };
  keep();
}

function keep() {
  const own = Object.entries(keys).filter(([name, key]) => DEFAULTS[/** @type {never} */ (name)] !== key);
  try {
    localStorage.setItem(STORED, JSON.stringify(Object.fromEntries(own)));
  } catch {
    // A browser that keeps nothing forgets them with the page.
  }
  show();
}

/** Write every key on its button. */
export function show() {
  for (const shown of document.querySelectorAll("kbd[data-key]")) {
    shown.textContent = printed(keyOf(/** @type {HTMLElement} */ (shown).dataset.key ?? ""));
  }
}

/**
 * Hear the keys; whoever types into a field is left alone.
 * @param {(key: string, event: KeyboardEvent) => boolean} pressed whether it was for us
 */
export function hear(pressed) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = /** @type {HTMLElement} */ (event.target);
    if (event.repeat) { // a key that is held acts once, on the button under it as well
      if (event.key === "Enter" && at.matches?.("button")) event.preventDefault();
      return;
    }
    const typing = at.matches?.("input:not([type=checkbox]), select, textarea");
    if (typing && event.key !== "Escape") return;
    if (at.matches?.("button, a, summary, input") && (event.key === "Enter" || event.key === " ")) return;
    if (pressed(event.key, event)) event.preventDefault();
  });
}
