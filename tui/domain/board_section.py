"""What every section of the Board has: reasons for its gaps."""

import msgspec

Notes = dict[str, str]
"""Field name -> why it is null, or what must be known to read it."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the Board that explains its own gaps."""

    notes: Notes = {}
