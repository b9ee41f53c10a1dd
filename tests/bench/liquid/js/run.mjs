// Measures LiquidJS on the pages of a folder; prints one line per page:
// page, parse microseconds, render microseconds, file of the output.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Liquid } from "liquidjs";

const [folder, seconds] = [process.argv[2], Number(process.argv[3])];

function median(measure) {
  const times = [];
  const start = performance.now();
  while (times.length < 5 || (performance.now() - start < seconds * 1000 && times.length < 2000)) {
    const before = performance.now();
    measure();
    times.push((performance.now() - before) * 1000);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

for (const page of readdirSync(folder).sort()) {
  try {
    const root = join(folder, page, "templates");
    const data = JSON.parse(readFileSync(join(folder, page, "data.json"), "utf8"));
    const texts = readdirSync(root).map((name) => readFileSync(join(root, name), "utf8"));
    const templates = Object.fromEntries(
      readdirSync(root).map((name) => [name, readFileSync(join(root, name), "utf8")]),
    );
    const engine = new Liquid({ templates, cache: true });
    const parse = median(() => texts.forEach((text) => engine.parse(text)));
    const main = engine.parse(templates["index.liquid"]);
    const out = engine.renderSync(main, data);
    const render = median(() => engine.renderSync(main, data));
    writeFileSync(join(folder, page, "out.liquidjs"), out);
    console.log([page, parse.toFixed(1), render.toFixed(1)].join("\t"));
  } catch (error) {
    console.log([page, "fails", String(error.message).split("\n")[0]].join("\t"));
  }
}
