"""One data-quality rule per file; rules look at columns, not at one row at a time."""

from azalai.checks.findings import (
    Finding,
    Rule,
    Scope,
    Severity,
    is_waivable,
    rule_of,
    rules,
    run,
)
from azalai.checks.month import known_places, month_findings
from azalai.checks.saying import said

__all__ = [
    "Finding",
    "Rule",
    "Scope",
    "Severity",
    "is_waivable",
    "known_places",
    "month_findings",
    "rule_of",
    "rules",
    "run",
    "said",
]
