// @ts-check
/**
 * Knows how a screen makes itself heard: tones made here, no files. A browser lets a page sound only
 * after somebody has touched it, so there is a button; what was chosen stays chosen in this browser.
 * A mixer may sound at once. `?sound=on` in the address switches it on.
 */

import { word } from "../words.js";

const KEPT = "halflap.sound";

/** The partials of a hand bell: how high, how loud, how long. */
const BELL = /** @type {const} */ ([
  [1, 1, 1.6],
  [2.76, 0.5, 1.1],
  [5.4, 0.25, 0.6],
]);

export class Sound {
  /** @param {HTMLElement} place where the button and the switches are made
   *  @param {Record<string, string>} cues what can sound: the name of a cue, and how it is called */
  constructor(place, cues) {
    this.place = place;
    this.cues = cues;
    /** @type {AudioContext | null} */
    this.context = null;
    const kept = read();
    const asked = new URLSearchParams(location.search).get("sound");
    this.on = asked === null ? kept.on : asked === "on";
    /** @type {Set<string>} */
    this.off = new Set(kept.off);
    this.draw();
    if (this.on) this.begin();
  }

  /** Whether a cue would be heard now. @param {string} cue */
  hears(cue) {
    return this.on && !this.off.has(cue) && this.context?.state === "running";
  }

  /** One tone. @param {string} cue @param {number} hertz @param {number} lasts in seconds
   *  @param {number} [after] so many seconds from now */
  tone(cue, hertz, lasts, after = 0) {
    if (this.hears(cue)) this.partial(hertz, 0.5, lasts, after, "square", false);
  }

  /** The bell of the last lap, struck three times. @param {string} cue */
  bell(cue) {
    if (!this.hears(cue)) return;
    for (const after of [0, 0.45, 0.9]) {
      for (const [times, loud, lasts] of BELL) {
        this.partial(880 * times, 0.5 * loud, lasts, after, "sine", true);
      }
    }
  }

  /** @param {number} hertz @param {number} loud @param {number} lasts @param {number} after
   *  @param {OscillatorType} type @param {boolean} fades */
  partial(hertz, loud, lasts, after, type, fades) {
    const context = this.context;
    if (!context) return;
    const at = context.currentTime + after;
    const source = new OscillatorNode(context, { frequency: hertz, type });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + 0.005);
    if (fades) gain.gain.exponentialRampToValueAtTime(0.001, at + lasts);
    else gain.gain.setValueAtTime(loud, at + lasts);
    gain.gain.linearRampToValueAtTime(0, at + lasts + 0.02);
    source.connect(gain).connect(context.destination);
    source.start(at);
    source.stop(at + lasts + 0.05);
  }

  /** Ask the browser to let this page sound. */
  async begin() {
    try {
      this.context ??= new AudioContext();
      this.context.onstatechange = () => this.draw();
      await this.context.resume();
    } catch {
      // a browser without sound: the button stays as it is
    }
    this.draw();
  }

  /** Switch everything on or off. @param {boolean} on */
  turn(on) {
    this.on = on;
    this.keep();
    if (on) this.begin();
    else this.context?.suspend();
    this.draw();
  }

  keep() {
    try {
      localStorage.setItem(KEPT, JSON.stringify({ on: this.on, off: [...this.off] }));
    } catch {
      // nothing is kept here; the choice holds while the page is open
    }
  }

  /** The button, which says what pressing it does; and a switch for each cue while it sounds. */
  draw() {
    const heard = this.on && this.context?.state === "running";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heard ? word("Sound off") : word("Enable sound");
    button.dataset.sound = heard ? "on" : "off";
    button.addEventListener("click", () => this.turn(!heard));
    const focused = this.place.contains(document.activeElement);
    this.place.replaceChildren(button, ...(heard ? this.switches() : []));
    if (focused) button.focus();
  }

  switches() {
    const names = Object.entries(this.cues);
    if (names.length < 2) return [];
    return names.map(([cue, called]) => {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = !this.off.has(cue);
      box.addEventListener("change", () => {
        if (box.checked) this.off.delete(cue);
        else this.off.add(cue);
        this.keep();
      });
      label.append(box, called);
      return label;
    });
  }
}

/** What was chosen before. @returns {{on: boolean, off: string[]}} */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return { on: kept.on === true, off: Array.isArray(kept.off) ? kept.off : [] };
  } catch {
    return { on: false, off: [] };
  }
}
