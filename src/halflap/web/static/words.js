// @ts-check
// Knows the words of this page in its language: the page brings them along, by their English.

/** @type {Record<string, string>} */
const known = JSON.parse(document.getElementById("words")?.textContent || "{}");

/**
 * A sentence in the language of the page.
 * @param {string} english its English template, such as "{n} laps to go"
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function word(english, values = {}) {
  const template = known[english] ?? english;
  return template.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
