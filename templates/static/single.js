// What one file needs besides (data/<text>.html). A browser looks for the words that an address names
// when it loads a page, not when one moves about in it: here the words of a result are marked by this.

const pattern = (words) => decodeURIComponent(words).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&").replace(/\s+/g, "\\s+");

// The place of the words in a paragraph or note, by what stands before and behind them.
function rangeOf(unit, directive) {
  const [, before = "", words, behind = ""] = directive.match(/^text=(?:([^,]*)-,)?([^,]*)(?:,-([^,]*))?$/);
  const walker = document.createTreeWalker(unit, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let whole = "";
  while (walker.nextNode()) {
    pieces.push([walker.currentNode, whole.length]);
    whole += walker.currentNode.data;
  }
  const found = RegExp(`(${pattern(before)}\\s*)(${pattern(words)})\\s*${pattern(behind)}`).exec(whole);
  if (!found) return [];
  const from = found.index + found[1].length;
  const at = (offset) => {
    const [node, begin] = pieces.filter(([, start]) => start < offset || !start).pop();
    return [node, offset - begin];
  };
  const range = document.createRange();
  range.setStart(...at(from));
  range.setEnd(...at(from + found[2].length));
  return [range];
}

function mark(ranges) {
  if (!document.adoptedStyleSheets.length) {
    // As ::target-text in style.css; here, since checkers of style sheets do not know it yet.
    const style = new CSSStyleSheet();
    style.replaceSync("::highlight(found) { background-color: #ffe08a; color: #1d1b18; }");
    document.adoptedStyleSheets = [style];
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}

document.getElementById("results").addEventListener("click", ({ target }) => {
  const link = target.closest("a");
  if (!link || !window.Highlight) return;
  const [address, directives] = link.getAttribute("href").slice(1).split(":~:");
  const unit = document.getElementById(address).closest(".unit, li[id]");
  mark(directives.split("&").flatMap((each) => rangeOf(unit, each)));
});

// What is found comes into view, while one types and where the address asks.
const show = () => document.getElementById("find").scrollIntoView();
document.getElementById("q").addEventListener("input", show);
if (location.hash.startsWith("#q=")) show();
