"""A structured abstract of an invented parallel-group trial, as plain text; nothing planted."""

LAYOUT = "text"
TEXT = """\
Maintenance treatment with telmavine in recurrent depression: a randomized, double-blind, placebo-controlled trial

BACKGROUND: Recurrent depression often returns when treatment is stopped. Telmavine is a new antidepressant whose
value in prevention has not been tested.

METHODS: In this parallel-group trial, 208 adults with recurrent depression were randomized to oral telmavine 50 mg once
daily (n = 104) or placebo (n = 104) for 26 weeks. The primary outcome was relapse by week 26.

RESULTS: By week 26, relapse had occurred in 23 of 104 participants (22.1%) in the telmavine group and in 41 of 104
(39.4%) in the placebo group (hazard ratio 0.49, 95% CI 0.29 to 0.82; p = 0.006). Discontinuation because
of adverse events occurred in 9 participants (8.7%) on telmavine and 6 (5.8%) on placebo.

CONCLUSIONS: Telmavine about halved the hazard of relapse over 26 weeks.

TRIAL REGISTRATION: NCT09999208.
"""
