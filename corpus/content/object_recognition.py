"""An invented study of memory in rats, in two columns, without tables: means in sentences."""

LAYOUT = "columns"
HEIGHTS = (165, 330)  # of title and abstract, of the columns
RUNNING_HEAD = ("Brelotine and memory", "Rats")
JOURNAL = "Notional Neuropharmacology 12 (2017) 301–304"
TITLE = "Brelotine repairs object recognition in male and female rats given scopolamine"
BYLINE = "I. Haugen, W. Pratt and E. Solano"

ABSTRACT = [
    "Brelotine is a positive allosteric modulator of the M1 receptor (EC50 31 nM). Male and female Long-Evans rats (n "
    "= 22 per group) received scopolamine with vehicle or brelotine (0.1 or 1 mg/kg, s.c.) and were tested in the "
    "novel object recognition task 24 h later. The discrimination index was 8.2 ± 3.1% after vehicle and 34.6 ± 3.8% "
    "after 1 mg/kg."
]

BODY = [
    ("h1", "1. Introduction"),
    (
        "p",
        "Blocking muscarinic receptors with scopolamine makes rats forget an object.[1] A drug that helps the M1 "
        "receptor should repair this. Most work has used males only; we tested both sexes.",
    ),
    ("h1", "2. Methods"),
    ("h2", "2.1. Animals and drugs"),
    (
        "p",
        "Sixty-six Long-Evans rats (33 males and 33 females), aged 10 weeks, were housed in pairs. Brelotine was "
        "dissolved in vehicle (20% cyclodextrin) and injected s.c. in 1 mL/kg.",
    ),
    ("h2", "2.2. Procedure"),
    (
        "p",
        "Rats were randomly assigned to vehicle, brelotine 0.1 mg/kg or brelotine 1 mg/kg, given 30 min before "
        "training. Two like objects were shown for 5 min, and 24 h after training one of them was replaced. The "
        "observer was blind to treatment. The primary outcome was the discrimination index at 24 h.",
    ),
    ("h2", "2.3. Statistics"),
    ("p", "Data are presented as mean ± SEM and were compared by two-way ANOVA with sex and treatment as factors."),
    ("h1", "3. Results"),
    (
        "p",
        "Treatment changed the discrimination index (F(2, 60) = 15.8, p < 0.001), and sex did not (F(1, 60) = 0.9, p = "
        "0.35). At 24 h the discrimination index was 8.2 ± 3.1% after vehicle, 17.5 ± 3.4% after brelotine 0.1 mg/kg "
        "and 34.6 ± 3.8% after brelotine 1 mg/kg (Fig. 1).",
    ),
    (
        "caption",
        "Fig. 1. Discrimination index 24 h after training (mean ± SEM). n = 11 males and 11 females in each group.",
    ),
    ("h1", "4. Discussion"),
    (
        "p",
        "One injection of brelotine repaired memory in both sexes. The plasma half-life of 1.9 h means that the drug "
        "was gone at the test, so it must have acted on storage. We did not look at doses above 1 mg/kg.",
    ),
    ("h1", "References"),
    (
        "numbered",
        [
            "Ennaceur A, Delacour J. A new one-trial test for neurobiological studies of memory in rats. "
            "Behav Brain Res 1988; 31: 47-59."
        ],
    ),
]

BELOW: list[tuple[str, str]] = []
