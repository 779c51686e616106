// Searching the edition: as one types, every unit that has all the words, in the order of the book. All
// of it is looked through at each keystroke, which takes a few milliseconds.

const { texts, names } = window.maocoopSearch;
const [form, told, results] = ["search", "told", "results"].map((id) => document.getElementById(id));
const here = document.body.dataset.text; // the text on whose page the box stands, if it does
const MOST = 3; // lines of a unit, forms and names that are told of
const AROUND = 50; // characters before and behind the words of a line
const NEAR = 90; // how far the words of one line lie apart
const CONTEXT = 14; // pieces of text before and behind the words that a link names: no more repeat

// --- The form in which words are compared ---

// Signs that may be left out, a letter or figure, or what parts words.
const SIGNS = /['’‘ʼʻ`´\p{M}]|(?<=\p{L})\.(?=\p{L})|(?<=\d),(?=\d{3})|([\p{L}\p{N}])|([^])/gu;

// Words in small letters without accents, a blank before and behind each; and for the places in this
// where in the text they begin and end.
function fold(words) {
  const text = `${words} `;
  const [starts, ends] = [[], []];
  let folded = " ";
  for (const { 0: sign, 1: letter, 2: other, index } of text.matchAll(SIGNS)) {
    if (letter || (other && !folded.endsWith(" "))) {
      starts[folded.length] = index;
      folded += letter ? [...letter.normalize("NFD")][0].toLowerCase() : " ";
      ends[folded.length] = index + sign.length;
    }
  }
  return { text, folded, starts, ends };
}

const keyOf = (words) => fold(words).folded.replaceAll(" ", "");
const labelOf = (choice) => choice.label || choice.parentNode.textContent.trim();

const units = texts.flatMap(({ id, units: each }) =>
  each.map(([anchor, voice, part, lines, marks]) => {
    const who = labelOf(form[voice]);
    return { ...fold(lines.join(" ")), id, anchor, voice, who, part: `${id}/${part}`, lines, marks };
  }),
);
for (const name of names) name.keys = name.spellings.map(keyOf);

// --- What is asked for, and where it is found ---

// Words in quotation marks, which may still be open, or what stands between blanks.
const TOKENS = /(?:["“”„«»]|(?<!\S)['‘])([^"“”„«»]+?)(["“”„«»]|['’](?!\S)|$)|\S+/gu;

function tokensOf(query) {
  return Array.from(query.matchAll(TOKENS), ([typed, quoted, exact]) => {
    const words = fold(quoted || typed).folded.trim();
    return { typed, words, exact, key: exact || keyOf(words) };
  }).filter(({ words }) => words);
}

// What must be found: words in a row, the last a beginning unless they are `exact`, and the entries
// that they name. A name may be of several words, and the longest counts; in quotation marks nothing
// is a name.
function termsOf(tokens) {
  for (let count = tokens.length; count; count -= 1) {
    const some = tokens.slice(0, count);
    const [typed, words, key] = ["typed", "words", "key"].map((part) => some.map((token) => token[part]).join(" "));
    const entries = names.filter(({ keys }) => keys.includes(key.replaceAll(" ", "")));
    if (entries[0] || count === 1) {
      return [{ typed, words, exact: some[0].exact, entries }, ...termsOf(tokens.slice(count))];
    }
  }
  return tokens;
}

// The places of all terms in a unit, none where one is lacking; of those that overlap the first.
function placesIn(unit, terms) {
  const { folded, starts, ends } = unit;
  const found = terms.map(({ words, exact, entries }) => {
    const typed = folded.matchAll(RegExp(` ${words}${exact ? "" : "[^ ]*"}(?= )`, "g"));
    const spans = Array.from(typed, ({ 0: match, index }) => [starts[index + 1], ends[index + match.length]]);
    return spans.concat(entries.flatMap(({ places }) => places.filter(([, , k]) => units[k] === unit)));
  });
  if (!found.every(([place]) => place)) return [];
  let at = 0;
  return found.flat().sort(([a, b], [c, d]) => a - c || d - b).filter(([start, end]) => start >= at && (at = end));
}

// --- Links to the words ---

// The words as the page has them, with labels and the marks of notes: there one may end a word.
function printed({ text, marks }, from, to) {
  let made = "";
  for (const [at, sign] of marks) {
    if (from < at && at <= to) {
      made += text.slice(from, at) + sign;
      from = at;
    }
  }
  return encodeURIComponent((made + text.slice(from, to)).trim()).replaceAll("-", "%2D");
}

// A text fragment. A browser looks for it from the top of the page: what stands around tells the place.
function fragment(unit, start, end) {
  const from = start - unit.text.slice(0, start).split(" ").slice(-CONTEXT).join(" ").length;
  const to = end + unit.text.slice(end).split(" ", CONTEXT).join(" ").length;
  const before = printed(unit, from || -1, start);
  const behind = printed(unit, end, to);
  return `text=${before && `${before}-,`}${printed(unit, start, end)}${behind && `,-${behind}`}`;
}

// --- What is shown ---

const paragraph = (...words) => element("p", {}, ...words);
const asking = (q, words) => element("a", { href: `#${new URLSearchParams({ q })}` }, words);

// The first of the places, and those near it, with what stands around; they are taken off the list.
function line(unit, places) {
  const { text, id, anchor, voice, lines, who } = unit;
  const [[first]] = places;
  let at = text.lastIndexOf(" ", first - AROUND) + 1;
  const words = element("span", {}, at ? "… " : "");
  const named = [];
  do {
    const [start, end] = places.shift();
    named.push(fragment(unit, start, end));
    words.append(text.slice(at, start), element("mark", {}, text.slice(start, end)));
    at = end;
  } while (places[0]?.[1] - first < NEAR);
  const to = text.indexOf(" ", at + AROUND); // none: to the end
  words.append(text.slice(at, to), to > 0 && text[to + 1] ? " …" : "");
  let before = first;
  const number = lines.findIndex(({ length }) => (before -= length + 1) < 0) + 1;
  const address = voice === "edition" ? anchor : `${anchor}.${number}`;
  const link = element("a", { href: `${id === here ? "" : `${id}.html`}#${address}:~:${named.join("&")}` }, address);
  return paragraph(link, " ", element("b", {}, who), " ", words);
}

function result(unit, places) {
  const made = element("li", { className: unit.voice });
  while (places[0] && made.children.length < MOST) made.append(line(unit, places));
  if (places[0]) made.append(paragraph(`and ${places.length} more`));
  return made;
}

// How a name that was asked for is printed here, and where its entry is.
function remarks({ typed, entries }) {
  return entries.map(({ name, page, forms }) =>
    paragraph(forms.join() === typed ? "" : `${typed} is printed here as ${forms.slice(0, MOST).join(", ")}. `, "See ", element("a", { href: page }, name)),
  );
}

function nothing(query) {
  const scope = Array.from(form.querySelectorAll(":checked"), labelOf).join(", ");
  const key = keyOf(query).slice(0, 4);
  const alike = names.filter(({ keys }) => keys.some((each) => each.startsWith(key)));
  return [
    paragraph(`Nothing is found for ${query} in ${scope}. `, asking(query, "Search everywhere")),
    ...alike.slice(0, MOST).map(({ name }) => paragraph("Spelled alike: ", asking(name, name))),
  ];
}

function show() {
  const terms = termsOf(tokensOf(form.q.value));
  const found = [];
  let count = 0;
  for (const unit of units) {
    const places = placesIn(unit, terms);
    if (places[0] && ["", unit.part].includes(form.in.value) && (form[unit.voice].checked || !form.querySelector("input:checked"))) {
      count += places.length;
      found.push(result(unit, places));
    }
  }
  const said = count
    ? [paragraph(`Places: ${count}, in ${found.length} of ${units.length} paragraphs and notes`)]
    : nothing(form.q.value);
  told.replaceChildren(...(terms[0] ? said : []), ...terms.flatMap(remarks));
  results.replaceChildren(...found);
}

// --- The address follows what is asked, so that the way back leads here again ---

function ask() {
  show();
  try {
    history.replaceState(null, "", `#${new URLSearchParams(new FormData(form))}`);
  } catch {
    // Safari allows a hundred in half a minute; the next one catches up.
  }
}

function answer() {
  const asked = new URLSearchParams(location.hash.slice(1) || location.search);
  if (here && !asked.has("q")) return; // a place in the text: what was found stays
  form.q.value = asked.get("q");
  form.in.value = asked.get("in") || "";
  for (const box of form) box.checked = asked.getAll("voice").includes(box.value);
  show();
}

form.hidden = false;
answer();
if (!form.q.value && !here) form.q.focus();
addEventListener("hashchange", answer);
form.addEventListener("input", ask);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  results.querySelector("a")?.focus();
});
