"""An invented tumour study in nude mice, in two columns: vehicle and three oral doses, a wide table."""

LAYOUT = "columns"
HEIGHTS = (140, 400)  # of title and abstract, of the columns
RUNNING_HEAD = ("Torfenib and A549 tumours", "Mice")
JOURNAL = "Imaginary Reports in Oncology 31 (2022) 204–207"
TITLE = "Oral torfenib slows the growth of A549 tumours in nude mice"
BYLINE = "H. Aldous, P. Vidal, R. Castellane and J. Oyelaran"

ABSTRACT = [
    "Torfenib inhibits RAF kinases. We gave it to mice with A549 tumours. Forty female BALB/c nude mice were "
    "randomised to vehicle or torfenib at 10, 30 or 100 mg/kg p.o. once daily for 21 days (n = 10 per group). On day "
    "21 the tumour volume was 1482 ± 136 mm³ with vehicle and 371 ± 58 mm³ with 100 mg/kg, and weight was kept."
]

BODY = [
    ("h1", "1. Introduction"),
    (
        "p",
        "A mutation of KRAS is found in one in four tumours of the lung, and drugs that act further down the pathway "
        "are wanted.[1] Torfenib binds RAF kinases in their active form and stops A549 cells with an IC50 of 85 nM. "
        "Whether it works by mouth was not known.",
    ),
    ("h1", "2. Methods"),
    ("h2", "2.1. Mice and tumours"),
    (
        "p",
        "Female BALB/c nude mice, 6–8 weeks old, were kept in filter cages. Five million A549 cells in 0.1 mL were "
        "injected under the skin of the flank. When tumours had reached 150 mm³, forty mice were randomised to four "
        "groups (n = 10 per group).",
    ),
    ("h2", "2.2. Treatment"),
    (
        "p",
        "Torfenib was suspended in vehicle (0.5% methylcellulose). Mice received vehicle or torfenib at 10, 30 or 100 "
        "mg/kg by oral gavage once daily for 21 days. Calipers were used twice a week by a person who did not know the "
        "group. Tumour volume was half the product of length and the square of width.",
    ),
    ("h2", "2.3. Statistics"),
    (
        "p",
        "Values are given as mean ± SEM. Groups were compared on day 21 by one-way ANOVA and Dunnett's test.",
    ),
    ("h1", "3. Results"),
    (
        "p",
        "Every dose of torfenib slowed growth (Table 1). Tumour volume on day 21 differed between groups (F(3, 36) = "
        "24.9, p < 0.001). It was 1482 ± 136 mm³ with vehicle and 371 ± 58 mm³ with torfenib 100 mg/kg. No mouse died. "
        "Mice given the highest dose lost 2.8 ± 1.0% of their weight, which they regained within a week.",
    ),
    ("h1", "4. Discussion"),
    (
        "p",
        "By mouth, torfenib held back a tumour that depends on KRAS. The effect of 30 mg/kg was close to that of the "
        "highest dose, so nothing is gained above it. Tumours of 150 mm³ are small, and regrowth after the last dose "
        "was not followed. Other RAF inhibitors have needed two doses a day in the same model.[2]",
    ),
    ("h1", "References"),
    (
        "numbered",
        [
            "Morton CL, Houghton PJ. Establishment of human tumor xenografts in immunodeficient mice. Nat Protoc 2007; "
            "2: 247-250.",
            "Workman P, Aboagye EO, Balkwill F, et al. Guidelines for the welfare and use of animals in cancer "
            "research. Br J Cancer 2010; 102: 1555-1577.",
        ],
    ),
]

BELOW = [
    ("caption", "Table 1. Tumours and weight on day 21. Values are mean ± SEM."),
    (
        "table",
        {
            "style": "three_rules",
            "widths": [120, 30, 110, 120, 105],
            "rows": [
                ["Group", "n", "Tumour volume (mm³)", "Tumour growth inhibition (%)", "Weight change (%)"],
                ["Vehicle", "10", "1482 ± 136", "–", "4.1 ± 0.8"],
                ["Torfenib 10 mg/kg", "10", "1126 ± 118", "24", "3.6 ± 0.9"],
                ["Torfenib 30 mg/kg", "10", "548 ± 77*", "63", "0.4 ± 1.1"],
                ["Torfenib 100 mg/kg", "10", "371 ± 58*", "75", "–2.8 ± 1.0"],
            ],
        },
    ),
    ("small", "* p < 0.01 against vehicle (Dunnett's test)."),
]
