// @ts-check
/**
 * Knows how text is made to fit its box: it is set as large as the sheet says, and smaller where it
 * is too long, but never so small that nobody reads it: what is longer still stands in two lines of
 * about half the size, as high as one. What is marked `data-fit` is kept fitting.
 */

const SMALLEST = 0.42;
const HALF = 0.45;

/** Make one text fit the width of its box. @param {HTMLElement} element */
export function fit(element) {
  element.style.setProperty("--fit", "1");
  element.removeAttribute("data-two-lines");
  const there = element.clientWidth;
  const wanted = element.scrollWidth;
  if (there > 0 && wanted > there) {
    const part = Math.floor((there / wanted) * 990) / 1000;
    const long = part < SMALLEST;
    element.style.setProperty("--fit", String(long ? Math.min(HALF, 1.8 * part) : part));
    element.toggleAttribute("data-two-lines", long);
  }
}

/** Fit everything below that asks for it. @param {ParentNode} [root] */
export function fitAll(root = document) {
  for (const element of root.querySelectorAll("[data-fit]")) {
    fit(/** @type {HTMLElement} */ (element));
  }
}

/** Say something somewhere; True if it said something else before.
 *  @param {Element | null} element @param {string} text */
export function put(element, text) {
  if (!element || element.textContent === text) return false;
  element.textContent = text;
  if (element instanceof HTMLElement && element.dataset.fit !== undefined) fit(element);
  return true;
}

/** Fit now, when the window changes and once the letters are there. */
export function keepFitting() {
  fitAll();
  new ResizeObserver(() => fitAll()).observe(document.documentElement);
  document.fonts?.ready.then(() => fitAll());
}
