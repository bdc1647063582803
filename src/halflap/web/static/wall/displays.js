// @ts-check
/**
 * Knows how the lists of displays and lap counters stay as they are: each is fetched again every few
 * seconds, unless somebody is about to write or choose in it.
 */

const EVERY_MS = 3_000;

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
    for (const id of LISTS) {
      const there = document.getElementById(id);
      const fresh = page.getElementById(id);
      if (there && fresh && !isUsed(there)) renew(there, fresh);
    }
  } catch {
    // the hub is away; the lists stay as they were
  }
}

/** A button is pressed without leaving the page. @param {SubmitEvent} event */
async function press(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
  event.preventDefault();
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, pressed)) fields.append(name, String(value));
  const answer = await fetch(form.action, { method: "POST", body: fields });
  const fresh = (await pageOf(answer)).getElementById("content");
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
  document.querySelector("#content [role=alert]")?.remove();
}

document.addEventListener("input", mended);
document.addEventListener("submit", press);
setInterval(refresh, EVERY_MS);
