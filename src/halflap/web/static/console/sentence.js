// @ts-check
// Knows the one sentence: what is awaited, what the next key does, what is doubtful.

import { word } from "../words.js";
import { linkOf } from "./around.js";
import { at, keycap, make, write } from "./dom.js";
import { keyOf, printed } from "./keys.js";
import { on, said, state } from "./state.js";

/** Keep the sentence up to date. */
export function sentence() {
  on("console", show);
  on("live", show);
  on("keys", show);
}

/** Letters: three lines of a small laptop. */
const ROOM = 150;

let coming = "";

function show() {
  const console_ = state.console;
  if (!console_) return;
  write(at("awaits"), said(console_.notice) || said(console_.awaits));
  at("awaits").classList.toggle("notice", Boolean(console_.notice));
  showComing(console_);
  const doubts = state.live?.doubts ?? [];
  const first = doubts.find((each) => each.overdue) ?? doubts[doubts.length - 1];
  const more = doubts.length > 1 ? word("{n} doubts, the newest: ", { n: doubts.length }) : "";
  write(at("doubtful"), first ? `${more}${said(first.text)}` : "");
  at("doubtful").classList.toggle("overdue", Boolean(first?.overdue));
}

/**
 * As many sentences as there is room for beside what is awaited: the first ones say what is kept.
 * @param {string[]} sentences
 */
function shortened(sentences) {
  let room = ROOM;
  const fit = sentences.findIndex((each) => (room -= each.length) < 0);
  return fit < 0 ? sentences.join(" ") : `${sentences.slice(0, Math.max(1, fit)).join(" ")} …`;
}

/** @param {import("./types.js").ConsoleNow} console_ */
function showComing(console_) {
  const action = console_.action;
  const does = action ? shortened((console_.actions[action]?.does ?? []).map(said)) : "";
  const key = action ? printed(keyOf(action)) : "";
  const checkKey = printed(keyOf("check"));
  const now = `${action}|${key}|${does}|${said(console_.does)}|${checkKey}|${said(console_.check.waits?.text)}`;
  if (now === coming) return;
  coming = now;
  const holder = at("coming");
  if (!action) {
    const waits = console_.check.waits;
    const check = waits ? [keycap("check", checkKey), ` ${said(waits.text)} ${said(waits.remedy)} `, ...linkOf(waits.code)] : ["\u00a0"];
    holder.replaceChildren(...check);
    return;
  }
  const preview = does ? [make("span", "soft", ` ${does}`)] : [];
  holder.replaceChildren(keycap(action, key), ` ${said(console_.does)}.`, ...preview);
}
