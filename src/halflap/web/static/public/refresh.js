// @ts-check
// Knows how the parts of a page are put in again: what changed is swapped, what is read stays.

const MINUTE_MS = 60_000;

/** @type {number | undefined} */
let due;
let dueBy = 0;

/** @type {(swap: () => void) => void} */
let around = (swap) => swap();

/** Let a page do something of its own whenever parts are swapped. @param {(swap: () => void) => void} how */
export function whenSwapped(how) {
  around = how;
}

/**
 * Ask for the page again, soon, and swap the parts that changed; not all phones at once.
 * @param {{spreadMs: number}} meta of the message that says so
 */
export function refresh({ spreadMs }) {
  const by = performance.now() + spreadMs;
  if (due !== undefined && dueBy <= by) return; // drawn once, however many messages there are
  window.clearTimeout(due);
  dueBy = by;
  due = window.setTimeout(swap, Math.random() * spreadMs);
}

/**
 * Ask for it again every minute as well, where it shows when a heat is expected: that changes while
 * nothing happens. Who looks at it again after a while asks at once.
 */
export function everyMinute() {
  /** @param {number} spreadMs */
  const ask = (spreadMs) => {
    if (!document.hidden && document.querySelector("[data-expected]")) refresh({ spreadMs });
  };
  setInterval(() => ask(MINUTE_MS / 2), MINUTE_MS);
  document.addEventListener("visibilitychange", () => ask(0));
}

async function swap() {
  due = undefined;
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    // Another language was chosen elsewhere in this browser: then all of the page is in it.
    if (page.documentElement.lang !== document.documentElement.lang) location.reload();
    else around(() => putAll(page));
  } catch {
    // the network is gone: the next message brings it forward
  }
}

/** @param {Document} page */
function putAll(page) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const name = /** @type {HTMLElement} */ (part).dataset.part ?? "";
    const fresh = page.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (fresh && fresh.innerHTML !== part.innerHTML) put(part, fresh);
  }
}

/** What somebody is choosing stays as it is. @param {Element} part @param {Element} fresh */
function put(part, fresh) {
  const focused = document.activeElement;
  if (focused?.matches("select") && part.contains(focused)) return;
  const link = focused && part.contains(focused) ? focused.getAttribute("href") : null;
  part.replaceChildren(...fresh.childNodes);
  if (link) /** @type {HTMLElement | null} */ (part.querySelector(`[href="${link}"]`))?.focus();
}
