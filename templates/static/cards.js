// Cards: a mark, a name or an emended word, pressed, opens what it leads to where it stands, with the
// focus in it; Esc, a second press or a press beside it closes it and gives the focus back. Any link
// of the text, hovered over or reached by keyboard, shows a preview of where it leads, which stays
// while the pointer is on it and goes with Esc. A card has no way back to the text: it never left it.
// Without this every link is a link.

const OPENS = "a[role='doc-noteref'], .mark.edition a, a.emended, a.name";
const PREVIEWED = "main :is(p, li, dd, td, blockquote) a[href]:not(.anchor, .page, [rel], [role='doc-backlink'])";

// The words that a link leads to, as nodes, or null: of this page a copy, of another what the build wrote.
async function leadsTo(link) {
  const [page, hash] = link.href.split("#");
  const here = page === location.href.split("#")[0];
  if (here) return copyOf(document.getElementById(decodeURIComponent(hash)));
  if (!SITE || !page.startsWith(SITE)) return null;
  await load("previews");
  const key = link.href.slice(SITE.length);
  const sentence = key.replace(/(#.*\D\d+)\.\d+$/, "$1");
  const written = window.maocoopPreviews[key] || window.maocoopPreviews[sentence];
  if (!written) return null;
  const made = element("template", { innerHTML: written }).content;
  for (const each of made.querySelectorAll("a[href]")) each.href = SITE + each.getAttribute("href");
  return [...made.children];
}

function copyOf(target) {
  const whole = target?.closest("li[id], .chapter tr[id], .unit, .stone") || target?.closest("section.part:not(.chapter)");
  if (!whole) return null;
  const copy = whole.cloneNode(true);
  // Of a section its heading and first paragraph, of an entry its reference or gloss.
  for (const extra of copy.querySelectorAll(".about, .stone, .beside, .unit ~ *, .reference ~ *")) extra.remove();
  for (const each of copy.querySelectorAll("[id]")) {
    each.classList.toggle("meant", each.id === target.id);
    each.removeAttribute("id");
  }
  const nodes = copy.matches("tr") ? cellsOf(copy, whole) : copy.matches(".unit") ? [element("p", {}, ...copy.childNodes)] : [...copy.children];
  const voice = whole.closest(".part").querySelector(".voice span") || document.querySelector("#speech span");
  if (!whole.matches(".notes li")) nodes.unshift(element("p", { className: "lemma" }, voice.textContent));
  return nodes;
}

// A row of a table as paragraphs: what its columns are called, and what stands there.
function cellsOf(copy, row) {
  const titles = row.closest("table").querySelectorAll("thead th");
  return [...copy.cells].map((cell, at) => element("p", {}, `${titles[at].textContent}: `, ...cell.childNodes));
}

async function openCard(link) {
  const rect = link.getBoundingClientRect();
  const content = await leadsTo(link);
  if (!content) throw new Error("nothing to show");
  const close = element("button", { type: "button", className: "close" }, "Close");
  close.addEventListener("click", () => panel.hidePopover());
  const onwards = element("a", { href: link.href }, link.matches(".mark a") ? "In the list" : "All about it");
  onwards.addEventListener("click", () => panel.hidePopover());
  content[0].id = "panel-title";
  openPanel([...content, element("p", { className: "onwards" }, onwards, close)], link, rect);
}

// On a wide screen the note may stand beside its mark already.
function besideOf(link) {
  const note = document.querySelector(`aside.beside[data-note="${link.hash.slice(1)}"]`);
  const box = note?.getBoundingClientRect();
  return box?.width && box.top >= 0 && box.top < innerHeight - 40 ? note : null;
}

let openedBy = null;
function pressed(event) {
  const link = event.target.closest(`main :is(${OPENS})`);
  if (!link || !plainClick(event) || panel.contains(link)) return;
  event.preventDefault();
  hidePreview();
  const again = openedBy === link && wasOpen;
  openedBy = link;
  if (again) return;
  const note = besideOf(link);
  if (note) note.focus({ preventScroll: true });
  else openCard(link).catch(() => location.assign(link.href));
}

// A press on the mark of an open card has closed the card before it becomes a click.
let wasOpen = false;
function pressing() {
  wasOpen = panel.matches(":popover-open");
}

// --- Previews ---

const preview = element("div", { popover: "manual", className: "panel preview" });
let waiting = 0;
let asked = null;

function hidePreview() {
  clearTimeout(waiting);
  asked = null;
  if (preview.matches(":popover-open")) preview.hidePopover();
}

function ask(link, delay) {
  if (link === asked || panel.matches(":popover-open")) return;
  clearTimeout(waiting);
  asked = link;
  waiting = setTimeout(() => showPreview(link).catch(() => {}), delay);
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(hidePreview, 250);
}

async function showPreview(link) {
  const content = link.matches("[role='doc-noteref']") && besideOf(link) ? null : await leadsTo(link);
  if (!content || asked !== link) return;
  preview.replaceChildren(...content);
  document.body.append(preview);
  preview.hidePopover();
  situate(preview, link.getClientRects()[0]);
  preview.showPopover();
}

function hovered(event) {
  if (event.pointerType === "touch") return;
  const link = event.target.closest?.(PREVIEWED);
  if (link && !link.closest(".panel")) ask(link, 350);
  else if (preview.contains(event.target)) clearTimeout(waiting);
  else if (asked) later();
}

function focused(event) {
  const link = event.target.matches(":focus-visible") && event.target.closest(PREVIEWED);
  if (link && !link.closest(".panel, .beside")) ask(link, 350);
  else hidePreview();
}

if ("popover" in HTMLElement.prototype) {
  document.addEventListener("pointerdown", pressing);
  document.addEventListener("click", pressed);
  document.addEventListener("pointerover", hovered);
  document.addEventListener("focusin", focused);
  document.addEventListener("focusout", hidePreview);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hidePreview());
  afterPaint(() => {
    for (const link of document.querySelectorAll(`main :is(${OPENS})`)) link.setAttribute("aria-haspopup", "dialog");
  });
}
