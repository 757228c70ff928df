"""An invented study of two drugs in diabetic rats: four groups, a column an outcome, a table by sex."""

LAYOUT = "one_column"
RUNNING_HEAD = ("Pelanoside and metformin", "Diabetic rats")
JOURNAL = "Fictitious Journal of Metabolism 15 (2020) 88–91"
TITLE = "Pelanoside and metformin in streptozotocin-induced diabetic rats of both sexes"
BYLINE = "C. Adeyemi, B. Lindgren and F. Osei"

ABSTRACT = [
    "We compared pelanoside with metformin in rats made diabetic with streptozotocin. Twenty-four Wistar rats, half of "
    "them female, formed four groups (n = 6): normal control, diabetic control, metformin (150 mg/kg) and pelanoside "
    "(50 mg/kg), given orally once daily for 28 days. Both drugs lowered fasting glucose."
]

BODY = [
    ("h1", "1. Introduction"),
    (
        "p",
        "Pelanoside is a glycoside of willow bark. An earlier trial in 60 patients found no effect on weight.[1] Here "
        "it is set beside metformin, the usual first drug.",
    ),
    ("h1", "2. Materials and methods"),
    ("h2", "2.1. Animals"),
    (
        "p",
        "Male and female Wistar rats (180–220 g) were kept at 22 ± 2 °C with a 12-hour light cycle. Diabetes was "
        "induced with one dose of streptozotocin (55 mg/kg, i.p.) in citrate buffer. Rats with fasting glucose above "
        "250 mg/dL after three days were taken as diabetic.",
    ),
    ("h2", "2.2. Groups"),
    (
        "p",
        "Twenty-four rats were randomly divided into four groups (n = 6). Group 1 was the normal control and group 2 "
        "the diabetic control; both were given water. Group 3 received metformin (150 mg/kg, p.o.) and group 4 "
        "received pelanoside (50 mg/kg, p.o.), once daily for 28 days.",
    ),
    ("h2", "2.3. Measurements"),
    (
        "p",
        "Glucose was read from the tail vein and insulin in serum by ELISA on day 28. Results are expressed as mean ± "
        "SD. Groups were compared by one-way ANOVA.",
    ),
    ("h1", "3. Results"),
    (
        "p",
        "Fasting glucose on day 28 was 98.4 ± 8.2 mg/dL in the normal control and 342.7 ± 31.5 mg/dL in the diabetic "
        "control. Both treatments brought it down (Table 1). Females responded more than males (Table 2).",
    ),
    ("caption", "Table 1. Findings on day 28 (mean ± SD, n = 6)."),
    (
        "table",
        {
            "style": "three_rules",
            "widths": [150, 110, 110, 90],
            "rows": [
                ["Group", "Fasting glucose (mg/dL)", "Serum insulin (µU/mL)", "Body weight (g)"],
                ["Normal control", "98.4 ± 8.2", "14.6 ± 1.7", "251 ± 14"],
                ["Diabetic control", "342.7 ± 31.5a", "5.1 ± 0.9a", "176 ± 16a"],
                ["Metformin 150 mg/kg", "168.3 ± 19.4b", "8.8 ± 1.2b", "214 ± 13b"],
                ["Pelanoside 50 mg/kg", "201.9 ± 22.6b", "9.4 ± 1.4b", "208 ± 15b"],
            ],
        },
    ),
    ("small", "a p < 0.05 against normal control; b p < 0.05 against diabetic control."),
    ("caption", "Table 2. Fasting glucose (mg/dL) on day 28 by sex (mean ± SD)."),
    (
        "table",
        {
            "style": "three_rules",
            "widths": [150, 110, 110],
            "rows": [
                ["Group", "Males (n = 3)", "Females (n = 3)"],
                ["Diabetic control", "347.1 ± 33.0", "338.3 ± 29.8"],
                ["Metformin 150 mg/kg", "180.6 ± 17.5", "156.0 ± 14.9"],
                ["Pelanoside 50 mg/kg", "219.2 ± 18.8", "184.6 ± 16.1"],
            ],
        },
    ),
    ("h1", "4. Discussion"),
    (
        "p",
        "Pelanoside raised insulin as much as metformin and lowered glucose less. With three rats of each sex the "
        "difference between the sexes is no more than a hint.",
    ),
    ("h1", "References"),
    (
        "numbered",
        ["Lenzen S. The mechanisms of alloxan- and streptozotocin-induced diabetes. Diabetologia 2008; 51: 216-226."],
    ),
]
