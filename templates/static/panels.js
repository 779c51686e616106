// What the scripts of every page share. They are joined into one (render/scripts.py) and read in this
// order: element, panels, cite, cards, reading. Nothing here is needed to read, to follow a note or to cite.

// The address of the site; none where one file holds the whole edition, this script and its data too.
const SITE = document.currentScript.src && new URL("..", document.currentScript.src).href;
const text = document.body.dataset.text;

// --- What a browser keeps for the reader; one that keeps nothing asks again ---

function kept(key) {
  try {
    return localStorage.getItem(`maocoop-${key}`);
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(`maocoop-${key}`, value);
  } catch {
    // Nothing is lost but the choice.
  }
}

// --- Data, which come when they are first asked for; a page from disk can load only scripts ---

const loading = { "cite-data": window.maocoopCitations };
function load(name) {
  loading[name] ??= new Promise((resolve, reject) => {
    const script = element("script", { src: `${SITE}static/${name}.js`, onload: resolve, onerror: reject });
    document.head.append(script);
  });
  return loading[name];
}

// --- Panels: one at a time, at what opened it, closed by Esc or a press beside it (native popover) ---

const panel = element("div", { popover: "auto", className: "panel", tabIndex: -1 });
panel.setAttribute("role", "dialog");

// Under a rectangle of the window, or above it where there is more room; always inside the window.
function situate(box, rect) {
  const root = document.documentElement;
  const width = Math.min(25 * parseFloat(getComputedStyle(root).fontSize), root.clientWidth - 24); // as in style.css
  const below = innerHeight - rect.bottom > Math.min(320, rect.top);
  box.style.setProperty("--top", `${below ? rect.bottom + scrollY + 6 : rect.top + scrollY - 6}px`);
  box.style.setProperty("--left", `${Math.max(12, Math.min(rect.left + scrollX, root.clientWidth - width - 12))}px`);
  box.style.setProperty("--room", `${(below ? innerHeight - rect.bottom : rect.top) - 18}px`);
  box.classList.toggle("above", !below);
}

// The focus goes into the panel; when it closes, the browser gives it back to what had it, the opener.
function openPanel(content, opener, rect, focusOn) {
  panel.hidePopover?.();
  panel.replaceChildren(...content);
  panel.setAttribute("aria-labelledby", content[0].id);
  (opener.closest("p, li, td, dd") || opener).after(panel); // so that Tab goes on from here
  situate(panel, rect);
  opener.focus({ preventScroll: true });
  panel.showPopover();
  (focusOn || panel).focus({ preventScroll: true });
}

const plainClick = (event) => !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

// What is not needed for the first paint waits for it.
const afterPaint = (run) => requestAnimationFrame(() => setTimeout(run));
