// @ts-check
// Knows what stands around a race: the devices and what is wrong with them, the session check, the
// automation, backups, what waits at the desk; and the buttons that are a source of impulses.

import { hubNow } from "../clock.js";
import { IN_TIME_MS } from "../commands.js";
import { are, isAbout } from "../presence.js";
import { word } from "../words.js";
import { answered, refusal } from "./acts.js";
import { at, keycap, make } from "./dom.js";
import { keyOf, printed } from "./keys.js";
import { posted } from "./giving.js";
import { on, said, state } from "./state.js";

const DESK = "/desk#waits";

/** The form by which somebody answers for racing without the session check. */
const WITHOUT_CHECK = "/desk#form-bypass";

/** Where a command is taken back together with what depends on it. */
const HISTORY = "/desk/history";

let shown = "";

/** Keep it up to date. */
export function around() {
  on("devices", showDevices);
  on("console", showAround);
  on("live", showAround);
  on("operators", () => are(state.operators));
  on("console", sayWhere);
  for (const name of ["gun", "home", "back"]) {
    document.getElementById(`button-${name}`)?.addEventListener("pointerdown", () => press(name));
  }
}

/** Two at one heat are told of each other: this is about the run, or else the next heat. */
function sayWhere() {
  const at = (state.console?.run ?? state.console?.next)?.at;
  isAbout(at ? { competition: at[0], phase: at[1], heat: at[2] } : null);
}

function showDevices() {
  at("devices").replaceChildren(
    ...state.devices.map((each) => {
      const lines = [
        make("span", each.well ? "lamp good" : "lamp bad", each.well ? "✓" : "!"),
        make("span", "name", each.name),
        make("span", "soft", `${roleWords(each.role)} · ${stateWords(each.state)}`),
        make("span", "last", each.last || "–"),
        make("span", "count", word("Impulses: {n}", { n: each.impulses })),
      ];
      if (each.rejected > 0) lines.push(make("span", "doubt", word("Lines not readable: {n}", { n: each.rejected })));
      if (each.lost > 0) lines.push(make("span", "alarm", word("Lines lost: {n}", { n: each.lost })));
      if (each.says) lines.push(make("p", "alarm", `${said(each.says)} ${said(each.remedy)}`));
      return make("li", each.well ? "well" : "unwell", lines);
    }),
  );
}

/** @param {string} role */
function roleWords(role) {
  return role === "primary" ? word("primary") : role === "backup" ? word("backup") : word("by hand");
}

/** @param {string} name */
function stateWords(name) {
  switch (name) {
    case "connected": return word("connected");
    case "connecting": return word("connecting");
    case "silent": return word("silent");
    case "rubbish": return word("not readable");
    case "flooding": return word("flooding");
    case "cut off": return word("cut off");
    default: return word("gone");
  }
}

function showAround() {
  const now = state.console;
  if (!now) return;
  const check = now.check;
  const lines = doubtLines();
  lines.push(deskLine(now), checkLine(check));
  if (check.running) lines.push(...check.says.map((each) => make("li", "asks", said(each))));
  if (now.automation.paused) lines.push(make("li", "doubt", word("The automation is paused: nothing follows by itself.")));
  else if (now.automation.unattended) lines.push(make("li", "soft", word("Clear heats are confirmed and armed by themselves.")));
  for (const held of now.automation.held) {
    lines.push(make("li", "doubt", word("Taken back, and not done again by itself: {what}", { what: said(held) })));
  }
  if (now.kept.failed) lines.push(make("li", "alarm", `${said(now.kept.failed.text)} ${said(now.kept.failed.remedy)}`));
  else if (now.kept.made) lines.push(make("li", "soft", word("Last backup: {path}", { path: now.kept.made.split("/").pop() ?? "" })));
  if (now.kept.disk) lines.push(make("li", "alarm", said(now.kept.disk)));
  const now_ = lines.map((each) => each.textContent).join("\n");
  if (now_ === shown) return;
  shown = now_;
  at("around").replaceChildren(...lines);
}

/** Every doubt, where there is more than the sentence at the top has room for. */
function doubtLines() {
  const doubts = state.live?.doubts ?? [];
  return doubts.length > 1 ? doubts.map((each) => make("li", "doubt", said(each.text))) : [];
}

/**
 * The way to the desk, and what is ridden and waits there to be confirmed: not the heat of the run
 * on this page.
 * @param {import("./types.js").ConsoleNow} now
 */
function deskLine({ waits, run }) {
  const none = run
    ? word("No other heat that is ridden waits to be confirmed.")
    : word("No heat that is ridden waits to be confirmed.");
  const link = /** @type {HTMLAnchorElement} */ (make("a", "button small", [keycap("desk", printed(keyOf("desk"))), word("Desk")]));
  link.id = "to-desk";
  link.href = DESK;
  link.target = "halflap-desk";
  return make("li", waits ? "doubt" : "", [link, " ", waits ? said(waits) : none]);
}

/**
 * The link to the form that a remedy speaks of, where it is one of the desk.
 * @param {string} code of the refusal
 * @returns {HTMLElement[]}
 */
export function linkOf(code) {
  if (code !== "check" && code !== "dependent") return [];
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", code === "check" ? word("Race without it") : word("History")));
  link.href = code === "check" ? WITHOUT_CHECK : HISTORY;
  link.target = "halflap-desk";
  return [link];
}

/** Open what waits at the desk beside the console, which stays where it is. */
export function openDesk() {
  window.open(DESK, "halflap-desk");
}

/** @param {import("./types.js").Checking} check */
function checkLine(check) {
  const passed = check.steps.filter((each) => each.passed).length;
  const button = make("button", "small", [
    keycap("check", printed(keyOf("check"))),
    check.running ? word("End the check") : word("Session check"),
  ]);
  button.id = "check";
  button.addEventListener("click", toggleCheck);
  const result = check.waits
    ? `${said(check.waits.text)}`
    : check.bypass
      ? word("raced without it, on the word of {name}", { name: check.bypass })
      : word("{n} of {all} passed", { n: passed, all: check.steps.length });
  return make("li", check.waits ? "doubt" : "", [button, " ", result]);
}

/** Begin the session check, or end it. */
export async function toggleCheck() {
  const run = !state.console?.check.running;
  const answer = await posted("/api/v1/console/check", { run }, IN_TIME_MS);
  if (answer) heard(answer);
  else answered({ ok: false, lines: [word("The hub does not answer. When it is heard again, this page shows whether the check goes on.")], remedies: [] });
}

/**
 * A button of the screen is pressed: an impulse of this moment.
 * @param {string} input
 */
export async function press(input) {
  const button = document.getElementById(`button-${input}`);
  if (!button) return;
  const at_us = Math.round(hubNow());
  const answer = await posted("/api/v1/console/impulse", { input, at_us });
  if (answer) heard(answer);
}

/** What became of it; the strip or the list shows it as well. @param {{refused: import("./giving.js").Reason[] | null, waited: boolean}} answer */
function heard({ refused, waited }) {
  if (refused) answered(refusal(refused));
  else if (waited) answered({ ok: true, lines: [word("Done.")], remedies: [] });
}
