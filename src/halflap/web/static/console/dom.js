// @ts-check
// Knows the few steps by which the console writes into its page, changing only what has changed.

import { word } from "../words.js";

/** @param {string} id @returns {HTMLElement} */
export function at(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * Write a text, if it is another one; an empty line keeps its height.
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  const shown = text || "\u00a0";
  if (element.textContent !== shown) element.textContent = shown;
}

/**
 * A new element.
 * @param {string} tag
 * @param {string} [name] its classes
 * @param {string | Node | (string | Node)[]} [content]
 * @returns {HTMLElement}
 */
export function make(tag, name = "", content = []) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (made instanceof HTMLButtonElement) made.type = "button";
  made.append(...(Array.isArray(content) ? content : [content]));
  return made;
}

/**
 * The key of an action as it is printed, to be kept up to date by keys.js.
 * @param {string} name
 * @param {string} printed
 */
export function keycap(name, printed) {
  const cap = make("kbd", "", printed);
  cap.dataset.key = name;
  return cap;
}

/**
 * Lines in a list, if they are others.
 * @param {Element} list
 * @param {string[]} lines
 */
export function writeLines(list, lines) {
  const shown = [...list.children].map((each) => each.textContent);
  if (shown.length === lines.length && lines.every((line, n) => line === shown[n])) return;
  list.replaceChildren(...lines.map((line) => make("li", "", line)));
}

/** @param {string} side @returns {string} the letter of a side */
export function letter(side) {
  return side === "home" ? word("H") : word("B");
}

/** @param {string | null} side */
export function lamp(side) {
  return side ? make("span", `lamp ${side}`, letter(side)) : make("span", "lamp none", "·");
}
