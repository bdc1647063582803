// @ts-check
// Knows how the parts of a page are put in again: what changed is swapped, what is read stays.

const SPREAD_MS = 2500;

/** @type {number | undefined} */
let due;
let dueAt = 0;

/** @type {(swap: () => void) => void} */
let around = (swap) => swap();

/** Let a page do something of its own whenever parts are swapped. @param {(swap: () => void) => void} how */
export function whenSwapped(how) {
  around = how;
}

/**
 * Ask for the page again, soon, and swap the parts that changed; not all phones at once.
 * @param {number} [withinMs]
 */
export function refresh(withinMs = SPREAD_MS) {
  const inMs = Math.random() * withinMs;
  const at = performance.now() + inMs;
  if (due !== undefined && dueAt <= at) return;
  window.clearTimeout(due);
  dueAt = at;
  due = window.setTimeout(swap, inMs);
}

async function swap() {
  due = undefined;
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    around(() => putAll(page));
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
