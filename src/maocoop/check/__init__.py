"""Edition -> findings: two literal tables of rules, one function a rule.

What passes here resolves, so `link` and `render` need no branch for a broken link. Faults of form
(bad YAML, a wrong key) are found earlier, by `read`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from maocoop.check import (
    anchors,
    covenant,
    fidelity,
    figures,
    lemmas,
    links,
    marks,
    names,
    records,
    references,
    signs,
)
from maocoop.check.rule import Fault, Rule
from maocoop.errors import Severity
from maocoop.memory import made

if TYPE_CHECKING:
    from maocoop.errors import Finding
    from maocoop.model import Edition, Text

__all__ = ["OF_EDITION", "OF_TEXTS", "RULES", "Fault", "Rule", "check"]

OF_TEXTS: tuple[Rule[Text], ...] = (
    Rule(anchors.duplicate_anchor),
    Rule(anchors.misplaced_anchor),
    Rule(anchors.section_order),
    Rule(anchors.unit_order),
    Rule(marks.mark_without_note),
    Rule(marks.note_without_mark),
    Rule(marks.repeated_mark),
    Rule(marks.misplaced_mark),
    Rule(marks.note_off_target),
    Rule(figures.uncounted_numeral),
    Rule(figures.idle_numeral),
    Rule(figures.dangling_figure),
    Rule(figures.false_sum),
    Rule(signs.unbalanced_brackets),
    Rule(signs.unbalanced_quotation),
    Rule(references.stale_chart),
    Rule(fidelity.witness_fidelity),
    Rule(fidelity.undeclared_emendation, Severity.WARNING),
    Rule(fidelity.idle_emendation),
)
"""Rules that a text keeps or breaks whatever stands beside it."""

OF_EDITION: tuple[Rule[Edition], ...] = (
    Rule(anchors.duplicate_id),
    Rule(links.dangling_target),
    Rule(links.uncited_work, Severity.WARNING),
    Rule(lemmas.stale_lemma),
    Rule(lemmas.ambiguous_lemma),
    Rule(names.miscounted_name),
    Rule(names.idle_exclusion),
    Rule(names.shared_form),
    Rule(names.unlisted_name),
    Rule(names.idle_not_name),
    Rule(references.stale_reference),
    Rule(references.stale_template),
    Rule(covenant.vanished_anchor),
    Rule(covenant.reused_anchor),
    Rule(covenant.swapped_anchor),
    Rule(covenant.redivided_unit),
    Rule(covenant.pending_revision, Severity.WARNING),
    Rule(records.idle_change),
    Rule(records.damaged_record),
    Rule(records.unrecorded_version),
)

RULES: tuple[Rule[Text] | Rule[Edition], ...] = (*OF_TEXTS, *OF_EDITION)


def check(edition: Edition) -> tuple[Finding, ...]:
    """Every finding of every rule, in the order of the files."""
    found: list[Finding] = []
    # Text by text: what several rules ask of a text is kept for a few texts only.
    for text in edition.texts:
        for rule in OF_TEXTS:
            found += made(("rule", rule.name, text.id), partial(rule.findings, text))
    for whole in OF_EDITION:
        found += made(("rule", whole.name), partial(whole.findings, edition))
    return tuple(sorted(found, key=lambda finding: (finding.at, finding.rule)))
