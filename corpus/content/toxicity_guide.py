"""A vendor's guide to the acute toxicity of an invented compound: LD50 by species, sex and route, ruled."""

LAYOUT = "guide"
COLOUR = "#5b1f1f"
TITLE = "Acute Toxicity of Larvotrine: A Technical Guide for Laboratories"
BYLINE = "Author: Brandvold Fine Chemicals. Date: January 2023"
BOX = [
    ("Product:", "Larvotrine"),
    ("Item No.:", "BV-7710"),
    ("Formula:", "C18H22N2O3"),
    ("Appearance:", "White powder"),
]
FOOTER = ("Brandvold Fine Chemicals", "Read the safety data sheet first")

BODY = [
    ("h1", "Purpose"),
    (
        "p",
        "Larvotrine blocks sodium channels and is used to induce seizures in slices. It is toxic. This guide gathers "
        "what is known of single doses in animals, so that a laboratory can plan its handling.",
    ),
    ("h1", "Single doses"),
    (
        "p",
        "Groups of five mice or rats of each sex received one dose and were watched for 14 days. Doses rose in steps "
        "of 1.5. The median lethal dose was found by probit analysis.",
    ),
    ("caption", "Table 1. Median lethal doses of larvotrine."),
    (
        "table",
        {
            "style": "ruled",
            "widths": [80, 80, 110, 90, 90],
            "rows": [
                ["Species", "Sex", "Route", "LD50 (mg/kg)", "95% CI"],
                ["Mouse", "Male", "Oral", "412", "365 to 466"],
                ["Mouse", "Female", "Oral", "438", "380 to 505"],
                ["Mouse", "Male", "Intraperitoneal", "96", "82 to 113"],
                ["Rat", "Male", "Oral", "655", "570 to 752"],
                ["Rat", "Female", "Oral", "590", "508 to 686"],
                ["Rabbit", "Both", "Dermal", "> 2000", "not determined"],
            ],
        },
    ),
    ("h1", "Repeated doses"),
    (
        "p",
        "Male and female Sprague-Dawley rats (n = 20 per group) were given larvotrine at 5, 15 or 45 mg/kg/day by "
        "gavage for 28 days. The NOAEL was 15 mg/kg/day. At 45 mg/kg/day, liver weight rose by 18% in males and by "
        "11% in females.",
    ),
    ("h1", "In cells"),
    (
        "p",
        "HepG2 cells were exposed to larvotrine for 24 h. The CC50 was 140 µM (95% CI 118 to 166). No change was seen "
        "in the Ames test up to 5000 µg per plate.",
    ),
    ("h1", "Advice"),
    (
        "bullets",
        [
            "Weigh in a hood and wear two pairs of gloves.",
            "A spill of more than 1 g calls for a respirator.",
            "Diazepam must be within reach when animals are dosed.",
        ],
    ),
]
