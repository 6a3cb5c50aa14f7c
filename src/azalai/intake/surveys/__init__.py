"""Records of surveys into the workspace, with the design that gives them meaning."""

from azalai.intake.surveys.drafting import draft_design
from azalai.intake.surveys.importer import SurveyReport, import_survey
from azalai.intake.surveys.shaping import SurveyProblem, SurveyUnreadError

__all__ = ["SurveyProblem", "SurveyReport", "SurveyUnreadError", "draft_design", "import_survey"]
