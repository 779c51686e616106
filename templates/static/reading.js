// Moving about and arranging the page: notes in the margin, contents that show where one is, an address
// that follows, layers to hide, keys. Without it the page is whole, its notes in the list at the end.

const UNITS = "section.part > .unit, section.notes li[id]:not(.stone), section.chapter";

// --- Notes in the margin of a wide screen: copies, for the list is the truth ---

function putBeside(mark) {
  const note = document.getElementById(mark.hash.slice(1));
  const [head, first, ...rest] = note.cloneNode(true).children;
  const number = element("a", { className: "number", href: `#${mark.id}` }, mark.textContent);
  first.querySelector(".label").replaceWith(number, " ", head.querySelector(".who"));
  const copy = element("aside", { className: "beside", tabIndex: -1 }, first);
  for (const each of rest) if (!each.matches(".about")) copy.append("\n", each);
  copy.dataset.note = note.id;
  copy.setAttribute("aria-label", `Note ${mark.textContent}, by the translators`);
  for (const each of copy.querySelectorAll("[id]")) each.removeAttribute("id");
  mark.closest(".unit").before(copy);
  const pair = (on) => () => copy.classList.toggle("meant", on);
  for (const begin of ["pointerenter", "focus"]) mark.addEventListener(begin, pair(true));
  for (const end of ["pointerleave", "blur"]) mark.addEventListener(end, pair(false));
  copy.addEventListener("keydown", (event) => event.key === "Escape" && mark.focus());
}

// --- What the style leaves for after the first paint: a part a frame, or all where a place is looked for ---

function layOut(parts) {
  const now = location.hash || history.state ? parts.length : 1;
  for (const part of parts.splice(0, now)) part.classList.add("whole");
  if (parts.length) requestAnimationFrame(() => layOut(parts));
}

// --- Layers: what is laid over the speech can be hidden, and stays hidden on the next visit ---

const hidden = new Set((kept("hidden") || "").split(" ").filter(Boolean));

function showLayers() {
  for (const box of document.querySelectorAll(".layers input")) {
    box.checked = !hidden.has(box.value);
    document.body.classList.toggle(`without-${box.value}`, !box.checked);
  }
}

function choose({ target }) {
  if (target.checked) hidden.delete(target.value);
  else hidden.add(target.value);
  keep("hidden", [...hidden].join(" "));
  showLayers();
}

// A link into a hidden layer shows that layer again.
function reveal() {
  const target = addressed();
  const isHidden = () => target?.checkVisibility?.() === false;
  if (!isHidden()) return;
  for (const layer of [...hidden]) {
    hidden.delete(layer);
    showLayers();
    if (!isHidden()) break;
    hidden.add(layer);
  }
  showLayers();
  target.scrollIntoView();
}

// --- Where one is ---

const addressed = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
const under = () => parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
const isIn = ({ top, bottom }) => bottom > under() && top < innerHeight;

// The last of some elements that begins in the upper quarter of the window or above it; -1 for none.
function currentIndex(units) {
  let [low, high] = [0, units.length];
  const line = Math.max(under() + 8, innerHeight / 4);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (units[middle].getBoundingClientRect().top <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const shownUnits = () => [...document.querySelectorAll(UNITS)].filter((each) => each.offsetParent);

function showCurrent() {
  const sections = document.querySelectorAll("section.part");
  const section = sections[currentIndex(sections)]?.id;
  for (const link of document.querySelectorAll(".contents a")) {
    const now = link.hash === `#${section}`;
    if (now === link.hasAttribute("aria-current")) continue;
    if (now) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    const row = link.closest("ol"); // which scrolls by itself on a narrow screen
    if (now) row.scrollLeft = link.offsetLeft - row.clientWidth / 2;
  }
}

// An address that is still in view stays; otherwise it becomes that of the unit one reads.
function follow() {
  showCurrent();
  const target = addressed();
  const searching = document.activeElement.matches("[type='search']");
  if (searching || (target && isIn(target.getBoundingClientRect()))) return;
  const units = shownUnits();
  const unit = units[currentIndex(units)];
  history.replaceState({ at: scrollY }, "", unit ? `#${unit.id}` : location.pathname + location.search);
}

let pause = 0;
function followSoon() {
  clearTimeout(pause);
  pause = setTimeout(follow, 120);
}

// The back button returns to where one was; browsers would go to the address that was last written.
const leave = ({ target }) => target.closest("a[href]") && history.replaceState({ at: scrollY }, "");
function comeBack({ state }) {
  if (state) scrollTo({ top: state.at, behavior: "instant" });
  else addressed()?.scrollIntoView();
}

// --- Keys ---

const KEYS = {
  j: ["next paragraph or note", () => step(1)],
  k: ["the one before", () => step(-1)],
  "]": ["next section", () => stepSection(1)],
  "[": ["the section before", () => stepSection(-1)],
  c: ["cite the paragraph that one is at", citeCurrent],
  "/": ["search; Esc returns to the place", toSearch],
  "?": ["this help", openHelp],
};

const goTo = (unit) => unit && location.replace(`#${unit.id}`); // brings it into view, marks it, and the Tab key goes on there

function step(by) {
  const units = shownUnits();
  const here = addressed();
  const inView = here && isIn(here.getBoundingClientRect());
  const own = inView ? units.findIndex((unit) => unit.contains(here) || here.contains(unit)) : -1;
  const before = own < 0 ? currentIndex(units) : own;
  const begins = own < 0 ? by < 0 : by > 0 && here.matches("section"); // one is above the unit
  goTo(units[before + by + (begins ? -by : 0)]);
}

function stepSection(by) {
  const sections = [...document.querySelectorAll("section.part")].filter((each) => each.offsetParent);
  const at = currentIndex(sections);
  const begun = by < 0 && at >= 0 && sections[at].getBoundingClientRect().top < under() - 4 ? 1 : 0;
  goTo(sections[at + by + begun]);
}

function toSearch() {
  const box = document.querySelector("[role='search'] [type='search']");
  const at = scrollY;
  const back = ({ key }) => {
    if (key !== "Escape") return;
    box.blur();
    scrollTo({ top: at, behavior: "instant" });
  };
  box.addEventListener("keydown", back);
  box.addEventListener("blur", () => box.removeEventListener("keydown", back), { once: true });
  box.focus();
}

function citeCurrent() {
  const units = shownUnits();
  const unit = addressed()?.closest(UNITS) || units[Math.max(0, currentIndex(units))];
  document.querySelector(`.about a.page[aria-label="cite ${unit.id}"]`)?.click();
}

function openHelp() {
  const dialog = element("dialog", { className: "help" });
  const rows = Object.entries(keys()).flatMap(([key, [what]]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)]);
  const box = element("input", { type: "checkbox", checked: kept("keys") !== "off" });
  box.addEventListener("change", () => keep("keys", box.checked ? "on" : "off"));
  const close = element("button", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.setAttribute("aria-labelledby", "help-title");
  dialog.append(
    element("h2", { id: "help-title" }, "Keys"),
    element("dl", {}, ...rows, element("dt", {}, element("kbd", {}, "Esc")), element("dd", {}, "closes what is open")),
    element("p", {}, element("label", {}, box, " Single keys do this")),
    element("p", {}, close),
  );
  document.body.append(dialog);
  dialog.showModal();
}

const keys = () => (text ? KEYS : { "/": KEYS["/"], "?": KEYS["?"] });

// Not while one writes; and keys of one letter can be switched off (WCAG 2.1.4), the help stays.
function pressedKey(event) {
  const action = keys()[event.key];
  const writing = event.target.closest("input:not([type='checkbox']), textarea, select, dialog");
  if (!action || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (kept("keys") === "off" && event.key !== "?") return;
  event.preventDefault();
  action[1]();
}

// The copies are made when the window is first wide enough for them; on a phone never.
const wide = matchMedia("(min-width: 67rem)"); // as in style.css
function fillMargin() {
  if (!wide.matches || document.querySelector(".beside")) return;
  for (const mark of document.querySelectorAll("main a[role='doc-noteref']")) putBeside(mark);
}

document.addEventListener("keydown", pressedKey);
if (text) {
  showLayers();
  document.querySelector(".layers").addEventListener("change", choose);
  document.addEventListener("click", leave, { capture: true });
  addEventListener("popstate", comeBack);
  addEventListener("hashchange", reveal);
  addEventListener("hashchange", followSoon);
  addEventListener("scroll", followSoon, { passive: true });
  wide.addEventListener("change", fillMargin);
  history.scrollRestoration = "manual";
  afterPaint(() => {
    layOut([...document.querySelectorAll(".part")]);
    fillMargin();
    if (history.state) comeBack(history);
    reveal();
    showCurrent(); // the address is left alone
  });
}
