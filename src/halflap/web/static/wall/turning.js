// @ts-check
/**
 * Knows how panels take turns while nobody rides: each for a while, a long table page by page, as
 * many rows as fit. Nothing moves but the change itself, and that fades where movement is welcome.
 */

import { fitAll } from "./fit.js";

const EACH_MS = 10_000;

/** @typedef {{panel: HTMLElement, from: number, to: number}} Turn */

/** The rows of a panel that are paged. @param {HTMLElement} panel */
function rowsOf(panel) {
  return /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[data-row]")]);
}

/** How many rows fit: as many as the panel holds before something hangs out of it.
 *  @param {HTMLElement} panel @param {HTMLElement[]} rows */
function fitting(panel, rows) {
  for (const row of rows) row.hidden = false;
  const list = /** @type {HTMLElement | null} */ (panel.querySelector("[data-rows]"));
  if (!list || !rows.length) return rows.length;
  const room = list.clientHeight;
  const top = rows[0].offsetTop;
  const fit = rows.filter((row) => row.offsetTop - top + row.offsetHeight <= room + 1).length;
  return Math.max(1, fit);
}

/** @param {HTMLElement[]} panels @returns {Turn[]} */
function turns(panels) {
  return panels.flatMap((panel) => {
    const rows = rowsOf(panel);
    const fit = fitting(panel, rows);
    const pages = Math.max(1, Math.ceil(rows.length / Math.max(1, fit)));
    // all pages hold about the same, so that the last is not one lonely row
    const each = Math.ceil(rows.length / pages);
    return Array.from({ length: pages }, (_, n) => ({ panel, from: n * each, to: (n + 1) * each }));
  });
}

/** @param {Turn} turn */
function show(turn) {
  rowsOf(turn.panel).forEach((row, n) => {
    row.hidden = n < turn.from || n >= turn.to;
  });
}

export class Turning {
  /** @param {() => HTMLElement[]} panels those that have something to say, in order */
  constructor(panels) {
    this.panels = panels;
    this.at = -1;
    this.timer = 0;
  }

  /** Begin with the first one, or with what was shown last. */
  start() {
    if (this.timer) return;
    this.timer = setInterval(() => this.step(), EACH_MS);
    this.step();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.at = -1;
    this.only(null);
  }

  /** What is shown now, laid out anew: the window or the content changed. */
  again() {
    if (!this.timer) return;
    this.at -= 1;
    this.step();
  }

  step() {
    const all = turns(this.panels());
    if (!all.length) {
      this.only(null);
      return;
    }
    this.at = (this.at + 1 + all.length) % all.length;
    show(all[this.at]);
    this.only(all[this.at].panel);
    fitAll(all[this.at].panel);
  }

  /** @param {HTMLElement | null} shown */
  only(shown) {
    for (const panel of document.querySelectorAll("[data-turn]")) {
      panel.toggleAttribute("data-away", panel !== shown);
      panel.toggleAttribute("inert", panel !== shown);
    }
  }
}
