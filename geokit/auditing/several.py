"""What a group says of its members, whether they are findings or changes: how many, whether that is many, and of whom."""

from __future__ import annotations

from typing import Any, Final

# So many of one cause stand as one group; fewer are read faster one by one.
GROUP_FROM: Final = 5


class Several:
    """A group of members, each with the ids that it is about: ``members`` is a field of those that are one."""

    __slots__ = ()

    members: Any

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.members)

    @property
    def least(self) -> int:
        """From how many members on the group stands for them."""
        return GROUP_FROM

    @property
    def is_many(self) -> bool:
        """Whether the group stands for its members until they are asked for."""
        return self.count >= self.least

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids that its members are about, each once."""
        return tuple(dict.fromkeys(name for each in self.members for name in each.subjects))
