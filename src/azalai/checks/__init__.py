"""One data-quality rule per file; rules look at columns, not at one row at a time."""

from azalai.checks.findings import Finding, Rule, Severity, rules, run

__all__ = ["Finding", "Rule", "Severity", "rules", "run"]
