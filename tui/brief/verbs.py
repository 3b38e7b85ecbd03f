"""The verbs by which a note says that a figure went up or down."""

import re

UP = (
    r"rose|rises|rising|climb(?:s|ed|ing)|gain(?:s|ed|ing)|jump(?:s|ed|ing)|grew|grows|growing|increas(?:es|ed|ing)"
    r"|surg(?:es|ed|ing)|advanc(?:es|ed|ing)|rebound(?:s|ed|ing)|recover(?:s|ed|ing)|expand(?:s|ed|ing)"
    r"|rall(?:ies|ied|ying)|soar(?:s|ed|ing)|spik(?:es|ed|ing)|add(?:s|ed|ing)|(?:is|are|was|were) up"
)
DOWN = (
    r"fell|falls|falling|drop(?:s|ped|ping)|declin(?:es|ed|ing)|slid|slides|sliding|lost|loses|losing|shrank|shrinks"
    r"|contract(?:s|ed|ing)|decreas(?:es|ed|ing)|plung(?:es|ed|ing)|sank|sinks|tumbl(?:es|ed|ing)|slip(?:s|ped|ping)"
    r"|shed|sheds|plummet(?:s|ed|ing)|crash(?:es|ed|ing)|slump(?:s|ed|ing)|retreat(?:s|ed|ing)|eas(?:es|ed|ing)"
    r"|(?:is|are|was|were) down"
)
MOVED = re.compile(rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN}))\b", re.IGNORECASE)
