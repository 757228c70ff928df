"""A vendor's guide to an invented kinase inhibitor beside two others: IC50 in a ruled table, GI50 in sentences."""

LAYOUT = "guide"
COLOUR = "#1f4e79"
TITLE = "Velnatinib, an Inhibitor of FLT3: A Technical Guide to In-Vitro Data"
BYLINE = "Author: Hollenbeck Reagents Technical Support Team. Date: March 2024"
BOX = [
    ("Product Name:", "Velnatinib"),
    ("Cat. No.:", "HB-20417"),
    ("M. Wt:", "471.5 g/mol"),
    ("Purity:", "98.9% (HPLC)"),
    ("Stock:", "10 mM in DMSO"),
]
FOOTER = ("Hollenbeck Reagents", "For research use only")

BODY = [
    ("h1", "Introduction"),
    (
        "p",
        "FLT3 is a receptor tyrosine kinase that is mutated in about 30% of acute myeloid leukaemias. Velnatinib was "
        "made to reach the mutated form. This guide puts it beside orbatinib and HB-3391, two older inhibitors of the "
        "same enzyme, so that a reader can choose a concentration for an experiment.",
    ),
    ("h1", "Kinase panel"),
    (
        "p",
        "Enzyme activity was read in a radiometric assay with 10 µM ATP. Every compound was tested at ten "
        "concentrations on each of three days, and the curves were fitted with four parameters.",
    ),
    ("caption", "Table 1. Inhibition of purified kinases: IC50 (nM), mean ± SD of n = 3 independent experiments."),
    (
        "table",
        {
            "style": "ruled",
            "widths": [110, 110, 110, 110],
            "rows": [
                ["Kinase", "Velnatinib", "Orbatinib", "HB-3391"],
                ["FLT3", "1.8 ± 0.3", "4.6 ± 0.9", "27 ± 5"],
                ["FLT3-ITD", "0.9 ± 0.2", "2.2 ± 0.4", "11 ± 2"],
                ["KIT", "41 ± 7", "15 ± 3", "380 ± 64"],
                ["PDGFRB", "96 ± 18", "8.4 ± 1.1", "> 1000"],
                ["VEGFR2", "620 ± 75", "130 ± 22", "> 1000"],
            ],
        },
    ),
    (
        "p",
        "Velnatinib is the most selective of the three. The gap between FLT3 and KIT is about twentyfold, while "
        "orbatinib reaches PDGFRB at nearly the same concentration.",
    ),
    ("h1", "Growth of leukaemia cells"),
    (
        "p",
        "MV4-11 cells carry the internal tandem duplication. They were grown with compound for 72 h and counted with "
        "resazurin. Velnatinib stopped the growth of MV4-11 cells with a GI50 of 3.4 nM, and orbatinib needed a GI50 "
        "of 7.9 nM. For HB-3391 the GI50 in the same cells was 58 nM. In K562 cells, which lack the mutation, the "
        "GI50 of velnatinib was > 10 µM.",
    ),
    ("h1", "Working with the compound"),
    (
        "bullets",
        [
            "Dissolve in DMSO to 10 mM and keep aliquots at -20 °C for up to six months.",
            "Keep DMSO at or below 0.1% in the culture medium.",
            "Start with 1 to 30 nM for cells that depend on FLT3.",
        ],
    ),
]
