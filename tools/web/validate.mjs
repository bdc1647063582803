// @ts-check
/* Reads one JSON object with "html" a line, answers each with one line: a JSON list of what
 * html-validate finds. The argument is the folder node_modules. */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const modules = process.argv[2];
const entry = join(modules, "html-validate", "dist", "es", "index.js");
const { HtmlValidate, StaticConfigLoader } = await import(pathToFileURL(entry).href);

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:recommended"],
    rules: {
      "no-trailing-whitespace": "off", // the template engine leaves some
      "attribute-boolean-style": "off", // the browser writes them back otherwise
      "attribute-empty-style": "off",
      "no-inline-style": "error", // the policy forbids it as well
      "long-title": "off", // a heat names its riders
      "void-style": "off",
      "doctype-style": "off",
      "no-implicit-button-type": "error",
      "prefer-native-element": ["error", { exclude: ["region"] }], // a table that scrolls is one
      "require-sri": "off", // everything comes from here
    },
  }),
);

for await (const line of createInterface({ input: process.stdin })) {
  const report = await validator.validateString(JSON.parse(line).html);
  const found = report.results.flatMap((/** @type {any} */ result) =>
    result.messages.map(
      (/** @type {any} */ each) =>
        `${each.ruleId} at ${each.line}:${each.column}: ${each.message} [${each.selector ?? ""}]`,
    ),
  );
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
