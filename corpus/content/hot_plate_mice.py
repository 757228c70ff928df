"""An invented dose-response study in mice: two drugs side by side, a row a dose, n as a range."""

LAYOUT = "one_column"
RUNNING_HEAD = ("Kelvodone in mice", "Hot plate")
JOURNAL = "Archives of Supposed Analgesia 2 (2018) 31–33"
TITLE = "Kelvodone and morphine in the hot-plate test: dose and response in mice"
BYLINE = "N. Ferreira, A. Whitlock and D. Sung"

ABSTRACT = [
    "Kelvodone is an agonist of the µ-opioid receptor. Male ICR mice (n = 8–10 per group) received saline, kelvodone "
    "or morphine at 1, 3 or 10 mg/kg s.c. and were tested on a hot plate 30 min later. The ED50 was 3.1 mg/kg (95% CI "
    "2.2 to 4.3) for kelvodone and 5.6 mg/kg (95% CI 4.1 to 7.7) for morphine."
]

BODY = [
    ("h1", "Introduction"),
    (
        "p",
        "The hot-plate test asks how long a mouse stays on a warm plate before it licks a paw.[1] Opioids prolong that "
        "time. Kelvodone binds the µ-opioid receptor with a Ki of 0.6 nM but its strength in animals had not been "
        "compared with that of morphine.",
    ),
    ("h1", "Materials and methods"),
    (
        "p",
        "Male ICR mice, 7 weeks old, were housed ten to a cage. Mice were randomly assigned to saline, kelvodone (1, 3 "
        "or 10 mg/kg) or morphine (1, 3 or 10 mg/kg), all given s.c. in 10 mL/kg. Latency (s) to lick a paw was "
        "measured 30 min after the injection on a plate of 55 °C. Mice that did not lick were taken off after 45 s. "
        "Each group had 8–10 mice. Data are expressed as mean ± SEM.",
    ),
    ("h1", "Results"),
    (
        "p",
        "Saline did not change latency, which was 9.8 ± 0.7 s. Both drugs prolonged it with dose (Table 1). The ED50 "
        "of kelvodone was 3.1 mg/kg (95% CI 2.2 to 4.3) and that of morphine 5.6 mg/kg (95% CI 4.1 to 7.7).",
    ),
    ("caption", "Table 1. Latency (s) 30 min after injection, mean ± SEM of 8–10 mice."),
    (
        "table",
        {
            "style": "unruled",
            "widths": [120, 110, 110],
            "rows": [
                ["Dose (mg/kg s.c.)", "Kelvodone", "Morphine"],
                ["1", "12.4 ± 0.9", "10.9 ± 0.8"],
                ["3", "19.7 ± 1.4*", "14.2 ± 1.1"],
                ["10", "31.5 ± 2.2*", "24.8 ± 1.9*"],
            ],
        },
    ),
    ("small", "* p < 0.05 against saline (Dunnett's test)."),
    ("h1", "Discussion"),
    (
        "p",
        "Kelvodone was stronger than morphine by a factor of less than two, which is little when its affinity is "
        "considered. Tolerance was not studied.",
    ),
    ("h1", "References"),
    ("numbered", ["Eddy NB, Leimbach D. Synthetic analgesics. J Pharmacol Exp Ther 1953; 107: 385-393."]),
]
