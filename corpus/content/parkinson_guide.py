"""A vendor's guide that retells two invented animal studies, with n in the legend of a figure."""

LAYOUT = "guide"
COLOUR = "#2d5a2d"
TITLE = "Tivagiline in Models of Parkinson's Disease: A Technical Guide"
BYLINE = "Author: Harrow Biochemicals Scientific Support. Date: May 2025"
BOX = [
    ("Compound Name:", "Tivagiline"),
    ("Cat. No.:", "HB-88120"),
    ("M. Wt:", "254.3 g/mol"),
    ("Purity:", "99.2%"),
]
FOOTER = ("Harrow Biochemicals", "For research use only")

BODY = [
    ("h1", "Introduction"),
    (
        "p",
        "Tivagiline blocks monoamine oxidase B for good. Dopamine lasts longer when the enzyme is blocked, and the "
        "compound may also shield neurons from toxins. Two studies in rodents are retold below.",
    ),
    ("h1", "Study 1: Marsh et al. (2012)"),
    (
        "bullets",
        [
            "Animals: Male C57BL/6 mice (n = 7–9 per group).",
            "Model: MPTP-induced parkinsonism.",
            "Treatment: Tivagiline (0.3 or 1 mg/kg) or vehicle was given i.p. once daily for 7 days.",
            "Outcome: Striatal dopamine on day 7.",
        ],
    ),
    (
        "p",
        "Striatal dopamine was 3.4 ± 0.4 ng/mg with vehicle, 6.0 ± 0.6 ng/mg with tivagiline 0.3 mg/kg and 9.2 ± 0.8 "
        "ng/mg with tivagiline 1 mg/kg (F(2, 21) = 22.4, p < 0.001).",
    ),
    ("caption", "Figure 1. Striatal dopamine seven days after MPTP. Bars are mean ± SEM, n = 7–9 mice per group."),
    ("h1", "Study 2: Okafor et al. (2016)"),
    (
        "bullets",
        [
            "Animals: Twenty-four female Sprague-Dawley rats with a unilateral 6-hydroxydopamine lesion.",
            "Treatment: Tivagiline (2 mg/kg, p.o.) or saline, twice daily for 4 weeks (n = 12 per group).",
            "Outcome: Number of rotations after apomorphine at week 4.",
        ],
    ),
    (
        "p",
        "Rats given saline made 214 ± 23 rotations and rats given tivagiline 141 ± 19 rotations (mean ± SEM; p = "
        "0.023). Weight gain did not differ.",
    ),
    ("h1", "Notes for the bench"),
    (
        "p",
        "The powder keeps for two years at 4 °C. Solutions at 5 mg/mL in water are stable for a week. Animals on "
        "other blockers of the enzyme should be left out.",
    ),
]
