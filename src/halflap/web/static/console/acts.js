// @ts-check
// Knows how an action is done: its commands one after the other, after asking for a rider if it is
// about one. What a button did not offer is not sent.

import { hubNow } from "../clock.js";
import { pressNow, since } from "../commands.js";
import { word } from "../words.js";
import { given, whileWaiting } from "./giving.js";
import { said, state, tell } from "./state.js";

/**
 * @typedef {{ok: boolean, lines: string[], remedies: {text: string, action: string | null, code?: string}[]}} Answer
 * what is to be said of the last thing done
 */

/** @type {{answer: Answer | null, asked: {action: string, choices: import("./types.js").Choice[], seen: number} | null, busy: string | null}} */
export const doing = { answer: null, asked: null, busy: null };

/** A press that waited longer than this was meant for a moment that is over. */
const WAITS_MS = 3000;

/** @typedef {import("../commands.js").Press & {us: number}} Pressed `us`: by the clock of the hub */

/** What was pressed while another action was still on its way. @type {{name: string, press: Pressed} | null} */
let waits = null;

/** @returns {Pressed} */
function pressed() {
  return { ...pressNow(), us: hubNow() };
}

/** @param {Answer | null} answer */
export function answered(answer) {
  doing.answer = answer;
  tell("answer");
}

/**
 * What a press of an action does now; while another one is on its way it waits for that. The same
 * key pressed twice is one press.
 * @param {string} name
 * @param {Pressed} [press]
 */
export async function act(name, press = pressed()) {
  if (doing.busy) {
    waits = name === doing.busy ? waits : { name, press };
    return;
  }
  const possible = state.console?.actions[name];
  if (!possible) return;
  if (possible.refused.length > 0) {
    answered(refusal(possible.refused));
    return;
  }
  if (possible.choices.length > 0) {
    // As it was when it was asked: who rides on meanwhile changes nothing of what was seen.
    doing.asked = { action: name, choices: possible.choices, seen: state.seq };
    tell("asked");
    return;
  }
  await perform(name, possible.commands, press, state.seq);
}

/**
 * The rider of the question is named, or nobody.
 * @param {string | null} side
 */
export async function choose(side) {
  const asked = doing.asked;
  doing.asked = null;
  tell("asked");
  const choice = asked?.choices.find((each) => each.side === side);
  if (!asked || !choice) {
    answered({ ok: true, lines: [word("Nothing is ruled.")], remedies: [] });
  } else if (choice.refused.length > 0) {
    answered(refusal(choice.refused));
  } else {
    await perform(asked.action, choice.commands, pressed(), asked.seen);
  }
}

/**
 * Give commands in order, until one is refused.
 * @param {string} name
 * @param {import("./types.js").Given[]} commands
 * @param {Pressed} press
 * @param {number} seen the newest fact that was shown when they were offered
 */
async function perform(name, commands, press, seen) {
  doing.busy = name;
  tell("busy");
  /** @type {string[]} */
  const lines = [];
  const done = doneWords(name); // the label of a switch is another one afterwards
  try {
    for (const [n, command] of commands.entries()) {
      const outcome = await given(command.name, fieldsOf(command, press), seen, press);
      if (outcome.refused) {
        if (n > 0) lines.push(word("{n} of {all} steps are done. The next one is not:", { n, all: commands.length }));
        answered(refusal(outcome.refused, lines));
        return;
      }
      lines.push(...outcome.remarks.map(said));
    }
    answered({ ok: true, lines: [done, ...lines], remedies: [] });
  } finally {
    doing.busy = null;
    tell("busy");
    const next = waits;
    waits = null;
    if (next && since(next.press) > WAITS_MS) tooLate();
    else if (next) await act(next.name, next.press);
  }
}

/**
 * @param {import("./types.js").Given} command
 * @param {Pressed} press
 */
function fieldsOf(command, press) {
  const offset = state.console?.offset_us ?? null;
  if (!command.now || offset === null) return command.fields;
  return { ...command.fields, [command.now]: Math.round(press.us + offset) };
}

/**
 * @param {{code: string, text: import("./types.js").Text, remedy: import("./types.js").Text, action?: string | null}[]} refused
 * @param {string[]} before
 * @returns {Answer}
 */
export function refusal(refused, before = []) {
  return {
    ok: false,
    lines: [...before, ...refused.map((each) => said(each.text))],
    remedies: refused.map((each) => ({ text: said(each.remedy), action: each.action ?? null, code: each.code })),
  };
}

whileWaiting((now) => answered({ ok: false, lines: [waitingWords(now)], remedies: [] }));

/** @param {import("../commands.js").Waiting} now */
function waitingWords(now) {
  if (now === "signed-out") {
    return word("You are signed out: sign in again in another tab, and this page says whether it was done.");
  }
  if (now === "late") {
    return word("The hub does not answer: nothing is done any more. It is asked whether it was done in time.");
  }
  return word("The hub does not answer: it is asked again, and does it once, within ten seconds or not at all.");
}

/** What was pressed after it waited too long: said beside what became of the first. */
function tooLate() {
  const { ok, lines, remedies } = doing.answer ?? { ok: true, lines: [], remedies: [] };
  const dropped = word("What was pressed meanwhile was not done: the hub took too long.");
  answered({ ok, lines: [...lines, dropped], remedies });
}

/** @param {string} name */
function doneWords(name) {
  const label = document.querySelector(`[data-action="${name}"] .label`)?.textContent;
  return label ? word("Done: {what}.", { what: label }) : word("Done.");
}
