"""What breaks between phone and browser, and what spoils counts: found before a form goes out."""

from azalai.forms.linting.form import Form
from azalai.forms.linting.remarks import Remark, Severity
from azalai.forms.linting.running import RULES, lint, said

__all__ = ["RULES", "Form", "Remark", "Severity", "lint", "said"]
