// The console writes parameters as the styles of OpenAPI say, by the table that the samples are held to as well.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { root } from "./portal.js";

const source = readFileSync(root + "themes/default/assets/console.js/10-style.js", "utf8");
const { serialise } = await import("data:text/javascript," + encodeURIComponent(source));
const cases = JSON.parse(readFileSync(root + "tests/it/styles.json", "utf8"));

describe("a parameter", () => {
  for (const { name, parameter, value, text, ...how } of cases)
    it(`is written as ${name}`, () => assert.equal(serialise({ ...how, name: parameter }, value), text));
});
