// @ts-check
/**
 * Knows how a screen enters itself in the register of displays, and does what it is told there. It
 * speaks every few seconds and whenever the stream says that there are new orders; the answer is
 * what it has to do. A hub that is away is asked again until it is back.
 *
 * Who it is, it proves by a secret that it made up when it first came: this tab keeps its own, and
 * the browser those of its tabs, so that a screen that was switched off is the same afterwards.
 */

const EVERY_MS = 5_000;
const KEPT = "halflap.display";
const OF_THE_BROWSER = "halflap.displays";
const MOST_KEPT = 8;
const SECRET = /^[\w-]{32,64}$/;

/** @typedef {{secret: string, name: string, done: number, blank: boolean}} Self */

/** What this tab keeps of itself. @returns {Self} */
function self() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "");
    if (SECRET.test(kept.secret)) return kept;
  } catch {
    // it comes for the first time
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const secret = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { secret, name: "", done: 0, blank: false };
}

/** The secrets of the tabs of this browser, the newest first. @returns {string[]} */
function ofTheBrowser() {
  try {
    const kept = JSON.parse(localStorage.getItem(OF_THE_BROWSER) ?? "[]");
    return kept.filter((/** @type {unknown} */ each) => typeof each === "string" && SECRET.test(each)).slice(0, MOST_KEPT);
  } catch {
    return [];
  }
}

const me = self();
const asked = new URLSearchParams(location.search).get("display") ?? "";
let wanted = -1;
let asking = false;
let entered = false;

function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(me));
  } catch {
    // it enters itself anew each time it is loaded
  }
}

/** The browser keeps it as well. */
function keepSecret() {
  const all = ofTheBrowser();
  if (all.includes(me.secret)) return;
  try {
    localStorage.setItem(OF_THE_BROWSER, JSON.stringify([me.secret, ...all].slice(0, MOST_KEPT)));
  } catch {
    // as long as this tab is open it is the same
  }
}

/** Ask for orders when the stream says that there are new ones. @param {any} view */
export function ordered(view) {
  if (view?.revision !== wanted) {
    wanted = view?.revision ?? -1;
    tell();
  }
}

async function tell() {
  if (asking || !entered) return;
  asking = true;
  const heard = wanted;
  try {
    const answer = await fetch("/api/v1/displays", {
      method: "POST",
      headers: { "content-type": "application/json", "X-Halflap": "1" },
      body: JSON.stringify({
        secret: me.secret,
        kept: ofTheBrowser().filter((each) => each !== me.secret),
        name: asked || me.name,
        done: me.done,
        blank: me.blank,
        page: location.pathname + location.search,
        width: innerWidth,
        height: innerHeight,
        language: document.documentElement.lang,
      }),
      signal: AbortSignal.timeout(EVERY_MS * 2),
    });
    if (answer.ok) follow(await answer.json());
  } catch {
    // the hub is away; the bar of the page says so
  } finally {
    asking = false;
  }
  if (heard !== wanted) tell();
}

/** @param {{number: number, name: string, blank: boolean, identify: boolean, go: number, page: string, secret: string}} orders */
function follow(orders) {
  if (orders.secret) me.secret = orders.secret;
  keepSecret();
  me.name = orders.name;
  me.blank = orders.blank;
  document.body.classList.toggle("dark", orders.blank);
  identify(orders);
  const goes = orders.go > me.done;
  me.done = Math.max(orders.go, me.done);
  keep();
  if (!goes) return;
  if (orders.page && orders.page !== location.pathname + location.search) location.assign(orders.page);
  else location.reload();
}

/** @param {{number: number, name: string, identify: boolean}} orders */
function identify(orders) {
  const there = document.querySelector(".identify");
  if (!orders.identify) {
    there?.remove();
    return;
  }
  const sign = there ?? document.createElement("div");
  sign.className = "identify";
  sign.setAttribute("role", "status");
  const number = document.createElement("b");
  number.textContent = String(orders.number);
  const name = document.createElement("span");
  name.textContent = `${orders.name} ${innerWidth} × ${innerHeight}`.trim();
  sign.replaceChildren(number, name);
  if (!there) document.body.append(sign);
}

/** Enter this screen, unless the address says `register=no`. */
export function enter() {
  if (new URLSearchParams(location.search).get("register") === "no") return;
  entered = true;
  document.body.classList.toggle("dark", me.blank);
  keep();
  tell();
  setInterval(tell, EVERY_MS);
}
