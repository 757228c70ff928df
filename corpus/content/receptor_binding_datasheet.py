"""A datasheet of an invented histamine antagonist: Ki in a table without lines, one dose in rats."""

LAYOUT = "datasheet"
COLOUR = "#7a3e00"
TITLE = "Mirdoxone hydrochloride"
BYLINE = "Product information sheet, revision 7"
BOX = [
    ("Product name", "Mirdoxone hydrochloride"),
    ("Catalogue No.", "LX-0852"),
    ("Molecular weight", "392.9"),
    ("Purity", "> 98% by HPLC"),
    ("Solubility", "25 mg/mL in DMSO; 3 mg/mL in water"),
    ("Storage", "-20 °C, desiccated, 24 months"),
]
FOOTER = ("Lindqvist Bioactives", "Not for human use")

BODY = [
    ("h1", "Biological activity"),
    (
        "p",
        "Mirdoxone hydrochloride is a selective antagonist of the histamine H3 receptor. Binding was measured on "
        "membranes of CHO-K1 cells that carry the human receptors. In a cAMP assay on the same cells the IC50 was "
        "2.6 nM, and the pA2 against imetit was 9.1.",
    ),
    ("caption", "Table 1. Binding of mirdoxone to human receptors (mean ± SEM, n = 4)"),
    (
        "table",
        {
            "style": "unruled",
            "widths": [110, 140, 120],
            "rows": [
                ["Receptor", "Radioligand", "Ki (nM)"],
                ["H3", "[3H]NAMH", "0.72 ± 0.09"],
                ["H1", "[3H]mepyramine", "1450 ± 210"],
                ["H4", "[3H]histamine", "860 ± 95"],
                ["H2", "[125I]APT", "> 10 000"],
                ["5-HT2A", "[3H]ketanserin", "> 10 000"],
            ],
        },
    ),
    ("h1", "In vivo"),
    (
        "p",
        "Male Wistar rats (n = 6) were given a single oral dose of mirdoxone (3 mg/kg). Cmax was 412 ng/mL, tmax 0.8 h "
        "and AUC 1630 ng·h/mL. The half-life was 2.1 h. Oral bioavailability was 63%.",
    ),
    ("h1", "Handling"),
    (
        "p",
        "Weigh under nitrogen. A 10 mM stock in DMSO may be thawed three times. For studies in animals, dissolve at 1 "
        "mg/mL in saline on the day of use.",
    ),
]
