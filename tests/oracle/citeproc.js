// Items and CSL styles -> what citeproc-js prints of each item, alone.
//
// Reads {style, note, items} as JSON, `style` being the text of a CSL style; prints the HTML of the
// note of each item, or else of its entry in a bibliography; "" where the style prints no entry.
"use strict";

const CSL = require("citeproc");
const locales = require("@citation-js/plugin-csl/lib/locales.json");

const { style, note, items } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const byId = new Map(items.map((item) => [item.id, item]));
const system = { retrieveLocale: (name) => locales[name], retrieveItem: (id) => byId.get(id) };
const engine = new CSL.Engine(system, style);

function printed(item) {
  engine.updateItems([]); // forgets the item before, so that each stands alone
  engine.updateItems([item.id]);
  if (note) return engine.makeCitationCluster([{ id: item.id }]);
  return engine.makeBibliography()[1][0] || "";
}

console.log(JSON.stringify(items.map(printed)));
