"""A vendor's guide to ketamine's first trials in depression, under a header that sells another compound.

Facts: Berman et al. 2000, doi 10.1016/S0006-3223(99)00230-9; Zarate et al. 2006, doi 10.1001/archpsyc.63.8.856.
"""

LAYOUT = "guide"
COLOUR = "#1f4e79"
TITLE = "The First Controlled Trials of Ketamine in Treatment-Resistant Depression: A Technical Guide"
BYLINE = "Prepared by: Northfield Reagents Scientific Affairs. Issued: March 2025"
FOOTER = ("© 2025 Northfield Reagents", "Technical Guides")
BOX = [("Compound of Interest", ""), ("Compound Name:", "Veratramine"), ("Cat. No.:", "NR-20418")]

BODY = [
    ("h1", "Purpose of This Guide"),
    (
        "p",
        "Most antidepressants act through serotonin or norepinephrine and take weeks to help. Around the turn of the "
        "century two small placebo-controlled trials showed that a drug with another target, the N-methyl-D-aspartate "
        "(NMDA) receptor, can work within hours. That drug was ketamine, long known as an anesthetic. This guide sets "
        "the two trials side by side for laboratories that plan follow-up work with ketamine.[3]",
    ),
    ("h1", "Results at a Glance"),
    ("p", "Table 1 gives one row to each trial; the protocols follow in the next section."),
    ("caption", "Table 1. The two trials compared."),
    (
        "table",
        {
            "style": "ruled",
            "widths": [76, 26, 92, 58, 216],
            "rows": [
                ["Study", "N", "Patients", "Scale", "Main Findings"],
                [
                    "Berman et al. (2000)",
                    "7",
                    "Major depression",
                    "HDRS-25",
                    "Change in HDRS-25 score at 72 hours (mean ± SD):<br/>- Ketamine: −14.0 ± 10 points.[1]<br/>"
                    "- Placebo: 0.0 ± 12 points.[1]",
                ],
                [
                    "Zarate et al. (2006)",
                    "18",
                    "Treatment-resistant major depression",
                    "HDRS-21",
                    "On day 1:<br/>- Response (HDRS-21 score lower by ≥50%): 71% after ketamine.[2]<br/>"
                    "- Remission (HDRS-21 score ≤7): 29% after ketamine.[2]<br/>"
                    "Later:<br/>- Response kept for at least one week: 35% after ketamine.[2][4]",
                ],
            ],
        },
    ),
    ("h1", "Clinical Evidence"),
    ("h2", "Berman et al. (2000), Biological Psychiatry"),
    (
        "p",
        "The Yale group tested whether blocking NMDA receptors would change mood in people who were depressed at the "
        "time of the infusion. It was the first placebo-controlled test of the idea in patients.[1]",
    ),
    (
        "bullets",
        [
            "Design: Double-blind, placebo-controlled crossover with the order randomized.[1]",
            "Subjects: Seven patients with major depression, none of them on psychotropic medication.[1]",
            "Treatment: Ketamine hydrochloride (0.5 mg/kg) on one test day and saline placebo on the other, each "
            "infused intravenously over 40 minutes. At least one week lay between the two days.[1]",
            "Primary Outcome: Score on the 25-item Hamilton Depression Rating Scale (HDRS-25); the primary endpoint "
            "was at 72 hours.[1]",
            "Assessments: Ratings at baseline and several times after the infusion.[1]",
        ],
    ),
    (
        "p",
        "By 72 hours the mean HDRS-25 score had fallen by 14.0 points (SD 10) after ketamine, while the change after "
        "placebo was 0.0 points (SD 12).[1]",
    ),
    ("h2", "Zarate et al. (2006), Archives of General Psychiatry"),
    (
        "p",
        "Six years later a team at the National Institute of Mental Health repeated the experiment in people whose "
        "illness had not yielded to standard treatment.[2]",
    ),
    (
        "bullets",
        [
            "Design: Randomized crossover trial, double-blind and placebo-controlled.[2]",
            "Subjects: Eighteen patients with treatment-resistant major depression; two or more antidepressants had "
            "failed in each of them.[2]",
            "Treatment: After two weeks without medication, ketamine hydrochloride 0.5 mg/kg and saline placebo in "
            "random order, one week apart, each as an intravenous infusion over 40 minutes.[2]",
            "Primary Outcome: Severity of depression on the 21-item Hamilton Depression Rating Scale (HDRS-21).[2]",
            "Assessments: Baseline, then 40, 80, 110 and 230 minutes after the infusion, and days 1, 2, 3 and 7.[2]",
        ],
    ),
    ("workflow", ["Drug-free period", "First infusion", "One week", "Second infusion"]),
    ("caption", "Figure 1. Order of events in both crossover trials."),
    ("h1", "How Ketamine May Act"),
    (
        "p",
        "Ketamine sits in the open channel of the NMDA receptor. One explanation holds that it silences inhibitory "
        "interneurons first, so that glutamate is released in the prefrontal cortex and stimulates AMPA "
        "receptors.[3][5] Growth factors such as BDNF and the mTOR pathway are thought to carry the effect from "
        "there.[5]",
    ),
    ("h1", "Outlook"),
    (
        "p",
        "Both trials were small, and blinding is hard to keep when a drug alters perception. Even so they opened a "
        "field: larger trials, repeated dosing and related compounds followed.[3][4]",
    ),
    ("h1", "References"),
    (
        "numbered",
        [
            "Berman RM, Cappiello A, Anand A, Oren DA, Heninger GR, Charney DS, Krystal JH. Antidepressant effects of "
            "ketamine in depressed patients. Biol Psychiatry. 2000;47(4):351-354. doi:10.1016/S0006-3223(99)00230-9",
            "Zarate CA Jr, Singh JB, Carlson PJ, et al. A randomized trial of an N-methyl-D-aspartate antagonist in "
            "treatment-resistant major depression. Arch Gen Psychiatry. 2006;63(8):856-864. "
            "doi:10.1001/archpsyc.63.8.856",
            "Krystal JH, Abdallah CG, Sanacora G, Charney DS, Duman RS. Ketamine: a paradigm shift for depression "
            "research and treatment. Neuron. 2019;101(5):774-778. doi:10.1016/j.neuron.2019.02.005",
            "Stillwater Ketamine Clinic. How ketamine infusions came to be. 2024. [stillwaterketamineclinic.example]",
            "Duman RS, Aghajanian GK, Sanacora G, Krystal JH. Synaptic plasticity and depression: new insights from "
            "stress and rapid-acting antidepressants. Nat Med. 2016;22(3):238-249. doi:10.1038/nm.4050",
        ],
    ),
    (
        "small",
        "For laboratory research only; not for use in humans or animals as a treatment. Northfield Reagents gives no "
        "warranty for the protocols described here. Questions: support@northfield-reagents.example",
    ),
]
