"""A plain-text application note on an invented taxane in tumour cells: IC50 in an aligned table."""

LAYOUT = "text"
TEXT = """\
APPLICATION NOTE 118
Rovectaxel in drug-sensitive and drug-resistant tumour cells

Summary

Rovectaxel is a taxane that is not exported by P-glycoprotein. We compared it
with paclitaxel, the reference compound, in four human tumour cell lines.
Rovectaxel kept its effect in K562/ADR cells, where paclitaxel had none.

Method

Cells were seeded at 4000 per well, left overnight and exposed to rovectaxel
or paclitaxel for 72 h. Viability was read with MTT. Each concentration was
tested in triplicate wells, and each experiment was repeated on three days.

Results

Table 1. Growth inhibition: IC50 (nM), mean +/- SD, n = 3 independent experiments

Cell line      Rovectaxel       Paclitaxel
A549           4.2 ± 0.6        5.8 ± 0.9
MCF-7          2.9 ± 0.4        3.3 ± 0.5
HCT-116        11.5 ± 1.8       9.7 ± 1.2
K562/ADR       16.4 ± 2.5       > 500

In a second assay, rovectaxel promoted the assembly of tubulin with an EC50 of
0.48 µM, and paclitaxel with an EC50 of 0.41 µM. Rovectaxel did not harm HUVEC
(IC50 > 10 µM).

Conclusion

Rovectaxel is as strong as paclitaxel in sensitive cells and remains active
when P-glycoprotein is present.
"""
