// @ts-check
// Knows how the console is put together: what the hub tells goes into the state, keys into actions.

import { connect } from "../feed.js";
import { act, choose, doing } from "./acts.js";
import { around, openDesk, press, toggleCheck } from "./around.js";
import { answerKey, buttons, stillAsked } from "./buttons.js";
import { earlier, stepRun } from "./earlier.js";
import { actionOf, hear, show } from "./keys.js";
import { REPAIRS, accept, escape, leave, repair, repairs, undecided } from "./repairs.js";
import { rides } from "./rides.js";
import { sentence } from "./sentence.js";
import { chooseKey, settings } from "./settings.js";
import { sounds } from "./sounds.js";
import { state, take, takeAll } from "./state.js";
import { strip, walk } from "./strip.js";

document.getElementById("without-scripts")?.remove();
sentence();
buttons();
rides();
strip();
repairs();
earlier();
around();
sounds();
settings();
show();

/** @param {any} meta */
function newest(meta) {
  if (typeof meta?.seq === "number") state.seq = meta.seq;
}

connect("officials", {
  snapshot: (view, meta) => {
    newest(meta);
    takeAll(view);
  },
  live: (live, meta) => {
    newest(meta);
    take("live", live);
  },
  part: (name, view, meta) => {
    newest(meta);
    take(name, view);
  },
});

hear((key) => {
  if (chooseKey(key)) return true;
  if (key === "Escape") {
    if (doing.asked) choose(null);
    else escape();
    return true;
  }
  if (doing.asked) {
    if (key === "Shift" || key === "Tab") return false;
    if (!answerKey(key) && !walk(key) && !whileAsked(actionOf(key) ?? "")) stillAsked();
    return true;
  }
  if (key === "Enter" && undecided()) {
    accept();
    return true;
  }
  if (walk(key)) return true;
  const name = actionOf(key);
  if (!name) return false;
  if (name === "desk") openDesk();
  else if (name === "check") toggleCheck();
  else if (whileAsked(name)) return true;
  else if (REPAIRS.includes(name)) repair(name);
  else act(name);
  return true;
});

/**
 * What a key does whether a rider is asked for or not: an impulse is never lost, and to read on the
 * strip changes nothing.
 * @param {string} name
 * @returns {boolean} whether it is one of these
 */
function whileAsked(name) {
  if (name.startsWith("button-")) press(name.slice("button-".length));
  else if (name === "earlier" || name === "later") {
    if (undecided()) leave();
    stepRun(name === "earlier" ? -1 : 1);
  } else return false;
  return true;
}
