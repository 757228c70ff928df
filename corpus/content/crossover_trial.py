"""An invented trial of three treatments in a crossover: n = 12 in every column is right; superscript citations."""

LAYOUT = "one_column"
RUNNING_HEAD = ("Halloran and Vestergaard", "Zelmorast in narcolepsy")
JOURNAL = "Invented Reports on Sleep, volume 6, 2022, pages 30–32"
TITLE = (
    "Zelmorast and modafinil for daytime sleepiness in narcolepsy: "
    "a randomized, double-blind, three-way crossover trial"
)
BYLINE = "Fiona Halloran and Morten Vestergaard"

ABSTRACT = [
    "<b>Objective:</b> To compare zelmorast, a new histamine H3 receptor antagonist, with modafinil and placebo.",
    "<b>Methods:</b> Twelve adults with narcolepsy were randomized to the order of single oral doses of zelmorast 5 "
    "mg, modafinil 200 mg and placebo. The primary outcome was the Karolinska Sleepiness Scale (KSS) score at 4 hours.",
    "<b>Results:</b> At 4 hours the mean KSS score was 4.1 (SE 0.4) after zelmorast, 3.9 (SE 0.4) after modafinil and "
    "6.2 (SE 0.4) after placebo.",
    "<b>Conclusion:</b> Zelmorast lessened sleepiness for most of a day.",
]

BODY = [
    ("h1", "Introduction"),
    (
        "p",
        "People with narcolepsy fight sleep through the day. Modafinil helps many of them but wears off in the "
        "afternoon.<super>1</super> Zelmorast raises the release of histamine, which keeps the cortex awake.",
    ),
    ("h1", "Methods"),
    (
        "p",
        "This was a randomized, double-blind, placebo-controlled, three-period crossover trial. Each participant took "
        "zelmorast 5 mg, modafinil 200 mg and placebo by mouth on separate days, in an order drawn by lot, with a "
        "washout of seven days in between. Sleepiness was rated on the Karolinska Sleepiness Scale (KSS; range 1 to "
        "9)<super>2</super> at baseline and 2, 4, 8 and 12 hours after the dose. The primary endpoint was the score at "
        "4 hours. Treatments were compared in a mixed model.<super>3</super>",
    ),
    ("h1", "Results"),
    (
        "p",
        "Fifteen adults with narcolepsy were screened and 12 were randomized. All 12 completed the three periods and "
        "were analyzed.",
    ),
    ("caption", "Table 1. Karolinska Sleepiness Scale score by hours after the dose, mean (SE)."),
    (
        "table",
        {
            "style": "three_rules",
            "widths": [90, 110, 110, 110],
            "rows": [
                ["Time", "Zelmorast (n = 12)", "Modafinil (n = 12)", "Placebo (n = 12)"],
                ["Baseline", "6.8 (0.3)", "6.7 (0.3)", "6.9 (0.3)"],
                ["2 hours", "4.9 (0.4)", "4.6 (0.4)", "6.4 (0.4)"],
                ["4 hours", "4.1 (0.4)", "3.9 (0.4)", "6.2 (0.4)"],
                ["8 hours", "4.4 (0.4)", "5.1 (0.4)", "6.6 (0.3)"],
                ["12 hours", "5.2 (0.4)", "6.1 (0.4)", "6.7 (0.3)"],
            ],
        },
    ),
    (
        "p",
        "At 4 hours the mean difference from placebo was −2.1 points for zelmorast (95% CI −2.9 to −1.3; p < 0.001) "
        "and −2.3 points for modafinil (95% CI −3.1 to −1.5; p < 0.001). At 8 hours the mean difference between "
        "zelmorast and modafinil was −0.7 points (95% CI −1.5 to 0.1; p = 0.09).",
    ),
    (
        "p",
        "Headache was reported by 3 of 12 participants (25%) after zelmorast, 4 of 12 (33%) after modafinil and 1 of "
        "12 (8%) after placebo.",
    ),
    ("h1", "Discussion"),
    (
        "p",
        "Both drugs worked within hours, and zelmorast seemed to last longer. Twelve people are few, and one day of "
        "each treatment says nothing about tolerance.",
    ),
    ("h1", "References"),
    (
        "numbered",
        [
            "US Modafinil in Narcolepsy Multicenter Study Group. Randomized trial of modafinil for the treatment of "
            "pathological somnolence in narcolepsy. Ann Neurol 1998; 43: 88-97.",
            "Akerstedt T, Gillberg M. Subjective and objective sleepiness in the active individual. Int J Neurosci "
            "1990; 52: 29-37.",
            "Laird NM, Ware JH. Random-effects models for longitudinal data. Biometrics 1982; 38: 963-974.",
        ],
    ),
]
