"""An invented pharmacokinetic study in rats, in two columns: one table with a column a route."""

LAYOUT = "columns"
HEIGHTS = (135, 425)  # of title and abstract, of the columns
RUNNING_HEAD = ("Kinetics of selvaprant", "Rats")
JOURNAL = "Journal of Made-Up Drug Disposition 4 (2021) 12–14"
TITLE = "Pharmacokinetics of selvaprant in rats after intravenous and oral doses"
BYLINE = "T. Obermann, L. Faucher and S. Nakai"

ABSTRACT = [
    "Selvaprant is a new antagonist of the NK1 receptor. We measured its plasma concentrations in male "
    "Sprague-Dawley rats after 2 mg/kg i.v. and 10 mg/kg p.o. (n = 5 per group). The half-life was 3.4 h after the "
    "intravenous dose, and oral bioavailability was 49%."
]

BODY = [
    ("h1", "Introduction"),
    (
        "p",
        "Antagonists of the NK1 receptor stop vomiting. Selvaprant was chosen from a series of forty compounds for its "
        "solubility. Its kinetics have not been described.",
    ),
    ("h1", "Methods"),
    ("h2", "Animals"),
    (
        "p",
        "Ten male Sprague-Dawley rats weighing 220 to 260 g were used, with a cannula in the jugular vein. They were "
        "randomly assigned to two groups (n = 5 per group). Food was withheld for 12 h.",
    ),
    ("h2", "Doses and samples"),
    (
        "p",
        "Selvaprant was dissolved in 10% DMSO, 40% PEG 400 and 50% saline. One group received selvaprant 2 mg/kg i.v. "
        "and the other selvaprant 10 mg/kg p.o. by gavage. Blood was collected at 0.25, 0.5, 1, 2, 4, 8 and 24 h after "
        "the dose. The limit of quantification was 1 ng/mL.",
    ),
    ("h2", "Calculation"),
    (
        "p",
        "Parameters came from a non-compartmental analysis and are given as mean ± SD. Bioavailability was the ratio "
        "of the two areas after correction for dose.",
    ),
    ("h1", "Results"),
    (
        "p",
        "All rats lived through the study. After the intravenous dose, selvaprant left plasma with a half-life of 3.4 "
        "± 0.4 h (Table 1). Clearance was 17.5 ± 2.4 mL/min/kg, about a quarter of the blood flow of the liver. After "
        "the oral dose, the peak of 865 ± 140 ng/mL came at 1.5 h.",
    ),
    ("caption", "Table 1. Pharmacokinetic parameters of selvaprant in plasma (mean ± SD)."),
    (
        "table",
        {
            "style": "three_rules",
            "widths": [84, 72, 72],
            "rows": [
                ["Parameter", "i.v., 2 mg/kg (n = 5)", "p.o., 10 mg/kg (n = 5)"],
                ["Cmax (ng/mL)", "1240 ± 180", "865 ± 140"],
                ["tmax (h)", "–", "1.5 ± 0.5"],
                ["AUC0-24 (ng·h/mL)", "1910 ± 260", "4680 ± 590"],
                ["t1/2 (h)", "3.4 ± 0.4", "4.1 ± 0.7"],
                ["CL (mL/min/kg)", "17.5 ± 2.4", "–"],
                ["Vss (L/kg)", "3.9 ± 0.5", "–"],
                ["F (%)", "–", "49"],
            ],
        },
    ),
    ("h1", "Discussion"),
    (
        "p",
        "About half of an oral dose reached the circulation. Clearance was low, so most of the loss must happen in the "
        "gut. For comparison, the half-life of the older compound is below 1 h.[1] A formulation study in dogs comes "
        "next.",
    ),
    ("h1", "References"),
    (
        "numbered",
        [
            "Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. New York: Marcel Dekker; 1982.",
        ],
    ),
]

BELOW: list[tuple[str, str]] = []
