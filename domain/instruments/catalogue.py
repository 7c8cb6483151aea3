"""The instruments as data: bounds, bands, what counts as a change, terms, and where it is said.

The table is that of the domain reference, 7.1. What it calls unverified is a default of ours, and
so are the two about the match itself: how the two get on, and what support may have done that
nobody wanted. Published scales of either need a licence; these are nobody's. Those whose scoring is
secret or under a licence that nobody here holds are named with the reason, so that a service that
asks for one is told.
"""

from domain.instruments.language import Band, Better, Definition, Instrument, Terms

WEMWBS_COPYRIGHT = (
    "Warwick-Edinburgh Mental Well-being Scale © NHS Health Scotland, University of Warwick and "
    "University of Edinburgh, 2006, all rights reserved."
)
SWEMWBS_COPYRIGHT = (
    "Short Warwick-Edinburgh Mental Well-being Scale © NHS Health Scotland, University of Warwick "
    "and University of Edinburgh, 2008, all rights reserved."
)
BANDS_OF_THE_ANXIOUS = (Band(1, "VERY_LOW"), Band(3, "LOW"), Band(5, "MEDIUM"), Band(10, "HIGH"))
BANDS_OF_THE_OTHERS = (Band(4, "LOW"), Band(6, "MEDIUM"), Band(8, "HIGH"), Band(10, "VERY_HIGH"))
"""Of the four questions of the Office for National Statistics, each by itself."""

DEFINITIONS: dict[Instrument, Definition] = {
    Instrument.WEMWBS: Definition(
        name="WEMWBS",
        items=((1, 5),) * 14,
        terms=Terms.REGISTRATION,
        copyright=WEMWBS_COPYRIGHT,
        better=Better.HIGHER,
        sem=3.1,  # the upper of 2.4 to 3.1, so that no change is called reliable too early
        source="Tennant and others 2007; error of measurement: Maheswaran and others 2012",
    ),
    Instrument.SWEMWBS: Definition(
        name="SWEMWBS",
        items=((1, 5),) * 7,
        terms=Terms.REGISTRATION,
        copyright=SWEMWBS_COPYRIGHT,
        better=Better.HIGHER,
        sem=1.03,
        bands=(Band(19.5, "LOW"), Band(27.49, "MIDDLE"), Band(35, "HIGH")),
        source="Stewart-Brown and others 2009; change: Shah and others 2018",
    ),
    Instrument.PHQ9: Definition(
        name="PHQ-9",
        items=((0, 3),) * 9,
        terms=Terms.FREE,
        better=Better.LOWER,
        reliable=6,
        case_from=10,
        bands=(
            Band(4, "MINIMAL"),
            Band(9, "MILD"),
            Band(14, "MODERATE"),
            Band(19, "MODERATELY_SEVERE"),
            Band(27, "SEVERE"),
        ),
        risk_items=(9,),
        source="Kroenke, Spitzer and Williams 2001; change and caseness: the IAPT manual",
    ),
    Instrument.GAD7: Definition(
        name="GAD-7",
        items=((0, 3),) * 7,
        terms=Terms.FREE,
        better=Better.LOWER,
        reliable=4,
        case_from=8,
        bands=(Band(4, "MINIMAL"), Band(9, "MILD"), Band(14, "MODERATE"), Band(21, "SEVERE")),
        source="Spitzer and others 2006; change and caseness: the IAPT manual",
    ),
    Instrument.UCLA3: Definition(
        name="UCLA three-item loneliness scale",
        items=((1, 3),) * 3,
        terms=Terms.FREE,
        better=Better.LOWER,
        bands=(Band(5, "NOT_LONELY"), Band(9, "LONELY")),
        words={"HARDLY_EVER_OR_NEVER": 1, "HARDLY_EVER": 1, "SOME_OF_THE_TIME": 2, "OFTEN": 3},
        source="Hughes and others 2004, as the Office for National Statistics recommends it",
    ),
    Instrument.LONELINESS: Definition(
        name="direct question about loneliness",
        items=((1, 5),),
        terms=Terms.FREE,
        bands=(
            Band(1, "OFTEN_OR_ALWAYS"),
            Band(2, "SOME_OF_THE_TIME"),
            Band(3, "OCCASIONALLY"),
            Band(4, "HARDLY_EVER"),
            Band(5, "NEVER"),
        ),
        words={
            "OFTEN_OR_ALWAYS": 1,
            "OFTEN_ALWAYS": 1,
            "OFTEN": 1,
            "ALWAYS": 1,
            "SOME_OF_THE_TIME": 2,
            "OCCASIONALLY": 3,
            "HARDLY_EVER": 4,
            "NEVER": 5,
        },
        source="Office for National Statistics 2018, measuring loneliness",
    ),
    Instrument.DJG6: Definition(
        name="De Jong Gierveld loneliness scale, six items",
        items=((1, 3),) * 6,
        terms=Terms.RESEARCH,
        bands=(Band(1, "NOT_LONELY"), Band(4, "MODERATE"), Band(6, "SEVERE")),
        words={"YES": 1, "MORE_OR_LESS": 2, "NO": 3},
        groups_only=True,
        source="De Jong Gierveld and Van Tilburg 2006, and the manual of VU Amsterdam",
    ),
    Instrument.ONS4: Definition(
        name="four questions about personal well-being",
        items=((0, 10),) * 4,
        terms=Terms.FREE,
        source="Office for National Statistics, personal well-being user guidance",
    ),
    Instrument.SEMCD6: Definition(
        name="self-efficacy for managing chronic disease, six items",
        items=((1, 10),) * 6,
        terms=Terms.FREE,
        better=Better.HIGHER,
        sem=0.67,
        source="Stanford Patient Education Research Center; Lorig and others 2001",
    ),
    Instrument.GBO: Definition(
        name="goal-based outcomes",
        items=((0, 10),) * 3,
        fewest=1,
        terms=Terms.FREE,
        better=Better.HIGHER,
        reliable=2.45,  # of parents of children: for orientation
        source="Law and Jacob 2015",
    ),
    Instrument.GAS: Definition(
        name="goal attainment scaling",
        items=((-2, 2),) * 10,
        fewest=1,
        terms=Terms.FREE,
        better=Better.HIGHER,
        source="Kiresuk and Sherman 1968; Turner-Stokes 2009 with its erratum",
    ),
    Instrument.EQ5D5L: Definition(
        name="EQ-5D-5L",
        items=(*((1, 5),) * 5, (0, 100)),
        terms=Terms.LICENCE,
        source="EuroQol Research Foundation, user guide; value sets are licensed separately",
    ),
    Instrument.RELATIONSHIP: Definition(
        name="four questions about how the two get on",
        items=((1, 5),) * 4,
        terms=Terms.FREE,
        better=Better.HIGHER,
        groups_only=True,  # nobody has shown what it says of one match
        compared=False,
        source="questions of this project, not validated: for groups, and never beside a norm",
    ),
    Instrument.UNWANTED: Definition(
        name="five questions about what nobody wanted",
        items=((0, 3),) * 5,
        terms=Terms.FREE,
        risk_items=(1, 2, 3, 4, 5),
        words={"NO": 0, "A_LITTLE": 1, "QUITE_A_LOT": 2, "A_LOT": 3},
        compared=False,
        source="questions of this project, not validated: counted as told or not told",
    ),
}
"""Every instrument that can be scored here."""

NOT_SCORED_HERE = {
    "PAM": "Its scoring is secret and sold with its licence.",
    "HEIQ": "Its scales and scoring come with a licence.",
    "LTCQ": "Its scoring comes with a licence of Oxford University Innovation.",
    "LTCQ8": "Its scoring comes with a licence of Oxford University Innovation.",
}
"""What cannot be scored here, and why."""

ALIASES = {
    "DEJONGGIERVELD6": Instrument.DJG6,
    "DIRECTLONELINESS": Instrument.LONELINESS,
    "EQ5D": Instrument.EQ5D5L,
    "UCLA": Instrument.UCLA3,
    "SEMCD": Instrument.SEMCD6,
}
"""Other names by which people know them."""
