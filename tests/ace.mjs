// `node ace.mjs CHROMIUM BOOK...` prints, for each book, what Ace by DAISY finds: `rule: pointer`, as JSON.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, cwd, env, stdout } from "node:process";

const [chromium, ...books] = argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "ace-"));
env.PUPPETEER_EXECUTABLE_PATH = chromium;
// Ace keeps settings and a log of its own, which are none of the user's.
for (const name of ["CONFIG", "STATE", "DATA", "CACHE"]) env[`XDG_${name}_HOME`] = folder;
env.ACE_TIMEOUT_INITIAL ??= "60000";

// late: both read the environment when they are loaded.
const { default: ace } = await import("@daisy/ace-core");
const { default: runner } = await import("@daisy/ace-axe-runner-puppeteer");

function faults({ assertions }) {
  return assertions.flatMap(({ "earl:testSubject": { url }, assertions: found }) =>
    found.map(({ "earl:test": test, "earl:result": result }) => {
      const place = result["earl:pointer"]?.css?.join(" ") ?? "";
      return `${url}: ${test["dct:title"]} (${test["earl:impact"]}): ${place} ${result["dct:description"]}`;
    }),
  );
}

const found = {};
try {
  for (const book of books) {
    const options = { cwd: cwd(), outdir: folder, silent: true, lang: "en" };
    const [, report] = await ace(book, options, runner);
    found[book] = faults(report);
  }
} finally {
  rmSync(folder, { recursive: true });
}
stdout.write(JSON.stringify(found));
