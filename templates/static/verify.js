// Does what was cited still stand? The rules of `maocoop verify`, function by function under the
// same names, on the register that the build wrote into verify-data.js; and the form that asks them.

const MOST = 8;
const SHORTEST = 3;

// --- The form in which words are compared (register.py) ---

const SIGNS = new Map([
  ...Array.from("“”„«»", (sign) => [sign, '"']),
  ...Array.from("‘’‚′", (sign) => [sign, "'"]),
  ...Array.from("‐‑‒–—―−", (sign) => [sign, "-"]),
  ["…", "..."],
  ["\u00ad", ""],
]);

function canonical(words) {
  const straight = Array.from(words.normalize("NFC"), (c) => (SIGNS.has(c) ? SIGNS.get(c) : c));
  return straight.join("").replace(/\s+/gu, " ").replaceAll("--", "-").trim();
}

function comparable(words) {
  return canonical(words).replaceAll('"', "'");
}

function entriesOf(book) {
  return book.sections.flatMap((section) => section.entries);
}

// --- What is pasted -> claims (claims.py) ---

const DASH = "[-‐‑–—]";
const END = "[A-Za-z]+(?:\\.?[0-9]+[a-z]?)*";
const ADDRESS = `${END}(?:${DASH}(?:${END}|[0-9]+[a-z]?(?:\\.[0-9]+)*))?(?![A-Za-z0-9])`;
const TEXT = "(?<![A-Za-z0-9-])([0-9]{4}(?:-[a-z0-9]+)*)";
const NUMBER = "[0-9]+\\.[0-9]+\\.[0-9]+";
const VERSION = `(?:version\\s+(${NUMBER})(\\s+with\\s+unreleased\\s+changes)?|unreleased)`;
const PLACES = new RegExp(
  `${TEXT}/(${NUMBER})\\.html#(${ADDRESS})` +
    `|${TEXT}(?:/|\\.html#)(${ADDRESS})` +
    "|(?<![A-Za-z0-9-])((?:bib|text|person|place|org|event|term|fig)-[A-Za-z0-9-]*[A-Za-z0-9])" +
    "|/(bib|person|place|org|event|term)/([A-Za-z0-9-]+)\\.html",
  "g",
);
const BEHIND = new RegExp(`^[,.;:)\\]}"]*\\s+${VERSION}`);
const BARE = new RegExp(`^(${ADDRESS})(?:,?\\s+${VERSION})?\\.?$`);
const FRAGMENT = /:~:text=([^\s&]+)/g;
const QUOTED = /"([^"]+)"/g;
const FOR_PROGRAMS = /^(?:[[{]\s*[{"]|@[A-Za-z]+\{|TY {2}- )/;

const aboutWords = (quotation) => ({
  place: null, unknown: "", versions: [], unreleased: false, quotation,
});

function claims(register, pasted) {
  const words = pasted.trim();
  if (!words) return [];
  const found = addresses(register, words);
  const quotations = quotationsIn(register, words);
  if (!found.size) return [unquoted(words)].filter(Boolean).map(aboutWords);
  const labels = [...found.keys()];
  if (found.size === 1 && quotations.length === 1) {
    return [claim(found, labels[0], words, quotations[0])];
  }
  return [...labels.map((label) => claim(found, label, words, "")), ...quotations.map(aboutWords)];
}

function quoted(words) {
  const marked = Array.from(canonical(words).matchAll(QUOTED), (match) => match[1].trim());
  return marked.filter(Boolean);
}

function addresses(register, words) {
  const found = new Map();
  for (const { label, place, behind, version } of written(register, words)) {
    if (!found.has(label)) found.set(label, { place, versions: [], unreleased: false });
    const mention = found.get(label);
    const said = behind.match(BEHIND);
    if (version) {
      mention.versions.push(version);
    } else if (said) {
      if (said[1]) mention.versions.push(said[1]);
      mention.unreleased ||= !said[1] || Boolean(said[2]);
    }
  }
  return found;
}

function* written(register, words) {
  const bare = words.match(BARE);
  const places = bare ? register.books.map((book) => resolve(book, bare[1])).filter(Boolean) : [];
  if (places.length) {
    for (const place of places) {
      yield { label: place.label, place, behind: words.slice(bare[1].length) };
    }
    return;
  }
  for (const match of words.matchAll(PLACES)) {
    const behind = words.slice(match.index + match[0].length);
    const text = match[1] || match[4];
    const address = match[3] || match[5];
    if (text) {
      const book = register.books.find((each) => each.id === text);
      const place = book ? resolve(book, address) : null;
      yield { label: place ? place.label : `${text}/${address}`, place, behind, version: match[2] };
      continue;
    }
    const anchor = match[6] || `${match[7]}-${match[8]}`;
    const known = register.loose.some((entry) => entry.anchor === anchor);
    const place = { label: anchor, book: "", anchors: [anchor], first: null, last: null };
    yield { label: anchor, place: known ? place : null, behind };
  }
}

function claim(found, label, words, quotation) {
  const mention = found.get(label);
  let { versions, unreleased } = mention;
  if (!versions.length && !unreleased && found.size === 1) {
    const said = [...words.matchAll(new RegExp(VERSION, "g"))];
    versions = said.filter((match) => match[1]).map((match) => match[1]);
    unreleased = said.some((match) => !match[1] || match[2]);
  }
  const unknown = mention.place ? "" : label;
  return { place: mention.place, unknown, versions: [...new Set(versions)], unreleased, quotation };
}

function resolve(book, words) {
  const entries = new Map(entriesOf(book).map((entry) => [entry.anchor, entry]));
  const order = [...entries.keys()];
  const [begin, ...more] = words.split(new RegExp(DASH));
  const first = endOf(book, entries, begin);
  let last = first;
  if (more.length && first) last = endOf(book, entries, completed(more[0], begin, first));
  if (!first || !last || (first.number === null) !== (last.number === null)) return null;
  const i = order.indexOf(first.from);
  const j = order.indexOf(last.to);
  if (i > j || (i === j && (first.number || 0) > (last.number || 0))) return null;
  const label = `${book.id}/${labelOf(begin, first, more, last)}`;
  const anchors = order.slice(i, j + 1);
  return { label, book: book.id, anchors, first: first.number, last: last.number };
}

function endOf(book, entries, words) {
  if (entries.has(words)) return { from: words, to: words, number: null };
  const section = book.sections.find((each) => each.anchor === words && each.entries.length);
  if (section) {
    const { entries: units } = section;
    return { from: units[0].anchor, to: units[units.length - 1].anchor, number: null };
  }
  const dot = words.lastIndexOf(".");
  const [unit, number] = [words.slice(0, Math.max(dot, 0)), words.slice(dot + 1)];
  if (!entries.has(unit) || !/^[1-9][0-9]*$/.test(number)) return null;
  const entry = entries.get(unit);
  const known = [...entry.steps.map((step) => step.sentences.length), (entry.now || []).length];
  return Number(number) <= Math.max(...known)
    ? { from: unit, to: unit, number: Number(number) }
    : null;
}

function completed(end, begin, first) {
  if (!/^[0-9]+$/.test(end)) return end;
  return first.number ? `${first.from}.${end}` : begin.replace(/[0-9]+[a-z]?$/, end);
}

function labelOf(begin, first, more, last) {
  const same = first.from === last.from && first.to === last.to && first.number === last.number;
  if (!more.length || same) return begin;
  if (first.number && first.from === last.from) return `${begin}–${last.number}`;
  if (last.number) return `${begin}–${last.from}.${last.number}`;
  return /^[0-9]+$/.test(more[0]) ? `${begin}–${last.to}` : `${begin}–${more[0]}`;
}

function quotationsIn(register, words) {
  if (FOR_PROGRAMS.test(words)) return [];
  const fragments = Array.from(words.matchAll(FRAGMENT), (match) => ofFragment(match[1]));
  const titles = register.books.map((book) => comparable(book.title));
  const marked = quoted(words.replace(FRAGMENT, "")).filter(
    (each) => !titles.some((title) => comparable(each).includes(title)) && !each.includes(", Entry for "),
  );
  return [...new Set([...fragments, ...marked])];
}

function ofFragment(directive) {
  const parts = directive.split(",").filter((part) => !/^-|-$/.test(part));
  return parts.map(unescaped).join(" … ");
}

function unescaped(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function unquoted(words) {
  const made = canonical(words);
  return /^"[^"]+"$/.test(made) ? made.slice(1, -1).trim() : made;
}

// --- Where words stand (passages.py) ---

const ELLIPSIS = / ?(?:\[ ?\.\.\. ?\]|\.\.\.\.?|(?:\. ){2,3}\.) ?/;

function labelAt(passage) {
  const begin = `${passage.book}/${passage.anchors[0]}.${passage.first}`;
  const end = passage.anchors[passage.anchors.length - 1];
  if (passage.anchors.length > 1) return `${begin}–${end}.${passage.last}`;
  return passage.first === passage.last ? begin : `${begin}–${passage.last}`;
}

function sentencesAt(register, entry, version) {
  if (version === null) return entry.now || [];
  const until = register.versions.slice(0, register.versions.indexOf(version) + 1);
  const steps = entry.steps.filter((step) => until.includes(step.version));
  return steps.length ? steps[steps.length - 1].sentences : [];
}

function passages(register, words, version, shortest) {
  const wanted = comparable(words);
  return register.books.flatMap((book) =>
    book.sections.flatMap((section) => inSection(book, joined(register, section, version), wanted, shortest)),
  );
}

function inSection(book, { text, starts }, wanted, shortest) {
  let spans = wanted ? [...spansOf(text, wanted, 0)] : [];
  if (!spans.length) spans = withOmissions(text, starts, wanted, shortest);
  return spans.map(([begin, end]) => {
    const first = startAt(starts, begin);
    const last = startAt(starts, end - 1);
    const anchors = [...new Set(starts.slice(first, last + 1).map((start) => start.anchor))];
    return { book: book.id, anchors, first: starts[first].number, last: starts[last].number };
  });
}

const lines = new WeakMap(); // section -> version -> its line; a register never changes

function joined(register, section, version) {
  if (!lines.has(section)) lines.set(section, new Map());
  const known = lines.get(section);
  if (!known.has(version)) known.set(version, lineOf(register, section, version));
  return known.get(version);
}

function lineOf(register, section, version) {
  const starts = [];
  let text = "";
  for (const entry of section.entries) {
    sentencesAt(register, entry, version).forEach((sentence, k) => {
      text += text ? " " : "";
      starts.push({ offset: text.length, anchor: entry.anchor, number: k + 1 });
      text += comparable(sentence);
    });
  }
  return { text, starts };
}

function startAt(starts, offset) {
  let k = 0;
  while (k + 1 < starts.length && starts[k + 1].offset <= offset) k += 1;
  return k;
}

function* spansOf(text, wanted, begin) {
  let at = text.indexOf(wanted, begin);
  while (at >= 0) {
    const end = at + wanted.length;
    if (!goesOn(text, at) && !goesOn(text, end)) yield [at, end];
    at = text.indexOf(wanted, at + 1);
  }
}

function goesOn(text, at) {
  // Two code units, for a letter may be made of them.
  const before = text.slice(Math.max(0, at - 2), at);
  return /[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(text.slice(at, at + 2));
}

function withOmissions(text, starts, wanted, shortest) {
  const runs = wanted.split(ELLIPSIS).filter(Boolean);
  if (runs.length < 2 || runs.some((run) => run.split(" ").length < shortest)) return [];
  const begins = new Map();
  for (const { anchor, offset } of starts) if (!begins.has(anchor)) begins.set(anchor, offset);
  const offsets = [...begins.values()];
  return offsets
    .map((begin, k) => {
      const end = k + 1 < offsets.length ? offsets[k + 1] - 1 : text.length;
      return inOrder(text.slice(0, end), runs, begin);
    })
    .filter(Boolean);
}

function inOrder(text, runs, begin) {
  let first = -1;
  let end = begin;
  for (const run of runs) {
    const [at] = spansOf(text, run, end);
    if (!at) return null;
    if (first < 0) [first] = at;
    [, end] = at;
  }
  return [first, end];
}

function nearest(register, words) {
  const wanted = runsOf(words);
  const shared = [];
  for (const book of register.books) {
    for (const entry of entriesOf(book).filter((each) => each.now && each.now.length)) {
      const runs = runsOf(entry.now.join(" "));
      shared.push([[...wanted].filter((run) => runs.has(run)).length, `${book.id}/${entry.anchor}`]);
    }
  }
  const best = Math.max(0, ...shared.map(([count]) => count));
  const likely = shared.filter(([count]) => count === best);
  return wanted.size && best * 2 >= wanted.size && likely.length === 1 ? likely[0][1] : null;
}

function runsOf(words) {
  const each = comparable(words).toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  return new Set(each.slice(2).map((_, k) => each.slice(k, k + 3).join(" ")));
}

// --- What has become of a claim (answers.py) ---

const said = (kind, place, quotation, version, places = [], changes = []) => ({
  kind, place, quotation, version, places, changes,
});

function answer(register, made) {
  const label = made.place ? made.place.label : made.unknown;
  if (made.versions.length > 1) {
    return said("contradictory", label, made.quotation, made.versions.join(", "));
  }
  if (made.unknown) return said("not-found", label, made.quotation, "");
  const version = made.versions[0] || null;
  if (version && !register.versions.includes(version)) {
    return said("no-version", label, made.quotation, version);
  }
  if (made.quotation) {
    const words = made.quotation.replace(/(?<=[^.,])[.,]$/, "");
    return ofWords(register, made.place, words, version);
  }
  if (made.unreleased && !version) return said("unreleased", label, "", "");
  const about = ofPlace(register, made.place, version);
  const between = made.unreleased && about.kind === "unchanged";
  return between ? { ...about, kind: "unreleased" } : about;
}

function ofPlace(register, place, version) {
  const entries = entriesIn(register, place);
  const changes = changesOf(register, place, entries, version);
  if (version) {
    if (!entries.some((entry) => sentencesAt(register, entry, version).length)) {
      return said("not-found", place.label, "", version);
    }
    return changes.length
      ? changed(place, entries, changes)
      : said("unchanged", place.label, "", version);
  }
  if (!entries.some((entry) => entry.steps.length)) {
    return said("unreleased", place.label, "", "");
  }
  if (entries.length === 1 && !entries[0].now) return changed(place, entries, changes);
  const last = entries
    .filter((entry) => entry.steps.length)
    .map((entry) => entry.steps[entry.steps.length - 1].version);
  if (last.includes(null) || last.length < entries.length) {
    return said("unreleased", place.label, "", "", [], changes);
  }
  const since = Math.max(...last.map((each) => register.versions.indexOf(each)));
  return said("unchanged", place.label, "", register.versions[since], [], changes);
}

function changed(place, entries, changes) {
  const { step } = changes[changes.length - 1];
  const kind = entries.length === 1 && step.kind !== "new" ? step.kind : "revised";
  const to = place.book ? `${place.book}/${step.to}` : step.to;
  return said(kind, place.label, "", step.version || "", step.to ? [to] : [], changes);
}

function entriesIn(register, place) {
  const book = register.books.find((each) => each.id === place.book);
  const all = book ? entriesOf(book) : register.loose;
  return all.filter((entry) => place.anchors.includes(entry.anchor));
}

function changesOf(register, place, entries, version) {
  const until = version ? register.versions.slice(0, register.versions.indexOf(version) + 1) : [];
  const found = [];
  for (const entry of entries) {
    let before = [];
    for (const step of entry.steps) {
      const isFirst = !version && step.kind === "new";
      if (!until.includes(step.version) && !isFirst && bears(place, entry, before, step)) {
        found.push({ anchor: entry.anchor, step });
      }
      before = step.sentences;
    }
  }
  const order = [...register.versions, null];
  return found.sort((a, b) => order.indexOf(a.step.version) - order.indexOf(b.step.version));
}

function bears(place, entry, before, step) {
  const [was, is] = [cut(place, entry, before), cut(place, entry, step.sentences)];
  return was.length !== is.length || was.some((sentence, k) => sentence !== is[k]);
}

function cut(place, entry, sentences) {
  const begin = entry.anchor === place.anchors[0] ? (place.first || 1) - 1 : 0;
  const isLast = entry.anchor === place.anchors[place.anchors.length - 1];
  const end = isLast && place.last ? place.last : sentences.length;
  return sentences.slice(begin, end).map(comparable);
}

function ofWords(register, place, words, version) {
  const label = place ? place.label : "";
  const shortest = place ? 1 : SHORTEST;
  const here = within(place, passages(register, words, null, shortest));
  if (several(here, place)) return said("ambiguous", label, words, "", labels(here));
  if (here.length) return stillThere(register, here[0], words, version, shortest);
  const order = version ? [version] : [];
  for (const each of [...order, ...[...register.versions].reverse()]) {
    const then = within(place, passages(register, words, each, shortest));
    if (several(then, place)) return said("ambiguous", label, words, each, labels(then));
    if (then.length) return sinceThen(register, then[0], words, each);
  }
  for (const each of [null, ...[...register.versions].reverse()]) {
    const there = passages(register, words, each, shortest);
    if (there.length) return said("elsewhere", label, words, each || "", labels(there));
  }
  const near = nearest(register, words);
  return said("not-found", label, words, "", near ? [near] : []);
}

function several(found, place) {
  return new Set(found.map((each) => (place ? `${each.anchors}` : labelAt(each)))).size > 1;
}

function within(place, found) {
  if (!place) return found;
  return found.filter(
    (each) => each.book === place.book && each.anchors.every((a) => place.anchors.includes(a)),
  );
}

function labels(found) {
  return [...new Set(found.map(labelAt))];
}

function stillThere(register, here, words, version, shortest) {
  let since = "";
  let moved = [];
  for (const each of [...register.versions].reverse()) {
    const then = passages(register, words, each, shortest);
    if (!then.some((one) => one.book === here.book && `${one.anchors}` === `${here.anchors}`)) {
      moved = labels(then);
      break;
    }
    since = each;
    if (each === version) break;
  }
  const label = labelAt(here);
  if (!since) return said("unreleased", label, words, "");
  const kind = !version || since === version ? "unchanged" : moved.length ? "moved" : "revised";
  return said(kind, label, words, since, moved);
}

function sinceThen(register, then, words, version) {
  const place = { label: labelAt(then), book: then.book, anchors: then.anchors, first: null, last: null };
  const entries = entriesIn(register, place);
  const changes = changesOf(register, place, entries, version);
  if (!changes.length) return said("revised", place.label, words, "");
  return { ...changed(place, entries, changes), quotation: words };
}

function verify(register, words) {
  const made = claims(register, words).map((each) => answer(register, each));
  const parts = quoted(words);
  const lost = made.length === 1 && made[0].kind === "not-found" && !made[0].place;
  // The whole stays answered first: true words inside a misquotation do not make it stand.
  return lost ? [...made, ...parts.map((part) => answer(register, aboutWords(part)))] : made;
}

// --- What is said (wording.py) ---

const listed = (places) =>
  places.slice(0, MOST).join(", ") + (places.length > MOST ? ` and ${places.length - MOST} more` : "");
const when = (a) => (a.version ? `in version ${a.version}` : "since the last release");

const OF_PLACES = {
  unchanged: (a) => `unchanged since version ${a.version}`,
  revised: (a) => `revised ${when(a)}`,
  moved: (a) => `moved ${when(a)} to ${listed(a.places)}`,
  retired: (a) => `retired ${when(a)}: ${a.changes[a.changes.length - 1].step.why}`,
  unreleased: () => "no release has recorded these words; they may have changed",
  "no-version": (a) => `there is no version ${a.version} of this edition`,
  contradictory: (a) => `several versions are named (${a.version}): which one is meant?`,
  "not-found": (a) =>
    a.version
      ? `not found: version ${a.version} had no such place`
      : "not found: there is no such place in this edition",
};

const OF_WORDS = {
  ...OF_PLACES,
  unchanged: (a) =>
    `these words stand here unchanged since version ${a.version}` +
    (a.places.length ? `; before that they stood at ${listed(a.places)}` : ""),
  revised: (a) =>
    !a.changes.length && a.version
      ? `these words stand here since version ${a.version}`
      : `these words are no longer here; revised ${when(a)}`,
  moved: (a) =>
    a.changes.length
      ? `these words stood here; moved ${when(a)} to ${listed(a.places)}`
      : `these words stand here since version ${a.version}; before that at ${listed(a.places)}`,
  unreleased: () => "these words stand here, but no release has recorded them",
  elsewhere: (a) =>
    a.version
      ? `these words do not stand here; in version ${a.version} they stood at ${listed(a.places)}`
      : `these words do not stand here but at ${listed(a.places)}`,
  ambiguous: (a) =>
    `ambiguous: these words stand at ${listed(a.places)}` +
    (a.version ? ` (in version ${a.version})` : ""),
  "not-found": (a) =>
    "not found: these words stand nowhere, today or in any release" +
    (a.places.length ? `; the nearest place, with other words, is ${a.places[0]}` : ""),
};

function sentence(a) {
  return (a.quotation ? OF_WORDS : OF_PLACES)[a.kind](a);
}

// --- The form ---

function pageOf(label) {
  const [, kind, id] = label.match(/^([a-z]+)-(.*)$/) || [];
  if (!kind) return label.replace(/\/([^–]*).*$/, ".html#$1");
  const lists = { text: "texts", fig: "figures" };
  return lists[kind] ? `${lists[kind]}.html#${label}` : `${kind}/${id}.html`;
}

function shown(a) {
  const head = a.place && !["not-found", "no-version"].includes(a.kind)
    ? element("a", { href: pageOf(a.place) }, a.place)
    : a.place || "No address";
  const made = element("article", { className: `answer ${a.kind}` }, element("h2", {}, head));
  if (a.quotation) made.append(element("blockquote", {}, `“${a.quotation}”`));
  made.append(element("p", {}, `${sentence(a)}.`));
  if (a.places.length) {
    const links = a.places.map((each) => element("li", {}, element("a", { href: pageOf(each) }, each)));
    made.append(element("ul", { className: "plain" }, ...links));
  }
  if (a.changes.length) made.append(element("dl", { className: "versions" }, ...a.changes.flatMap(shownChange)));
  return made;
}

function shownChange({ anchor, step }) {
  const names = { gone: "del", new: "ins", same: "span" };
  const pieces = step.pieces.map(([kind, words]) => element(names[kind], {}, words));
  const compared = pieces.length ? [element("br"), element("span", { className: "compared" }, ...pieces)] : [];
  return [
    element("dt", {}, step.version || "not yet released"),
    element("dd", {}, `${anchor}: ${step.kind}. ${step.why}`, ...compared),
  ];
}

const register = window.maocoopRegister;
for (const entry of [...register.books.flatMap(entriesOf), ...register.loose]) {
  for (const step of entry.steps) step.sentences ??= entry.now; // left out where they are the same
}
window.maocoop = { ...window.maocoop, verify: (words) =>
  verify(register, words).map((each) => ({ ...each, sentence: sentence(each) })) };

function ask(form, field, results) {
  const answers = verify(register, field.value);
  results.replaceChildren(...answers.map(shown));
  if (!answers.length) results.append(element("p", {}, "Nothing to check was given."));
  form.hidden = false;
}

const form = document.getElementById("checker");
if (form) {
  const field = form.elements.namedItem("words");
  const results = document.getElementById("answers");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form, field, results);
  });
  const asked = new URLSearchParams(location.hash.slice(1)).get("q");
  if (asked) {
    field.value = asked;
    ask(form, field, results);
  }
}
