"""A guide in Markdown to an invented antibiotic: MIC of three compounds, a thigh infection in mice."""

LAYOUT = "text"
TEXT = """\
# Caldimycin: A Technical Guide to Its Antibacterial Activity

**Product name:** Caldimycin

**Cat. No.:** FX-4406

## Overview

Caldimycin is a lipopeptide made by a soil bacterium. It binds lipid II and is active against Gram-positive bacteria.
This guide lists its activity beside that of vancomycin and linezolid.

## Activity in vitro

Minimum inhibitory concentrations were read after 20 h in cation-adjusted broth.

Table 1. MIC (µg/mL) against reference strains

| Organism | Caldimycin | Vancomycin | Linezolid |
|---|---|---|---|
| S. aureus ATCC 29213 | 0.25 | 1 | 2 |
| MRSA ATCC 43300 | 0.25 | 2 | 2 |
| E. faecalis VRE 51299 | 0.5 | > 64 | 2 |
| S. pneumoniae ATCC 49619 | 0.12 | 0.5 | 1 |
| E. coli ATCC 25922 | > 64 | > 64 | > 64 |

## Activity in mice

Female CD-1 mice were made neutropenic and infected in the thigh with MRSA. Caldimycin (10 mg/kg, s.c.), vancomycin
(50 mg/kg, s.c.) or vehicle was given twice daily for 24 h (n = 6 per group). The bacterial burden was 7.9 ± 0.3 log10
CFU with vehicle, 4.1 ± 0.4 log10 CFU with caldimycin and 5.6 ± 0.5 log10 CFU with vancomycin (mean ± SD).

- Half-life in mouse plasma: 5.2 h
- Cmax: 38 µg/mL
- AUC: 214 µg·h/mL

## Safety

Caldimycin lysed red cells with an HC50 > 200 µg/mL. The CC50 in Vero cells was 156 µg/mL.
"""
