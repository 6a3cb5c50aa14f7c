"""How the report was made: rules, definitions, limitations, credits."""

from __future__ import annotations

from azalai.reports.content import Block, Bullets, Callout, Definitions, Paragraph, Section
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.markup import words

TERMS = ("stock", "flow", "as_of", "span", "unknown", "residual", "coverage", "adjustment",
         "recommended", "estimate", "phase", "obstacle")  # fmt: skip
RULES = ("inputs", "total", "sum", "account", "age", "lint", "later")


def section(facts: CrisisFacts) -> Section:
    """Definitions, the rules of the computations, what the data cannot say, and credits."""
    limitations = facts.own(facts.crisis.limitations)
    blocks: list[Block] = [
        Bullets(tuple(words(facts.say(f"rule.{name}")) for name in RULES)),
        Definitions(
            tuple((facts.say(f"define.{name}"), words(facts.say(f"define.{name}.text")))
                  for name in TERMS)
        ),
    ]  # fmt: skip
    if facts.hidden:
        said = facts.say("protected", len(facts.hidden), threshold=facts.threshold)
        blocks.append(Callout(words(said)))
    if limitations:
        blocks.append(Callout(words(f"*{facts.say('limitations')}* {limitations}")))
    credit = facts.own(facts.stated.get("credit", {}))
    if credit:
        blocks.append(Paragraph(words(credit), "note"))
    return Section("methods", facts.say("methods.title"), tuple(blocks))
