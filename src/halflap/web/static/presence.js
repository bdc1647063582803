// @ts-check
// Knows which officials have a page open on which heat, says which heat this page is about, and
// writes who else is there: two at one heat are told of each other.

import { word } from "./words.js";

/** @typedef {{competition: string, phase: string, heat: string}} Heat */
/** @typedef {{who: string, says: Record<string, string>, heats: (Heat & {says: Record<string, string>})[]}} Operator */

const EVERY_MS = 10_000;
const language = document.documentElement.lang || "en";
const page = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16)).join("");

/** @type {Heat | null} */
let mine = null;
/** @type {Operator[]} */
let there = [];
let begun = false;

/** This page is about that heat now, or about none. @param {Heat | null} heat */
export function isAbout(heat) {
  const same = begun && key(heat) === key(mine);
  mine = heat && { competition: heat.competition, phase: heat.phase, heat: heat.heat };
  if (same) return;
  if (!begun) setInterval(say, EVERY_MS);
  begun = true;
  say();
  show();
}

/** Who is there now. @param {Operator[]} operators */
export function are(operators) {
  there = operators;
  show();
}

/** @param {Heat | null} heat */
function key(heat) {
  return heat ? [heat.competition, heat.phase, heat.heat].join("/") : "";
}

/** @param {Heat | null} [heat] */
async function say(heat = mine) {
  try {
    await fetch("/api/v1/here", {
      method: "POST",
      headers: { "content-type": "application/json", "x-halflap": "1" },
      body: JSON.stringify({ page, heat }),
      keepalive: true,
    });
  } catch {
    // the hub is away; the bar of the page says so
  }
}

function show() {
  const shown = document.getElementById("operators");
  if (!shown) return;
  const others = there.filter((each) => each.who !== shown.dataset.me);
  const here = others.filter((each) => mine && each.heats.some((heat) => key(heat) === key(mine)));
  const elsewhere = others.filter((each) => !here.includes(each));
  const lines = [];
  if (here.length > 0) lines.push(word("On this heat as well: {names}", { names: here.map(name).join(" · ") }));
  if (elsewhere.length > 0) lines.push(word("Also here: {names}", { names: elsewhere.map(called).join(" · ") }));
  const text = lines.join(" · ") || "\u00a0";
  shown.classList.toggle("doubt", here.length > 0);
  if (shown.textContent === text) return;
  shown.textContent = text;
  shown.title = lines.join("\n");
}

/** @param {Operator} operator */
function name(operator) {
  return operator.says[language] ?? operator.who;
}

/** Who it is, and on which heats. @param {Operator} operator */
function called(operator) {
  const heats = operator.heats.map((each) => each.says[language] ?? each.says.en).join("; ");
  return heats ? word("{name}: {heats}", { name: name(operator), heats }) : name(operator);
}

addEventListener("pagehide", () => {
  if (begun && mine) say(null);
});
