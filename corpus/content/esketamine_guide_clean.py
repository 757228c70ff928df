"""A vendor's guide with nothing wrong: the header, the title, the percentages and the references all agree.

Facts: Singh et al. 2016, doi 10.1016/j.biopsych.2015.10.018; Daly et al. 2018, doi 10.1001/jamapsychiatry.2017.3739.
"""

LAYOUT = "guide"
COLOUR = "#2e5d3a"
TITLE = "Esketamine in Treatment-Resistant Depression: A Technical Guide to Two Early Trials"
BYLINE = "Author: Halden Biochemicals Application Notes Team. Date: June 2024"
FOOTER = ("Halden Biochemicals", "Application Notes")
BOX = [("Product", ""), ("Compound Name:", "Esketamine hydrochloride"), ("Catalog No.:", "HB-11305")]

BODY = [
    ("h1", "Background"),
    (
        "p",
        "Esketamine is the S-enantiomer of ketamine and binds the NMDA receptor more tightly than the racemate, "
        "which has long been used as an anesthetic.[1,3] "
        "Two early trials in patients with treatment-resistant depression, one with infusions and one with a nasal "
        "spray, compared several doses with placebo.[1,2]",
    ),
    ("h1", "Clinical Trials"),
    ("h2", "Singh et al. (2016), Biological Psychiatry"),
    (
        "bullets",
        [
            "Trial Design: Randomized, double-blind, placebo-controlled, parallel-group trial.[1]",
            "Participants: Thirty adults with treatment-resistant depression were randomized: 9 to esketamine "
            "0.20 mg/kg, 11 to esketamine 0.40 mg/kg and 10 to placebo.[1]",
            "Intervention: Intravenous infusion of esketamine or placebo over 40 minutes.[1]",
            "Primary Measure: Change from baseline to 24 hours on the Montgomery-Åsberg Depression Rating Scale "
            "(MADRS).[1]",
        ],
    ),
    (
        "p",
        "At 24 hours the mean change in MADRS score was −16.8 (SE 3.00) with esketamine 0.20 mg/kg, −16.9 (SE 2.61) "
        "with esketamine 0.40 mg/kg and −3.8 (SE 2.97) with placebo.[1] Six of 9 patients (67%), 7 of 11 (64%) and 0 "
        "of 10 (0%), in the same order, had a response (≥50% MADRS reduction).[1]",
    ),
    ("h2", "Daly et al. (2018), JAMA Psychiatry"),
    (
        "bullets",
        [
            "Trial Design: Randomized, double-blind, placebo-controlled, parallel-group trial.[2]",
            "Participants: Sixty-seven adults with treatment-resistant depression were randomized: 33 to placebo, 11 "
            "to esketamine 28 mg, 11 to esketamine 56 mg and 12 to esketamine 84 mg.[2]",
            "Intervention: Intranasal esketamine or placebo twice weekly, added to an oral antidepressant.[2]",
            "Primary Measure: Change from baseline to day 8 on the Montgomery-Åsberg Depression Rating Scale "
            "(MADRS).[2]",
        ],
    ),
    (
        "p",
        "On day 8 the mean difference from placebo in MADRS change was −4.2 points with 28 mg (p = 0.02), −6.3 points "
        "with 56 mg (p = 0.001) and −9.0 points with 84 mg (p < 0.001).[2]",
    ),
    ("h1", "Summary of the Evidence"),
    ("caption", "Table 1. Trials of esketamine discussed in this guide."),
    (
        "table",
        {
            "style": "unruled",
            "widths": [80, 28, 110, 56, 194],
            "rows": [
                ["Study", "N", "Population", "Measure", "Key Results"],
                [
                    "Singh et al. (2016)",
                    "30",
                    "Treatment-resistant depression",
                    "MADRS",
                    "At 24 hours: mean change −16.8 with 0.20 mg/kg, −16.9 with 0.40 mg/kg and −3.8 with placebo.[1]",
                ],
                [
                    "Daly et al. (2018)",
                    "67",
                    "Treatment-resistant depression",
                    "MADRS",
                    "On day 8: mean difference from placebo −4.2 with 28 mg, −6.3 with 56 mg and −9.0 with 84 mg.[2]",
                ],
            ],
        },
    ),
    ("h1", "Handling Notes"),
    (
        "p",
        "The hydrochloride dissolves freely in water. Stock solutions keep for weeks in the cold when they are "
        "protected from light. Esketamine is a controlled substance in many countries; check local rules before "
        "ordering.",
    ),
    ("h1", "References"),
    (
        "numbered",
        [
            "Singh JB, Fedgchin M, Daly E, et al. Intravenous esketamine in adult treatment-resistant depression: a "
            "double-blind, double-randomization, placebo-controlled study. Biol Psychiatry. 2016;80(6):424-431. "
            "doi:10.1016/j.biopsych.2015.10.018",
            "Daly EJ, Singh JB, Fedgchin M, et al. Efficacy and safety of intranasal esketamine adjunctive to oral "
            "antidepressant therapy in treatment-resistant depression: a randomized clinical trial. JAMA Psychiatry. "
            "2018;75(2):139-148. doi:10.1001/jamapsychiatry.2017.3739",
            "Sinner B, Graf BM. Ketamine. Handb Exp Pharmacol. 2008;(182):313-333. doi:10.1007/978-3-540-74806-9_15",
        ],
    ),
    (
        "small",
        "For research use only. Halden Biochemicals, 14 Quarry Road. Orders and questions: "
        "notes@halden-biochemicals.example",
    ),
]
