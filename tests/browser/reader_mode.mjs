// What a browser's reader mode keeps of a page: `node reader_mode.mjs PAGE` prints its title and text.

import { readFileSync } from "node:fs";
import { argv, stdout } from "node:process";
import { Readability } from "@mozilla/readability";
import { JSDOM } from "jsdom";

const { document } = new JSDOM(readFileSync(argv[2]), { contentType: "text/html; charset=utf-8" }).window;
const { title, content } = new Readability(document).parse();
const kept = new JSDOM(content).window.document.body;
kept.querySelectorAll("sup").forEach((mark) => mark.remove());
stdout.write(JSON.stringify({ title, text: kept.textContent }));
