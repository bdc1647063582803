// @ts-check
/**
 * Knows how a screen enters itself in the register of displays, and does what it is told there. It
 * speaks every few seconds and whenever the stream says that there are new orders; the answer is
 * what it has to do. A hub that is away is asked again until it is back.
 */

const EVERY_MS = 5_000;
const KEPT = "halflap.display";

/** @typedef {{id: string, name: string, done: number, blank: boolean}} Self */

/** What this screen is called; a name in the address counts. @returns {Self} */
function self() {
  const named = new URLSearchParams(location.search).get("display") ?? "";
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "");
    return { ...kept, name: kept.name || named };
  } catch {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    const id = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { id, name: named, done: 0, blank: false };
  }
}

const me = self();
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
  const asked = wanted;
  try {
    const answer = await fetch("/api/v1/displays", {
      method: "POST",
      headers: { "content-type": "application/json", "X-Halflap": "1" },
      body: JSON.stringify({
        ...me,
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
  if (asked !== wanted) tell();
}

/** @param {{number: number, name: string, blank: boolean, identify: boolean, go: number, page: string}} orders */
function follow(orders) {
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
