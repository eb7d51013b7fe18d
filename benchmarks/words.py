"""Generate meaningless sentences, titles and code from a seed."""

from __future__ import annotations

import random

_THINGS = (
    "anchor basin beacon bearing buoy canal chart coast compass current delta depth dock drift "
    "estuary ferry fjord gauge glacier harbour horizon inlet island keel lagoon lantern latitude "
    "lighthouse lock longitude mast meridian mooring ocean orbit passage pilot port reef rudder "
    "sail salinity sextant shoal signal sonar sounding strait stream swell tide trench vessel "
    "voyage wake wave wharf wind"
).split()
_KINDS = (
    "ancient apparent brackish broad calm coastal constant deep distant dry eastern even fixed "
    "frozen gentle great hidden inner local lunar magnetic mean narrow neap northern observed open "
    "outer polar regular rising saline shallow slack solar southern steady steep tidal true upper "
    "variable western"
).split()
_DOES = (
    "alters bounds carries charts counts crosses divides drives erodes fills follows guides holds "
    "joins leads lifts limits marks measures meets moves orders passes predicts pulls raises "
    "reaches records reflects repeats resists shapes shelters shifts slows steers turns warms"
).split()
_JOINTS = (
    "after, although, as far as, as soon as, because, before, if, once, unless, where, while"
).split(", ")
_OPENINGS = (
    "As a first step, ",
    "As we saw, ",
    "At noon, ",
    "By and large, ",
    "For instance, ",
    "In other words, ",
    "In short, ",
    "More often than not, ",
    "On most days, ",
    "Seen from the shore, ",
    "Strictly speaking, ",
)

_CODE = {
    "bash": """\
#!/bin/sh
# one @thing for each @other
for log in logs/*.csv; do
    test -s "$log" || continue
    cut -d, -f@number "$log" | sort -u >> "@thing.txt"
done
echo "@many: $(wc -l < @thing.txt)"
""",
    "c": """\
#include <stddef.h>

typedef struct @thing { long @other; double depth; } @thing;

/* How many lie deeper than the limit. */
size_t count_@many(const @thing *all, size_t length, double limit)
{
    size_t found = 0;
    for (size_t i = 0; i < length; i++)
        if (all[i].depth > limit && all[i].@other % @number != 0)
            found++;
    return found;
}
""",
    "java": """\
import java.util.List;

public final class @many {
    private final List<String> names;

    public @many(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** The @thing that comes first, or "none". */
    public String @other() {
        return names.stream().filter(name -> name.length() > @number).findFirst().orElse("none");
    }
}
""",
    "python": '''\
from collections import Counter

def @thing_of(@many, limit=@number):
    """Count each @other, the most frequent first."""
    found = Counter()
    for line in @many:
        name, _, depth = line.partition(",")
        if float(depth or 0) > limit:
            found[name.strip()] += 1  # the rest is too shallow
    return [f"{name}: {count}" for name, count in found.most_common()]
''',
    "sql": """\
SELECT @thing.name, AVG(@other.depth) AS mean_depth
FROM @thing
LEFT JOIN @other ON @other.@thing_id = @thing.id
WHERE @other.depth > @number AND @thing.name <> 'unknown'
GROUP BY @thing.name
HAVING COUNT(*) >= @number
ORDER BY mean_depth DESC;
""",
}
"""Code blocks by language; they contain no braces, which template languages would interpret."""


class Writer:
    """Generates text from a seed; the same seed gives the same text on all systems.

    Without `highlight`, code blocks have no language.
    """

    def __init__(self, seed: str, *, highlight: bool) -> None:
        self.chance = random.Random(seed)
        self._highlight = highlight

    def thing(self) -> str:
        """Return a noun, usually with an adjective."""
        noun = self.chance.choice(_THINGS)
        return f"{self.chance.choice(_KINDS)} {noun}" if self.chance.random() < 0.6 else noun

    def name(self) -> str:
        """Return a single word for an identifier."""
        return self.chance.choice(_THINGS)

    def kind(self) -> str:
        """Return an adjective."""
        return self.chance.choice(_KINDS)

    def title(self) -> str:
        """Return a heading without markup."""
        joint = self.chance.choice(("and", "beside", "without"))
        return f"{self.thing()} {joint} the {self.thing()}".capitalize()

    def sentence(self) -> str:
        """Return a sentence with at most one Markdown element."""
        text = self._clause()
        if self.chance.random() < 0.6:
            text += f" {self.chance.choice(_JOINTS)} {self._clause()}"
        if self.chance.random() < 0.4:
            text = self.chance.choice(_OPENINGS) + text
        match self.chance.randrange(10):
            case 0:
                text += f", or **{self.thing()}** for short"
            case 1:
                text += f" (in code, `{self.name()}_{self.name()}()`)"
            case 2:
                text += f", but *never* the {self.thing()}"
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self, fewest: int = 3, most: int = 6) -> str:
        """Return several sentences."""
        count = self.chance.randint(fewest, most)
        return " ".join(self.sentence() for _ in range(count))

    def code(self) -> str:
        """Return a fenced code block."""
        language = self.chance.choice(list(_CODE))
        text = _CODE[language].replace("@many", f"{self.name()}s")
        text = text.replace("@thing", self.name()).replace("@other", self.name())
        text = text.replace("@number", str(self.chance.randint(2, 9)))
        return f"```{language if self._highlight else ''}\n{text}```"

    def _clause(self) -> str:
        return f"the {self.thing()} {self.chance.choice(_DOES)} the {self.thing()}"
