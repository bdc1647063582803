// @ts-check
// Knows what scripts add to the pages of the desk and the office: a preview without leaving the
// page, parts brought up to date while nobody types, Ctrl+Enter for a preview, and a form that
// a link leads to unfolded.

import { connect } from "./feed.js";
import { are, isAbout } from "./presence.js";

const QUIET_MS = 400;

/**
 * The page that came back, as a document.
 * @param {string} url
 * @param {RequestInit} [how]
 * @returns {Promise<Document>}
 */
async function fetched(url, how) {
  const answer = await fetch(url, { credentials: "same-origin", ...how });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/**
 * Ask what a form would do, and show it in its place: the form as it came back, with what is wrong
 * by its fields.
 * @param {HTMLFormElement} form
 */
async function preview(form) {
  const data = new FormData(form);
  data.set("preview", "yes");
  const body = new URLSearchParams(/** @type {any} */ (data));
  const name = form.dataset.form ?? "";
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.id;
  const page = await fetched(location.href, { method: "POST", body });
  const answer = page.querySelector(`form[data-form="${CSS.escape(name)}"]`);
  if (answer === null) {
    withoutScripts(form);
    return;
  }
  form.replaceWith(answer);
  if (focused) document.getElementById(focused)?.focus();
  else /** @type {HTMLElement | null} */ (answer.querySelector('[name="preview"]'))?.focus();
}

/** The same by leaving the page: still a preview, since a form that is sent bare is done. @param {HTMLFormElement} form */
function withoutScripts(form) {
  const asks = document.createElement("input");
  asks.type = "hidden";
  asks.name = "preview";
  asks.value = "yes";
  form.append(asks);
  form.submit();
  asks.remove(); // who comes back to this page does what the next button says
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {SubmitEvent} */ (event).submitter;
  const isPreview = button instanceof HTMLButtonElement && button.name === "preview";
  if (!form.matches("form.act") || !isPreview || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  preview(form).catch(() => withoutScripts(form));
});

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element | null} */ (event.target);
  const form = target?.closest("form.act");
  if (!(form instanceof HTMLFormElement) || event.key !== "Enter" || !event.ctrlKey) return;
  event.preventDefault();
  const button = form.querySelector('[name="preview"]');
  form.requestSubmit(button instanceof HTMLButtonElement ? button : null);
});

/** Where the address leads to a form, it is unfolded, and its first field has the focus. */
function unfold() {
  const form = location.hash.startsWith("#form-") ? document.getElementById(location.hash.slice(1)) : null;
  if (form === null) return;
  if (form instanceof HTMLDetailsElement) form.open = true;
  form.scrollIntoView({ block: "nearest" });
  const field = form.querySelector("input:not([type=hidden]), select, textarea, button");
  /** @type {HTMLElement | null} */ (field)?.focus();
}

// A browser that goes to a part of the page takes the focus away: only then is it given.
window.addEventListener("load", () => requestAnimationFrame(unfold));
window.addEventListener("hashchange", unfold);
document.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.href !== location.href || !link.hash) return;
  event.preventDefault(); // there already: no change of the address will be heard
  unfold();
});

let waiting = 0;

/** Bring the parts of the page that only show up to date; forms stay as somebody fills them. */
async function refresh() {
  waiting = 0;
  const page = await fetched(location.pathname + location.search);
  for (const part of document.querySelectorAll("[data-live]")) {
    const name = part.getAttribute("data-live") ?? "";
    const now = page.querySelector(`[data-live="${CSS.escape(name)}"]`);
    if (now === null || part.contains(document.activeElement)) continue;
    if (now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
  }
}

function soon() {
  if (waiting || document.querySelector("[data-live]") === null) return;
  waiting = window.setTimeout(() => refresh().catch(() => {}), QUIET_MS);
}

const about = document.getElementById("operators")?.dataset.heat ?? "";
const [competition = "", phase = "", heat = ""] = about.split("/");
isAbout(heat ? { competition, phase, heat } : null);

/** The newest fact that the page was made of. */
let seen = Number(document.getElementById("operators")?.dataset.seq ?? -1);

/** What can be done is another, by facts that the page does not have. @param {number} seq */
function known(seq) {
  if (seq !== seen) soon();
  seen = seq;
}

connect("officials", {
  snapshot(view, meta) {
    are(view.operators);
    known(meta.seq);
  },
  part(name, view, meta) {
    if (name === "operators") are(view.operators);
    if (name === "console") known(meta.seq);
  },
});
