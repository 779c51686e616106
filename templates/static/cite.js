// Copies the ready citations and, on the page of a text, offers at each paragraph its link and its
// citation, and of a selection the quotation and a link to the very words. Without it every "cite"
// is a link to the page of the paragraph, where all of this stands to be read.

// --- Copying ---

async function copy(status, words, html = "") {
  try {
    await intoClipboard(words, html);
    status.textContent = "Copied";
  } catch {
    status.textContent = copiedOldWay(words) ? "Copied" : "Not copied: select it and press Ctrl+C";
  }
}

async function intoClipboard(words, html) {
  if (!html || !window.ClipboardItem) return navigator.clipboard.writeText(words);
  const as = (type, content) => ({ [type]: new Blob([content], { type }) });
  const item = new ClipboardItem({ ...as("text/plain", words), ...as("text/html", html) });
  return navigator.clipboard.write([item]);
}

// Where there is no clipboard for scripts: on a page from disk, in an older browser.
function copiedOldWay(words) {
  const focused = document.activeElement;
  const field = element("textarea", { value: words, className: "off-screen" });
  (focused.closest("[popover]") || document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused.focus();
  return done;
}

function addCopyButtons() {
  for (const citation of document.querySelectorAll(".citation")) {
    const status = element("span", { role: "status", className: "status" });
    const button = element("button", { type: "button", className: "copy" }, "Copy");
    button.setAttribute("aria-describedby", citation.id);
    const rich = citation.localName === "pre" ? "" : citation.innerHTML;
    button.addEventListener("click", () => copy(status, citation.textContent, rich));
    citation.after(element("div", { className: "copying" }, button, status));
  }
}

// --- Citing: the same words as `maocoop cite`, from templates that the build has filled ---

// A place: first and last unit, and of these the first and last sentence, or null.
function addressOf(place) {
  const end = (anchor, sentence) => (sentence ? `${anchor}.${sentence}` : anchor);
  const begin = end(place.first, place.from);
  if (place.first !== place.last) return `${begin}–${end(place.last, place.to)}`;
  return place.from === place.to ? begin : `${begin}–${place.to}`;
}

function urlOf(base, place) {
  const whole = place.first === place.last && !place.from;
  if (whole) return `${base}/${place.first}.html`;
  return `${base}.html#${place.first}${place.from ? `.${place.from}` : ""}`;
}

// Runs of words, each with whether it is italic.
function cite(text, place, style) {
  const data = window.maocoopCitations[text];
  const numbers = [place.first, place.last].map((anchor) => anchor.replace(/^\D+/, ""));
  const several = numbers[0] !== numbers[1];
  const anchors = Object.keys(data.units);
  const within = anchors.slice(anchors.indexOf(place.first), anchors.indexOf(place.last) + 1);
  const values = {
    numbers: several ? numbers.join("–") : numbers[0],
    address: `${text}/${addressOf(place)}`,
    version: data.versions[Math.max(...within.map((anchor) => data.units[anchor][1]))],
    url: urlOf(data.url, place),
  };
  const runs = data.forms[data.units[place.first][0]][Number(several)][style];
  return runs.map(([words, italic]) => [words.replace(/⟨(\w+)⟩/g, (_, name) => values[name]), italic]);
}

const plain = (runs) => runs.map(([words]) => words).join("");
const nodes = (runs) => runs.map(([words, italic]) => (italic ? element("i", {}, words) : words));
const html = (runs) => element("p", {}, ...nodes(runs)).innerHTML;

// --- Quoting a selection ---

const clean = (words) => words.replace(/\s+/g, " ").trim();
const unitOf = (sentence) => sentence.id.slice(0, sentence.id.lastIndexOf("."));
const numberOf = (sentence) => Number(sentence.id.slice(sentence.id.lastIndexOf(".") + 1));

// The words of a range as runs without the marks of notes; a run ends where a mark stands.
function runsOf(range) {
  const content = range.cloneContents();
  for (const mark of content.querySelectorAll("sup.mark")) mark.replaceWith("\u0000");
  return content.textContent.split("\u0000");
}

function allOf(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range;
}

function clipped(range, sentence) {
  const own = allOf(sentence);
  if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) own.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) own.setEnd(range.endContainer, range.endOffset);
  return own;
}

// A word that is selected in part is quoted whole.
function widened(range) {
  const made = range.cloneRange();
  const { startContainer: start, endContainer: end } = made;
  while (isInWord(start, made.startOffset)) made.setStart(start, made.startOffset - 1);
  while (isInWord(end, made.endOffset)) made.setEnd(end, made.endOffset + 1);
  return made;
}

function isInWord(node, offset) {
  if (node.nodeType !== Node.TEXT_NODE) return false;
  const [before, after] = [node.data.slice(0, offset), node.data.slice(offset)];
  return /[\p{L}\p{N}][’'-]?$/u.test(before) && /^[’'-]?[\p{L}\p{N}]/u.test(after);
}

// What is selected of the text: its sentences with the runs selected of each; null for nothing.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = widened(selection.getRangeAt(0));
  const parts = [...document.querySelectorAll("main .part span[id]")]
    .filter((sentence) => range.intersectsNode(sentence))
    .map((sentence) => ({ sentence, runs: runsOf(clipped(range, sentence)) }))
    .filter(({ runs }) => clean(runs.join(" ")));
  if (!parts.length) return null;
  const sections = new Set(parts.map(({ sentence }) => kindOf(sentence)));
  return sections.size === 1 ? { parts, range } : null;
}

// A quotation does not run from one voice into another.
function kindOf(sentence) {
  const part = sentence.closest(".part");
  return part.classList.contains("notes") ? "notes" : part.className;
}

function placeOf({ parts }) {
  const [first, last] = [parts[0].sentence, parts[parts.length - 1].sentence];
  const place = { first: unitOf(first), last: unitOf(last), from: numberOf(first), to: numberOf(last) };
  const isLast = !document.getElementById(`${place.last}.${place.to + 1}`);
  const whole = parts.every(({ sentence, runs }) => clean(runs.join("")) === clean(runsOf(allOf(sentence)).join("")));
  if (whole && place.from === 1 && isLast) place.from = place.to = null;
  return place;
}

function quotation({ parts }) {
  const words = clean(parts.map(({ runs }) => runs.join("")).join(" "));
  return `“${words.replace(/[“”]/g, (sign) => (sign === "“" ? "‘" : "’"))}”`;
}

// A text fragment (WICG Scroll To Text Fragment): the words, or their beginning and end where they
// are long or a mark stands between; words before and behind where they stand more than once.
function fragment({ parts }) {
  const LONGEST = 120;
  const CONTEXT = 4;
  const runs = parts.flatMap(({ runs: each }) => each).map(clean).filter(Boolean);
  const [first, last] = [runs[0], runs[runs.length - 1]];
  const short = runs.length === 1 && first.length <= LONGEST;
  const ends = short ? [first] : [first.split(" ").slice(0, CONTEXT).join(" "), last.split(" ").slice(-CONTEXT).join(" ")];
  const page = clean(document.querySelector("main").textContent);
  const [before, after] = page.split(ends[0]).length > 2 ? context(parts, CONTEXT) : ["", ""];
  const directive = [before && `${escaped(before)}-`, ...ends.map(escaped), after && `-${escaped(after)}`];
  return `:~:text=${directive.filter(Boolean).join(",")}`;
}

// Up to `count` words before and behind, of the same sentence and on this side of any mark.
function context(parts, count) {
  const [head, tail] = [parts[0], parts[parts.length - 1]];
  const opening = runsOf(allOf(head.sentence)).slice(-head.runs.length)[0];
  const ending = runsOf(allOf(tail.sentence))[tail.runs.length - 1];
  const before = opening.slice(0, opening.lastIndexOf(head.runs[0]));
  const last = tail.runs[tail.runs.length - 1];
  const after = ending.slice(ending.indexOf(last) + last.length);
  const label = head.sentence.previousElementSibling;
  const own = label?.className === "label" ? `${label.textContent} ${before}` : before;
  return [clean(own).split(" ").slice(-count).join(" "), clean(after).split(" ").slice(0, count).join(" ")];
}

const escaped = (words) => encodeURIComponent(words).replaceAll("-", "%2D");

// --- The panel ---

const status = element("p", { role: "status", className: "status" });

function chosenStyle(styles) {
  const style = kept("style");
  return style in styles ? style : Object.keys(styles)[0];
}

const pageBase = () => window.maocoopCitations[text].url || location.href.split("#")[0].replace(/\.html$/, "");

function filled(place, quote) {
  const { styles } = window.maocoopCitations[text];
  const label = addressOf(place);
  const title = element("h2", { id: "panel-title" }, `${text}/${label}`);
  const choice = element("select", { id: "panel-style" });
  for (const [style, name] of Object.entries(styles)) choice.append(element("option", { value: style }, name));
  choice.value = chosenStyle(styles);
  const citation = element("p", { className: "cited" });
  const show = () => citation.replaceChildren(...nodes(cite(text, place, choice.value)));
  choice.addEventListener("change", () => {
    keep("style", choice.value);
    show();
  });
  show();
  const said = quote ? [element("blockquote", {}, quotation(quote))] : [];
  const labelled = element("label", { htmlFor: "panel-style" }, "Style");
  return [title, ...said, element("p", { className: "choosing" }, labelled, " ", choice), citation, buttons(place, quote, choice), status, ...onwards(place)];
}

function buttons(place, quote, choice) {
  const words = quote && fragment(quote);
  const offers = quote ? [["Copy quotation", () => {
    const runs = cite(text, place, choice.value);
    const said = quotation(quote);
    return [`${said} ${plain(runs)}`, `${element("p", {}, said).innerHTML} ${html(runs)}`];
  }], ["Copy link to these words", () => [`${pageBase()}.html#${addressOf(place).split("–")[0]}${words}`]]] : [];
  offers.push(["Copy citation", () => {
    const runs = cite(text, place, choice.value);
    return [plain(runs), html(runs)];
  }]);
  if (!quote) offers.push(["Copy link", () => [`${pageBase()}.html#${addressOf(place)}`]]);
  const made = offers.map(([name, give]) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => copy(status, ...give()));
    return button;
  });
  return element("p", { className: "offers" }, ...made);
}

function onwards(place) {
  if (!SITE) return [];
  const link = element("a", { href: `${text}/${place.first}.html` }, `All about ${place.first}: other formats, history`);
  return [element("p", { className: "onwards" }, link)];
}

async function openCitation(place, quote, opener) {
  const rect = opener.getBoundingClientRect();
  await load("cite-data");
  status.textContent = "";
  panel.replaceChildren(); // what it said before is not to be found in the text
  const content = filled(place, quote);
  openPanel(content, opener, rect, content.find((each) => each.className === "offers").firstChild);
}

// --- The control of a paragraph, and that of a selection ---

function cited(event) {
  const link = event.target.closest(".about a.page");
  if (!link || !plainClick(event)) return;
  event.preventDefault();
  const anchor = link.hash.slice(1) || link.pathname.split("/").pop().replace(/\.html$/, "");
  const quote = selected();
  const own = quote && quote.parts.every(({ sentence }) => unitOf(sentence) === anchor);
  const place = own ? placeOf(quote) : { first: anchor, last: anchor, from: null, to: null };
  // Without the data the page of the paragraph still has its citations.
  openCitation(place, own ? quote : null, link).catch(() => location.assign(link.href));
}

const quoteButton = element("button", { type: "button", className: "quote" }, "Quote");
let quote = null;

function offer() {
  // A field that takes the focus takes the selection too; the Tab key may only pass through the head.
  if (panel.matches(":popover-open") || document.activeElement.matches("header.site *, .quote")) return;
  quote = selected();
  if (!quote) {
    quoteButton.remove();
    return;
  }
  const rects = quote.range.getClientRects();
  const rect = rects[rects.length - 1] || quote.range.getBoundingClientRect();
  const last = quote.parts[quote.parts.length - 1].sentence;
  const block = last.closest("p");
  if (block.nextSibling !== quoteButton) block.after(quoteButton); // so that Tab reaches it next
  quoteButton.style.setProperty("--top", `${rect.bottom + scrollY + 6}px`);
  quoteButton.style.setProperty("--left", `${Math.max(12, Math.min(rect.right + scrollX - 30, innerWidth - 90))}px`);
}

addCopyButtons();
if (text && "popover" in HTMLElement.prototype) {
  document.addEventListener("click", cited);
  document.addEventListener("selectionchange", () => requestAnimationFrame(offer));
  quoteButton.addEventListener("click", () => openCitation(placeOf(quote), quote, quoteButton));
  // A press on the button does not undo the selection that it is for.
  quoteButton.addEventListener("pointerdown", (event) => event.preventDefault());
  afterPaint(() => {
    for (const link of document.querySelectorAll(".about a.page")) link.setAttribute("aria-haspopup", "dialog");
  });
  // For tests: what the panel prints, without opening it.
  window.maocoop = { load: () => load("cite-data"), cite: (place, style) => plain(cite(text, place, style)) };
}
