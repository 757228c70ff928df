"""A two-column report of an invented trial; its abstract says 124 randomised, everything else 126."""

LAYOUT = "two_columns"
RUNNING_HEAD = ("Tarrant et al.", "Lorvapine for generalised anxiety disorder")
JOURNAL = "Journal of Invented Psychiatry 2021; 14: 201–203"
TITLE = "Lorvapine for generalised anxiety disorder: a randomised, double-blind, placebo-controlled trial"
BYLINE = "Anna M. Tarrant, Jonas Okafor-Reyes, Petra Lindqvist and Samuel H. Marlowe"

ABSTRACT = [
    "<b>Background:</b> Lorvapine blocks the orexin-1 receptor. Whether it relieves anxiety is not known.",
    "<b>Methods:</b> In this phase 2, parallel-group trial, 124 adults with generalised anxiety disorder were "
    "randomised to oral lorvapine 20 mg once daily or placebo for 8 weeks. The primary outcome was the change in "
    "Hamilton Anxiety Rating Scale (HAM-A) score at week 8.",
    "<b>Results:</b> The mean change in HAM-A score was −11.4 (SD 6.2) with lorvapine and −8.3 (SD 6.6) with placebo "
    "(mean difference −3.1, 95% CI −5.4 to −0.8; p = 0.009).",
    "<b>Conclusions:</b> Lorvapine reduced anxiety more than placebo over 8 weeks.",
    "<b>Trial registration:</b> NCT09999126.",
]

TABLE_CAPTION = "Table 1. Outcomes in the full analysis set."
TABLE = {
    "style": "three_rules",
    "widths": [158, 90, 86, 115, 38],
    "rows": [
        ["Outcome", "Lorvapine (n = 61)", "Placebo (n = 60)", "Difference (95% CI)", "p"],
        ["HAM-A score at baseline, mean (SD)", "25.3 (4.1)", "25.1 (4.4)", "", ""],
        ["HAM-A change at week 8, mean (SD)", "−11.4 (6.2)", "−8.3 (6.6)", "−3.1 (−5.4 to −0.8)", "0.009"],
        ["CGI-S change at week 8, mean (SD)", "−1.6 (1.1)", "−1.1 (1.2)", "−0.5 (−0.9 to −0.1)", "0.02"],
        [
            "Response (≥50% HAM-A reduction) at week 8, n (%)",
            "34 (55.7%)",
            "22 (36.7%)",
            "OR 2.18 (1.05 to 4.51)",
            "0.04",
        ],
        ["Remission (HAM-A ≤7) at week 8, n (%)", "19 (31.1%)", "10 (16.7%)", "OR 2.26 (0.95 to 5.39)", "0.07"],
    ],
}
TABLE_NOTE = (
    "HAM-A, Hamilton Anxiety Rating Scale; CGI-S, Clinical Global Impression Severity scale; OR, odds ratio; "
    "CI, confidence interval; SD, standard deviation."
)

BODY = [
    ("h1", "Introduction"),
    (
        "p",
        "Generalised anxiety disorder is common and tends to last for years.[1] Serotonergic antidepressants are the "
        "usual first choice, yet many patients improve only in part or stop because of side effects.[2] The orexin "
        "system, best known for its part in wakefulness, also drives responses to threat. Lorvapine is an orally "
        "available antagonist of the orexin-1 receptor. We compared it with placebo in adults with generalised "
        "anxiety disorder.",
    ),
    ("h1", "Methods"),
    ("h2", "Design and participants"),
    (
        "p",
        "This was a phase 2, randomised, double-blind, placebo-controlled, parallel-group trial in six outpatient "
        "clinics. Adults aged 18 to 65 years took part if they met criteria for generalised anxiety disorder in a "
        "structured interview.[3] Those with another current psychiatric diagnosis were excluded. The report follows "
        "the CONSORT statement.[4]",
    ),
    ("h2", "Interventions"),
    (
        "p",
        "Participants took oral lorvapine 20 mg once daily or a matching placebo for 8 weeks. A computer-made list "
        "with blocks of varying size decided the allocation in a ratio of 1:1. Capsules looked and tasted alike.",
    ),
    ("h2", "Outcomes"),
    (
        "p",
        "The primary outcome was the change from baseline to week 8 on the 14-item Hamilton Anxiety Rating Scale "
        "(HAM-A; range 0 to 56).[5] The secondary outcome was the change on the Clinical Global Impression Severity "
        "scale (CGI-S; range 1 to 7). Ratings were made at baseline and at weeks 1, 2, 4, 6 and 8.",
    ),
    ("h2", "Statistical analysis"),
    (
        "p",
        "Sixty participants per group were planned, which gives 85% power to detect a difference of 3 points at a "
        "two-sided significance level of 5%. The full analysis set held everyone with at least one rating after "
        "baseline. Means were compared by t tests and proportions by logistic regression.",
    ),
    ("h1", "Results"),
    ("h2", "Flow of participants"),
    (
        "p",
        "Of 171 adults screened, 45 were excluded: 31 did not meet the criteria, 9 declined and 5 had other reasons. "
        "The remaining 126 were randomised, 63 to lorvapine and 63 to placebo. The trial was completed by 57 "
        "participants in the lorvapine group and 55 in the placebo group. Two participants on lorvapine and three on "
        "placebo had no rating after baseline, so that 61 and 60 were analysed.",
    ),
    ("h2", "Efficacy"),
    (
        "p",
        "At week 8 the mean change in HAM-A score was −11.4 (SD 6.2) with lorvapine and −8.3 (SD 6.6) with placebo, a "
        "mean difference of −3.1 points (95% CI −5.4 to −0.8; p = 0.009; Table 1). A response was seen in 34 of 61 "
        "participants (55.7%) given lorvapine and in 22 of 60 (36.7%) given placebo (odds ratio 2.18, 95% CI 1.05 to "
        "4.51; p = 0.04). Remission did not differ clearly between the groups.",
    ),
    ("h2", "Safety"),
    (
        "p",
        "Adverse events were reported by 38 of 63 participants (60.3%) in the lorvapine group and by 31 of 63 (49.2%) "
        "in the placebo group. None was serious.",
    ),
    ("h1", "Discussion"),
    (
        "p",
        "Eight weeks of lorvapine lowered anxiety more than placebo did. The difference is close to that seen with "
        "established drugs.[2] It showed on the scale that the treating doctors used as well as on the interview.",
    ),
    (
        "p",
        "Our findings agree with what is known of the orexin system: signals through its first receptor prepare the "
        "body for danger, and blocking them should calm without causing sleep. We did not see the drowsiness that "
        "comes with antagonists of the second receptor.",
    ),
    (
        "p",
        "The trial has limits. It was short. It left out people with other diagnoses, who are the rule rather than the "
        "exception in daily practice. Only one dose was tried, and there was no comparison with an established drug. "
        "Longer studies in broader groups are needed before lorvapine can be recommended.",
    ),
    ("h1", "Declarations"),
    (
        "p",
        "The sponsor supplied the capsules and had no part in the analysis. All participants gave written consent, and "
        "an ethics committee approved the protocol. The authors report no competing interests.",
    ),
    ("h1", "References"),
    (
        "numbered",
        [
            "Tyrer P, Baldwin D. Generalised anxiety disorder. Lancet 2006; 368: 2156-66.",
            "Baldwin DS, Anderson IM, Nutt DJ, et al. Evidence-based pharmacological treatment of anxiety disorders, "
            "post-traumatic stress disorder and obsessive-compulsive disorder. J Psychopharmacol 2014; 28: 403-39.",
            "Sheehan DV, Lecrubier Y, Sheehan KH, et al. The Mini-International Neuropsychiatric Interview (M.I.N.I.). "
            "J Clin Psychiatry 1998; 59 (suppl 20): 22-33.",
            "Schulz KF, Altman DG, Moher D. CONSORT 2010 statement: updated guidelines for reporting parallel group "
            "randomised trials. BMJ 2010; 340: c332.",
            "Hamilton M. The assessment of anxiety states by rating. Br J Med Psychol 1959; 32: 50-55.",
        ],
    ),
]
