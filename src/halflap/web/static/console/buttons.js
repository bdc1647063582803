// @ts-check
// Knows the buttons: each with its key, what it would do, or why it cannot be done now and what to
// do about it.

import { word } from "../words.js";
import { act, answered, choose, doing, refusal } from "./acts.js";
import { linkOf } from "./around.js";
import { at, keycap, letter, make, write } from "./dom.js";
import { actionOf, keyOf, printed } from "./keys.js";
import { on, said, state, would } from "./state.js";

/** The statuses behind one key: while a rider is asked for, a digit chooses another of them. */
const STATUSES = ["dnf", "dns", "dsq"];
const MOST_LINES = 4;

/** The action whose whole reason is shown. @type {string | null} */
let hinted = null;

/** Put the buttons to work. */
export function buttons() {
  for (const holder of document.querySelectorAll("[data-action]")) {
    const name = /** @type {HTMLElement} */ (holder).dataset.action ?? "";
    holder.querySelector("button")?.addEventListener("click", () => act(name));
    holder.addEventListener("pointerenter", () => hint(name));
    holder.addEventListener("focusin", () => hint(name));
    holder.addEventListener("pointerleave", showAnswer);
    holder.addEventListener("focusout", showAnswer);
  }
  on("console", showActions);
  on("busy", showActions);
  on("asked", showQuestion);
  on("answer", showAnswer);
}

function showActions() {
  const console_ = state.console;
  if (!console_) return;
  for (const holder of document.querySelectorAll("[data-action]")) {
    const name = /** @type {HTMLElement} */ (holder).dataset.action ?? "";
    const possible = console_.actions[name];
    if (!possible) continue;
    const off = possible.refused.length > 0;
    const button = /** @type {HTMLElement} */ (holder.querySelector("button"));
    button.setAttribute("aria-disabled", String(off));
    holder.classList.toggle("next", console_.action === name);
    holder.classList.toggle("busy", doing.busy === name);
    const lines = off
      ? possible.refused.map((each) => `${said(each.text)} ${said(each.remedy)}`)
      : would(possible.does);
    write(/** @type {Element} */ (holder.querySelector(".why")), lines.join(" "));
    button.title = lines.join("\n");
    if (name === "pause") {
      const paused = console_.automation.paused;
      write(
        /** @type {Element} */ (holder.querySelector(".label")),
        paused ? word("Resume") : word("Pause"),
      );
    }
  }
  if (hinted) hint(hinted);
  const undoes = console_.undo ? word("Undo takes back: {what}", { what: said(console_.undo.text) }) : "";
  write(at("undoes"), undoes);
  at("undoes").title = undoes;
}

function showQuestion() {
  const asked = doing.asked;
  at("ask").hidden = !asked;
  document.body.classList.toggle("asking", Boolean(asked));
  if (!asked) return;
  write(at("question"), word("{what}: which rider?", { what: nameOf(asked.action) }));
  const choices = asked.choices.map((choice) => {
    const button = make("button", choice.side, [
      make("kbd", "", choice.side === "home" ? "h" : "b"),
      make("span", `lamp ${choice.side}`, letter(choice.side)),
      make("span", "label", choice.name),
      make("span", "why", comesTo(choice)),
    ]);
    button.addEventListener("click", () => choose(choice.side));
    return button;
  });
  const nobody = make("button", "", [make("kbd", "", "Esc"), word("Nobody")]);
  nobody.addEventListener("click", () => choose(null));
  at("choices").replaceChildren(...choices, ...otherStatuses(asked.action), nobody);
}

/**
 * What naming this rider comes to, as far as there is room: what the rules make of it comes last.
 * @param {import("./types.js").Choice} choice
 */
function comesTo(choice) {
  const lines = choice.refused.length > 0 ? choice.refused.map((each) => `${said(each.text)} ${said(each.remedy)}`) : would(choice.does.slice(-2));
  return lines.join(" ");
}

/** @param {string} action */
function otherStatuses(action) {
  if (!STATUSES.includes(action)) return [];
  return STATUSES.filter((each) => each !== action).map((each) => {
    const button = make("button", "other", [make("kbd", "", statusKeys()[STATUSES.indexOf(each)] ?? ""), nameOf(each)]);
    button.addEventListener("click", () => act(each));
    return button;
  });
}

/** @param {string} action */
function nameOf(action) {
  if (action === "dnf") return word("Did not finish");
  if (action === "dns") return word("Did not start");
  if (action === "dsq") return word("Disqualified");
  return document.querySelector(`[data-action="${action}"] .label`)?.textContent ?? "";
}

/**
 * A key while a rider is asked for.
 * @param {string} key
 * @returns {boolean} whether it was an answer
 */
export function answerKey(key) {
  const status = STATUSES.includes(doing.asked?.action ?? "") ? STATUSES[statusKeys().indexOf(key)] : undefined;
  if (key === "h" || key === "H") choose("home");
  else if (key === "b" || key === "B") choose("back");
  else if (status) act(status);
  else return false;
  return true;
}

/** The digits that choose a status: those that are no button of the meet, which stay impulses. */
function statusKeys() {
  return [..."123456789"].filter((key) => !document.getElementById(actionOf(key) ?? "")).slice(0, STATUSES.length);
}

/** Another key was pressed while a rider is asked for. */
export function stillAsked() {
  const lines = [word("A rider is asked for: h home, b back, Esc nobody. Nothing else is done before that.")];
  answered({ ok: false, lines, remedies: [] });
}

/**
 * The whole of what stands in short under a button.
 * @param {string} name
 */
function hint(name) {
  const possible = state.console?.actions[name];
  if (!possible) return;
  if (possible.refused.length > 0) show({ ...refusal(possible.refused), ok: true });
  else if (possible.does.length > 0) show({ ok: true, lines: would(possible.does), remedies: [] });
  else return;
  hinted = name;
}

function showAnswer() {
  hinted = null;
  show(doing.answer);
}

/**
 * What was done, in so many lines that they lie over no button; why something is not done is whole.
 * @param {import("./acts.js").Answer} answer
 */
function shortened({ ok, lines }) {
  if (!ok || lines.length <= MOST_LINES) return lines;
  const n = lines.length - MOST_LINES + 1;
  return [...lines.slice(0, MOST_LINES - 1), word("And {n} more lines; the half laps show what changed.", { n })];
}

/** @param {import("./acts.js").Answer | null} answer */
function show(answer) {
  const holder = at("answer");
  holder.classList.toggle("no", answer !== null && !answer.ok);
  if (!answer) {
    holder.replaceChildren();
    return;
  }
  const lines = shortened(answer).map((line) => make("p", "said", line));
  const remedies = answer.remedies.map((each) => {
    const keys = each.action && keyOf(each.action) ? [" ", keycap(each.action, printed(keyOf(each.action)))] : [];
    return make("p", "remedy", [each.text, " ", ...linkOf(each.code ?? ""), ...keys]);
  });
  holder.replaceChildren(...lines, ...remedies);
}
