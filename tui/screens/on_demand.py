"""The pages that keys open, and what announces alerts: loaded when first asked for, as the first paint needs none."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui.alerts.announcer import Announcer as Announcer
    from tui.screens.alert_log import AlertLog as AlertLog
    from tui.screens.brief import BriefPage as BriefPage
    from tui.screens.convention_page import ConventionPage as ConventionPage
    from tui.screens.convention_page import convention_commands as convention_commands
    from tui.screens.convention_page import switch as switch
    from tui.screens.digest import DigestPage as DigestPage
    from tui.screens.explain import ExplainPage as ExplainPage
    from tui.screens.help import HelpScreen as HelpScreen
    from tui.screens.help import help_rows as help_rows
    from tui.screens.level_page import LevelPage as LevelPage
    from tui.screens.palette import Palette as Palette
    from tui.screens.replay import ReplayDashboard as ReplayDashboard
    from tui.screens.rule_page import RulePage as RulePage
    from tui.screens.venues import VenuesPage as VenuesPage

_HOMES = {
    "Announcer": "tui.alerts.announcer",
    "AlertLog": "tui.screens.alert_log",
    "BriefPage": "tui.screens.brief",
    "ConventionPage": "tui.screens.convention_page",
    "convention_commands": "tui.screens.convention_page",
    "switch": "tui.screens.convention_page",
    "DigestPage": "tui.screens.digest",
    "ExplainPage": "tui.screens.explain",
    "HelpScreen": "tui.screens.help",
    "help_rows": "tui.screens.help",
    "LevelPage": "tui.screens.level_page",
    "Palette": "tui.screens.palette",
    "ReplayDashboard": "tui.screens.replay",
    "RulePage": "tui.screens.rule_page",
    "VenuesPage": "tui.screens.venues",
}


def __getattr__(name: str) -> Any:
    """Loads what has that name (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"nothing here is named {name}")
    return getattr(import_module(_HOMES[name]), name)
