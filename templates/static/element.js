// An element with its properties and what is in it; what a reader typed is only ever text there.
function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}
