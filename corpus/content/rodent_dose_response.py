"""An invented dose-response study in rats: n per group, mg/kg i.p., mean ± SEM in text and table; nothing planted."""

LAYOUT = "one_column"
RUNNING_HEAD = ("Forced swim test", "NB-7714 in rats")
JOURNAL = "Annals of Invented Pharmacology 9 (2019) 77–78"
TITLE = "NB-7714 reduces immobility of rats in the forced swim test in a dose-dependent manner"
BYLINE = "R. Castellane, M. Duvall and I. Brandvold"

ABSTRACT = [
    "NB-7714 is a new modulator of the GluN2B subunit. We studied three doses of it in the rat forced swim test. Male "
    "Sprague-Dawley rats (n = 8 per group) received vehicle or NB-7714 at 3, 10 or 30 mg/kg i.p. and were tested 30 "
    "min and 24 h later. Immobility fell with dose, and the ED50 at 30 min was 9.6 mg/kg (95% CI 6.4 to 14.4)."
]

BODY = [
    ("h1", "1. Introduction"),
    (
        "p",
        "In the forced swim test a rat that has stopped struggling is said to be immobile, and most antidepressants "
        "shorten the time that it spends so.[1] Compounds acting at the NMDA receptor do this after one dose.[2] Here "
        "we describe the dose-response relation of NB-7714.",
    ),
    ("h1", "2. Methods"),
    ("h2", "2.1. Animals"),
    (
        "p",
        "Male Sprague-Dawley rats weighing 250 to 300 g were housed in pairs. Thirty-two rats were randomly assigned "
        "to four groups (n = 8 per group).",
    ),
    ("h2", "2.2. Treatment and test"),
    (
        "p",
        "NB-7714 was dissolved in vehicle (saline with 5% Tween 80). Each rat received one injection of vehicle or of "
        "NB-7714 at 3, 10 or 30 mg/kg i.p. Immobility time (s) during a 5-min swim was scored from video 30 min and "
        "24 h after the injection.[1]",
    ),
    ("h2", "2.3. Statistics"),
    (
        "p",
        "Data are given as mean ± SEM. Groups were compared at each time by one-way ANOVA and Dunnett's test against "
        "vehicle. The ED50 came from a logistic curve.",
    ),
    ("h1", "3. Results"),
    (
        "p",
        "NB-7714 shortened immobility at 30 min (F(3, 28) = 18.5, p < 0.001) and at 24 h (F(3, 28) = 10.4, p < 0.001). "
        "At 30 min, immobility time was 148.2 ± 9.1 s after vehicle and 61.7 ± 7.9 s after 30 mg/kg NB-7714 (Table 1). "
        "At 24 h the effect of 30 mg/kg was still present: 84.9 ± 8.8 s against 151.6 ± 8.7 s after vehicle. The ED50 "
        "at 30 min was 9.6 mg/kg (95% CI 6.4 to 14.4).",
    ),
    ("caption", "Table 1. Immobility time (s) in the forced swim test, mean ± SEM."),
    (
        "table",
        {
            "style": "three_rules",
            "widths": [150, 50, 110, 110],
            "rows": [
                ["Group", "n", "30 min", "24 h"],
                ["Vehicle", "8", "148.2 ± 9.1", "151.6 ± 8.7"],
                ["NB-7714 3 mg/kg", "8", "131.5 ± 10.2", "139.4 ± 9.8"],
                ["NB-7714 10 mg/kg", "8", "96.3 ± 8.4*", "112.8 ± 9.5*"],
                ["NB-7714 30 mg/kg", "8", "61.7 ± 7.9*", "84.9 ± 8.8*"],
            ],
        },
    ),
    ("small", "* Different from vehicle (Dunnett's test)."),
    ("h1", "4. Discussion"),
    (
        "p",
        "One injection of NB-7714 made rats swim longer for at least a day, as other NMDA receptor ligands do.[2] The "
        "lowest dose did little. Whether locomotion changes as well was not examined.",
    ),
    ("h1", "References"),
    (
        "numbered",
        [
            "Slattery DA, Cryan JF. Using the rat forced swim test to assess antidepressant-like activity in rodents. "
            "Nat Protoc 2012; 7: 1009-1014.",
            "Autry AE, Adachi M, Nosyreva E, et al. NMDA receptor blockade at rest triggers rapid behavioural "
            "antidepressant responses. Nature 2011; 475: 91-95.",
        ],
    ),
]
