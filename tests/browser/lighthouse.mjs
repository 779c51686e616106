// `node lighthouse.mjs CHROMIUM CATEGORIES ADDRESS...` prints, for each address, the score of each
// category (0 to 100) and the audits that did not pass, as JSON.

import { argv, stdout } from "node:process";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, categories, ...addresses] = argv.slice(2);

async function audited(address, port) {
  const { lhr } = await lighthouse(address, { port, onlyCategories: categories.split(","), logLevel: "silent" });
  const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]);
  const weighed = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight));
  const failed = weighed
    .map(({ id }) => lhr.audits[id])
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, explanation, details }) => `${id}: ${explanation ?? JSON.stringify(details?.items ?? [])}`);
  return { scores: Object.fromEntries(scores), failed };
}

const chromium = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox"] });
try {
  const found = {};
  for (const address of addresses) found[address] = await audited(address, chromium.port);
  stdout.write(JSON.stringify(found));
} finally {
  chromium.kill();
}
