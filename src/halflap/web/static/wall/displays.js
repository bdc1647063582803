// @ts-check
/**
 * Knows how the lists of displays and lap counters stay as they are: each is fetched again every few
 * seconds, unless somebody is about to write or choose in it.
 */

import { IN_TIME_MS, newId, pressNow, since } from "../commands.js";
import { word } from "../words.js";

const EVERY_MS = 3_000;
const AGAIN_MS = 1_000;
const PATIENCE_MS = 5_000;

const LISTS = ["displays", "counters"];

/** Whether somebody has begun to write or choose there. @param {Element} there */
function isUsed(there) {
  const fields = [...there.querySelectorAll("input, select")];
  return fields.some((field) => {
    if (field === document.activeElement) return true;
    if (field instanceof HTMLInputElement) return field.value !== field.defaultValue;
    const chosen = /** @type {HTMLSelectElement} */ (field).selectedOptions[0];
    return chosen !== undefined && !chosen.defaultSelected && chosen.index > 0;
  });
}

/** Put a list as it is now in place of the other; who has a button stays on it.
 *  @param {Element} there @param {Element} fresh */
function renew(there, fresh) {
  const held = there.contains(document.activeElement) ? document.activeElement : null;
  const button = /** @type {HTMLButtonElement | null} */ (held?.closest("button") ?? null);
  there.replaceChildren(...fresh.childNodes);
  if (button) hold(button.form?.getAttribute("action") ?? "", button.name);
}

/** Go to a button of a form, or to its first one. @param {string} action @param {string} name */
function hold(action, name) {
  const form = document.querySelector(`form[action="${action}"]:has(button[name="${name}"])`);
  const any = document.querySelector(`form[action="${action}"] button`);
  const button = form?.querySelector(`button[name="${name}"]`) ?? any;
  /** @type {HTMLElement | null} */ (button)?.focus();
}

/** @param {Response} answer */
async function pageOf(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/displays", { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = await pageOf(answer);
    readClock(page);
    for (const id of LISTS) {
      const there = document.getElementById(id);
      const fresh = page.getElementById(id);
      if (there && fresh && !isUsed(there)) renew(there, fresh);
    }
  } catch {
    // the hub is away; the lists stay as they were
  }
}

/** The hub's clock as the list brought it along, and when that came. */
let clock = { us: 0, rate: 1, at: performance.now() };

/** @param {Document} page */
function readClock(page) {
  const { nowUs, rate } = page.getElementById("counters")?.dataset ?? {};
  if (nowUs) clock = { us: Number(nowUs), rate: Number(rate), at: performance.now() };
}

/**
 * Post a form, once; null where there was no answer.
 * @param {HTMLFormElement} form @param {URLSearchParams} body
 */
async function sent(form, body) {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(form.action, { method: "POST", body, signal });
    return { page: await pageOf(answer) };
  } catch {
    return null;
  }
}

/**
 * Post a form. A lap counter is a command: it is set within ten seconds or not at all, and asked for
 * until it is known which. What a display is told is seen in its list.
 * @param {HTMLFormElement} form @param {URLSearchParams} fields
 */
async function posted(form, fields) {
  const press = pressNow();
  const isCommand = form.closest("#counters") !== null;
  if (isCommand) {
    fields.set("id", newId());
    const nowUs = clock.us + (press.at - clock.at) * 1000 * clock.rate;
    fields.set("until_us", String(Math.floor(nowUs + IN_TIME_MS * 1000 * clock.rate)));
  }
  for (;;) {
    const answer = await sent(form, fields);
    if (answer) return answer.page;
    say(waitingWords(isCommand, since(press) < IN_TIME_MS));
    if (!isCommand) return null;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** @param {boolean} isCommand @param {boolean} inTime */
function waitingWords(isCommand, inTime) {
  if (!isCommand) return word("The hub does not answer. Once it does, the list shows what was done: press again what was not.");
  return inTime
    ? word("The hub does not answer: it is asked again, and does it once, within ten seconds or not at all.")
    : word("The hub does not answer: nothing is done any more. It is asked whether it was done in time.");
}

/** Say what has become of a press; nothing takes the line away. @param {string} text */
function say(text) {
  const there = document.getElementById("unanswered");
  const line = there ?? document.createElement("p");
  line.id = "unanswered";
  line.className = "alarm";
  line.setAttribute("role", "alert");
  if (!there) document.getElementById("displays")?.before(line);
  line.hidden = text === "";
  if (line.textContent !== text) line.textContent = text;
}

/** A button of the lists is pressed without leaving the page. @param {SubmitEvent} event */
async function press(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.getAttribute("action")?.startsWith("/displays/")) return;
  const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
  event.preventDefault();
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, pressed)) fields.append(name, String(value));
  const page = await posted(form, fields);
  if (!page) return;
  say("");
  readClock(page);
  const fresh = page.getElementById("content");
  const there = document.getElementById("content");
  if (!fresh || !there) {
    location.reload();
    return;
  }
  if ([...there.querySelectorAll("form")].some((each) => each !== form && isUsed(each))) {
    settle(form); // somebody has gone on meanwhile: what is chosen elsewhere stays
    return;
  }
  there.replaceChildren(...fresh.childNodes);
  hold(form.getAttribute("action") ?? "", pressed?.name ?? "");
}

/** What a form holds has been taken: nobody is about to write in it any more. @param {Element} form */
function settle(form) {
  for (const field of form.querySelectorAll("input")) field.defaultValue = field.value;
  for (const option of form.querySelectorAll("option")) option.defaultSelected = option.selected;
}

/** What was refused is said until it is being mended. */
function mended() {
  document.querySelector("#content [role=alert]:not(#unanswered)")?.remove();
}

readClock(document);
document.addEventListener("input", mended);
document.addEventListener("submit", press);
setInterval(refresh, EVERY_MS);
