// In every page that `maocoop serve` sends, and in no built site: loads the page again when it or what
// it loads has changed, at the place where one was, and shows a fault of the sources over it.
(() => {
"use strict";

const { page, build } = document.currentScript.dataset;
const KEPT = "maocoop-place";
let known = build;
let gone = false; // this page
let ready = false; // the place is found again

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// --- The place: what stands near the line where one reads, the scroll position, the focus ---

const SAME = ({ localName, id, name, href }) => JSON.stringify([localName, id, name, href]);
const alike = (one) => [...document.querySelectorAll(one.localName)].filter((each) => SAME(each) === SAME(one));

function keepPlace() {
  const line = innerHeight / 4; // where one reads
  const near = [...document.querySelectorAll("main [id]")]
    .filter((each) => each.getClientRects().length)
    .map((each) => [each.id, each.getBoundingClientRect().top])
    .sort(([, one], [, other]) => Math.abs(one - line) - Math.abs(other - line))
    .slice(0, 40);
  const { activeElement: active } = document;
  const focus = active && active !== document.body && [active.localName, SAME(active), alike(active).indexOf(active)];
  const place = { href: location.href, at: scrollY, near: scrollY ? near : [], focus };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(place));
  } catch {
    // Then the browser's own way, which knows the position alone.
  }
  if (document.body.dataset.text) history.replaceState({ ...history.state, at: scrollY }, ""); // as in reading.js
}

function takePlace() {
  try {
    const place = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    return place?.href === location.href ? place : null;
  } catch {
    return null;
  }
}

function comeBack() {
  const place = takePlace();
  if (!place) return;
  const found = place.near.find(([id]) => document.getElementById(id)?.getClientRects().length);
  const moved = found ? document.getElementById(found[0]).getBoundingClientRect().top - found[1] : place.at - scrollY;
  if (place.focus) {
    const [name, same, number] = place.focus;
    const again = [...document.querySelectorAll(name)].filter((each) => SAME(each) === same);
    again[number]?.focus({ preventScroll: true });
  }
  scrollTo({ top: scrollY + moved, behavior: "instant" });
}

// --- The notice: over the page, said to screen readers, hidden by Esc ---

const STYLE = `
  :host { all: initial; position: fixed; inset: auto 0 0 0; margin: 0; padding: 0; border: 0; width: auto; background: none; font: 16px/1.45 system-ui, sans-serif; }
  section { box-sizing: border-box; max-height: 60vh; overflow: auto; padding: 1rem 1.5rem; background: Canvas; color: CanvasText; border-top: .4rem solid #c62828; box-shadow: 0 0 2rem #0006; }
  h2 { margin: 0 0 .5rem; font-size: 1.1rem; }
  p { margin: .4rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  pre { margin: .4rem 0; padding: .5rem; border: 1px solid; white-space: pre-wrap; overflow-wrap: anywhere; font: .9rem/1.5 ui-monospace, monospace; }
  .place { font: .95rem ui-monospace, monospace; font-weight: bold; }
  ol { margin: .6rem 0; padding-left: 1.5rem; }
  button { float: right; font: inherit; }
  @media print { :host { display: none; } }
`;

const notice = element("div", { popover: "manual" });
notice.setAttribute("role", "alert");
const root = notice.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet(); // the policy of the pages forbids styles in the page
sheet.replaceSync(STYLE);
root.adoptedStyleSheets = [sheet];
let shown = "";

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const titleOf = ({ place, rule, message }) => [place, rule, message].filter(Boolean).join(": ");

function told({ errors, warnings, found: [first, ...others] }) {
  const more = errors + warnings - 1 - others.length;
  const words = first.before + first.after;
  const title = `${count(errors, "fault")}${warnings ? `, ${count(warnings, "warning")}` : ""}; the page is as it was before`;
  const made = [element("h2", {}, title)];
  if (first.place) made.push(element("p", { className: "place" }, first.place));
  if (words) made.push(element("pre", {}, first.before, element("mark", {}, first.after.slice(0, 1) || " "), first.after.slice(1)));
  made.push(element("p", {}, first.rule ? `${first.rule}: ${first.message}` : first.message));
  if (first.hint) made.push(element("p", { className: "hint" }, first.hint));
  if (others.length) made.push(element("ol", { start: 2 }, ...others.map((each) => element("li", {}, titleOf(each)))));
  if (more > 0) made.push(element("p", {}, `and ${more} more`));
  return made;
}

function show(fault) {
  const state = fault || gone ? JSON.stringify([fault, gone]) : "";
  if (state === shown) return; // it stands there, or was hidden
  shown = state;
  if (!state) {
    hide();
    return;
  }
  const missing = "This page is no longer part of the site. What stands here is how it last was.";
  const close = element("button", { type: "button", onclick: hide }, "Hide (Esc)");
  const content = [...(gone ? [element("p", {}, missing)] : []), ...(fault ? told(fault) : [])];
  document.body.append(notice);
  notice.showPopover?.();
  root.replaceChildren(element("section", {}, close, ...content)); // once it is there, so that it is read out
}

function hide() {
  root.replaceChildren();
  notice.remove();
}

addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && notice.isConnected && !document.querySelector(":popover-open[popover='auto'], dialog[open]")) hide();
}, { capture: true });

// --- Listening: only while the page is seen, for a browser has few connections to one server ---

const used = () => [...document.querySelectorAll("script[src], link[rel='stylesheet']")].map((each) => new URL(each.src || each.href).pathname);

let source = null;

function hear({ data, lastEventId }) {
  known = lastEventId;
  const news = JSON.parse(data);
  const concerns = new Set([...used(), `/${page}`]);
  gone ||= news.gone;
  if (!news.gone && news.changed.some((path) => concerns.has(`/${path}`))) {
    quiet();
    keepPlace();
    location.reload();
    return;
  }
  show(news.fault);
}

function listen() {
  if (source || document.hidden || !ready) return;
  source = new EventSource(`/.serve/events?${new URLSearchParams({ page, build: known })}`);
  source.addEventListener("message", hear);
  source.addEventListener("error", ({ target }) => {
    if (target !== source || target.readyState !== EventSource.CLOSED) return;
    quiet();
    setTimeout(listen, 2000);
  });
}

function quiet() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? quiet() : listen()));
addEventListener("pagehide", quiet);
addEventListener("pageshow", listen);

// After what the page's own scripts do after the first paint, which was asked for before this.
requestAnimationFrame(() => setTimeout(() => {
  comeBack();
  ready = true;
  listen();
}));
})();
