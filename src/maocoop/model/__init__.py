"""The edition as frozen data: what was said, what is said about it, and by whom.

No input or output and no format lives here; every module may import this one. Vocabulary: TEI for
the text, Web Annotation for pointing, CSL for works. Anchors are written by hand and never counted.
"""

from maocoop.model.apparatus import (
    Arithmetic,
    Bound,
    Entity,
    Excluded,
    Figure,
    Group,
    Moment,
    Skipped,
)
from maocoop.model.edition import (
    Abbreviation,
    CitationTemplate,
    Edition,
    Right,
    SisterText,
    Work,
)
from maocoop.model.lines import (
    Certainty,
    Emphasis,
    Inline,
    Mark,
    Name,
    Ref,
    Reference,
    Supplied,
    Words,
    walk,
)
from maocoop.model.texts import (
    Emendation,
    Kind,
    Part,
    Sentence,
    Statement,
    Target,
    Text,
    Unit,
    Voice,
    Witness,
)

__all__ = [
    "Abbreviation",
    "Arithmetic",
    "Bound",
    "Certainty",
    "CitationTemplate",
    "Edition",
    "Emendation",
    "Emphasis",
    "Entity",
    "Excluded",
    "Figure",
    "Group",
    "Inline",
    "Kind",
    "Mark",
    "Moment",
    "Name",
    "Part",
    "Ref",
    "Reference",
    "Right",
    "Sentence",
    "SisterText",
    "Skipped",
    "Statement",
    "Supplied",
    "Target",
    "Text",
    "Unit",
    "Voice",
    "Witness",
    "Words",
    "Work",
    "walk",
]
