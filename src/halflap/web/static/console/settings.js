// @ts-check
// Knows how the keys are chosen: a button is pressed, then its new key.

import { word } from "../words.js";
import { at, keycap, make, write } from "./dom.js";
import { DEFAULTS, keyOf, printed, remap, reset, show } from "./keys.js";
import { tell } from "./state.js";

/** The action whose key is being chosen. @type {string | null} */
let choosing = null;

/** Put the settings to work. */
export function settings() {
  at("keys").replaceChildren(
    ...Object.keys(DEFAULTS).map((name) => {
      const button = make("button", "small", [keycap(name, printed(keyOf(name))), label(name)]);
      button.dataset.remap = name;
      button.addEventListener("click", () => {
        choosing = name;
        mark();
        write(at("keys-says"), word("Press the new key for “{what}”.", { what: label(name) }));
      });
      return button;
    }),
  );
  at("reset-keys").addEventListener("click", () => {
    reset();
    write(at("keys-says"), word("All keys are as they were."));
    tell("keys");
  });
}

/** @param {string} name */
function label(name) {
  if (name === "desk") return word("Desk");
  if (name === "check") return word("Session check");
  if (name === "earlier") return word("Earlier run");
  if (name === "later") return word("Later run");
  if (name === "button-gun") return word("Impulse: gun");
  if (name === "button-home") return word("Impulse: home");
  if (name === "button-back") return word("Impulse: back");
  const found =
    document.querySelector(`[data-action="${name}"] .label`)?.textContent ??
    document.querySelector(`[data-repair="${name}"] .label`)?.textContent;
  return found ?? name;
}

function mark() {
  for (const button of document.querySelectorAll("[data-remap]")) {
    button.classList.toggle("choosing", /** @type {HTMLElement} */ (button).dataset.remap === choosing);
  }
}

/**
 * A key while one is being chosen.
 * @param {string} key
 * @returns {boolean} whether it was for the settings
 */
export function chooseKey(key) {
  if (choosing === null || ["Shift", "Control", "Alt", "Meta"].includes(key)) return choosing !== null;
  const name = choosing;
  if (key === "Escape") {
    choosing = null;
    mark();
    write(at("keys-says"), "");
    return true;
  }
  const why = remap(name, key);
  write(at("keys-says"), why || word("“{what}” is now {key}.", { what: label(name), key: printed(key) }));
  if (!why) choosing = null;
  mark();
  show();
  tell("keys");
  return true;
}
