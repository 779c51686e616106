"""Edition -> findings: a literal table of rules, one function a rule.

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
    from maocoop.model import Edition

__all__ = ["RULES", "Fault", "Rule", "check"]

RULES: tuple[Rule, ...] = (
    Rule(anchors.duplicate_anchor),
    Rule(anchors.duplicate_id),
    Rule(anchors.misplaced_anchor),
    Rule(anchors.section_order),
    Rule(anchors.unit_order),
    Rule(marks.mark_without_note),
    Rule(marks.note_without_mark),
    Rule(marks.repeated_mark),
    Rule(marks.misplaced_mark),
    Rule(marks.note_off_target),
    Rule(links.dangling_target),
    Rule(links.uncited_work, Severity.WARNING),
    Rule(lemmas.stale_lemma),
    Rule(lemmas.ambiguous_lemma),
    Rule(names.miscounted_name),
    Rule(names.idle_exclusion),
    Rule(names.shared_form),
    Rule(names.unlisted_name),
    Rule(names.idle_not_name),
    Rule(figures.uncounted_numeral),
    Rule(figures.idle_numeral),
    Rule(figures.dangling_figure),
    Rule(figures.false_sum),
    Rule(signs.unbalanced_brackets),
    Rule(signs.unbalanced_quotation),
    Rule(references.stale_reference),
    Rule(references.stale_template),
    Rule(references.stale_chart),
    Rule(fidelity.witness_fidelity),
    Rule(fidelity.undeclared_emendation, Severity.WARNING),
    Rule(fidelity.idle_emendation),
    Rule(covenant.vanished_anchor),
    Rule(covenant.reused_anchor),
    Rule(covenant.swapped_anchor),
    Rule(covenant.redivided_unit),
    Rule(covenant.pending_revision, Severity.WARNING),
    Rule(records.idle_change),
    Rule(records.damaged_record),
    Rule(records.unrecorded_version),
)


def check(edition: Edition) -> tuple[Finding, ...]:
    """Every finding of every rule, in the order of the files."""
    found = [
        finding
        for rule in RULES
        for finding in made(("rule", rule.name), partial(_told, rule, edition))
    ]
    return tuple(sorted(found, key=lambda finding: (finding.at, finding.rule)))


def _told(rule: Rule, edition: Edition) -> tuple[Finding, ...]:
    return tuple(rule.findings(edition))
