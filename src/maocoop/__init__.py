"""An annotated edition as YAML, and the static site made from it: read, check, link, render, write."""
