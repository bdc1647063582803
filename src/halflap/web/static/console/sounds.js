// @ts-check
// Knows the sounds: the last seconds of the countdown, an impulse, a new doubt; each can be switched.

import { hubNow } from "../clock.js";
import { on, state } from "./state.js";

const STORED = "halflap.console.sounds";
const LAST_S = 5;

/** @type {Record<string, boolean>} */
const wanted = { countdown: false, impulse: false, doubt: false };
/** @type {AudioContext | null} */
let audio = null;
let newest = 0;
let doubts = 0;
let beeped = -1;

/** Put the switches to work. */
export function sounds() {
  try {
    Object.assign(wanted, JSON.parse(localStorage.getItem(STORED) ?? "{}"));
  } catch {
    // A browser that keeps nothing begins in silence.
  }
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-sound]"))) {
    const name = box.dataset.sound ?? "";
    box.checked = Boolean(wanted[name]);
    box.addEventListener("change", () => {
      wanted[name] = box.checked;
      if (box.checked) beep(name === "doubt" ? 330 : 880, 0.08);
      try {
        localStorage.setItem(STORED, JSON.stringify(wanted));
      } catch {
        // It holds for this page.
      }
    });
  }
  on("strip", impulse);
  on("live", doubt);
  setInterval(countdown, 100);
}

/** @param {number} hertz @param {number} seconds */
function beep(hertz, seconds) {
  audio ??= new AudioContext();
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.frequency.value = hertz;
  gain.gain.setValueAtTime(0.2, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + seconds);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + seconds);
}

function impulse() {
  const last = Math.max(0, ...state.strip.rows.map((row) => row.number));
  const fresh = !state.strip.reset && last > newest;
  newest = Math.max(newest, last);
  if (fresh && wanted.impulse) beep(1320, 0.05);
}

function doubt() {
  const count = state.live?.doubts.length ?? 0;
  if (count > doubts && wanted.doubt) beep(330, 0.3);
  doubts = count;
}

function countdown() {
  const now = state.live?.now;
  if (!wanted.countdown || !now || now.gun_us !== null || now.countdown_us === null) return;
  const left = Math.ceil((now.countdown_us - hubNow()) / 1e6);
  if (left === beeped || left > LAST_S || left < 0) return;
  beeped = left;
  beep(left === 0 ? 1320 : 880, left === 0 ? 0.4 : 0.1);
}
