// @ts-check
// Knows the one sentence: what is awaited, what the next key does; below it what has happened that
// has to be looked at, and what is doubtful.

import { word } from "../words.js";
import { linkOf } from "./around.js";
import { at, keycap, make, write } from "./dom.js";
import { keyOf, printed } from "./keys.js";
import { on, said, state, would } from "./state.js";

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
  write(at("awaits"), said(console_.awaits));
  if (at("notice").textContent !== said(console_.notice)) at("notice").textContent = said(console_.notice);
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
  return fit < 0 ? sentences.join(" · ") : `${sentences.slice(0, Math.max(1, fit)).join(" · ")} …`;
}

/**
 * What a key would do where an impulse is awaited.
 * @param {string} state_
 * @param {string} gunKey
 * @returns {(Node | string)[]}
 */
function meanwhileWords(state_, gunKey) {
  if (state_ === "counting down") {
    return [keycap("gun", gunKey), ` ${word("only if its impulse does not come: the start is the moment of the press.")}`];
  }
  if (state_ === "running" || state_ === "one finished") {
    return [word("Nothing has to be pressed: the impulses come by themselves.")];
  }
  return ["\u00a0"];
}

/** @param {import("./types.js").ConsoleNow} console_ */
function showComing(console_) {
  const action = console_.action;
  const whole = said(console_.does);
  // A doubt that is named whole is not said again.
  const others = (action ? (console_.actions[action]?.does ?? []) : []).filter((each) => !whole.includes(said(each)));
  const does = shortened(would(others));
  const key = action ? printed(keyOf(action)) : "";
  const checkKey = printed(keyOf("check"));
  const meanwhile = action ? "" : (state.live?.state ?? "");
  const gunKey = printed(keyOf("gun"));
  const checks = console_.check.running && !console_.run;
  const now = `${checks}|${action}|${key}|${does}|${whole}|${checkKey}|${said(console_.check.waits?.text)}|${meanwhile}|${gunKey}`;
  if (now === coming) return;
  coming = now;
  const holder = at("coming");
  holder.parentElement?.classList.toggle("long", whole.length > ROOM);
  if (checks) {
    holder.replaceChildren(keycap("check", checkKey), ` ${word("ends the session check.")}`);
    return;
  }
  if (!action) {
    const waits = console_.check.waits;
    const check = waits
      ? [keycap("check", checkKey), ` ${said(waits.text)} ${said(waits.remedy)} `, ...linkOf(waits.code)]
      : meanwhileWords(meanwhile, gunKey);
    holder.replaceChildren(...check);
    return;
  }
  const preview = does ? [make("span", "soft", ` ${does}`)] : [];
  holder.replaceChildren(keycap(action, key), ` ${whole}${whole.endsWith(".") ? "" : "."}`, ...preview);
}
