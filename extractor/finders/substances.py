"""Tells names of drugs, comparators and treatments from other words, by their form and by the slots that they fill.

There is no list of drugs: names have stems (WHO's INN stem book), codes have letters and digits, and both stand where a
treatment stands ("0.5 mg/kg of X", "X hydrochloride", "X or placebo").
"""

from __future__ import annotations

import re

from extractor.language.abbreviations import abbreviations
from extractor.language.guarded import Guarded
from extractor.language.stop_words import STOP_WORDS

SALTS = frozenset(
    """hydrochloride hcl hydrobromide sodium potassium calcium magnesium maleate mesylate mesilate tartrate citrate
    phosphate sulfate sulphate acetate succinate fumarate besylate tosylate dihydrate monohydrate hydrate bromide
    chloride nitrate phosphate disodium trihydrate decanoate pamoate lactate gluconate subcitrate
    subsalicylate besilate tosilate medoxomil""".split()
)
# Endings of international nonproprietary names, long enough to be rare in plain English.
INN_STEM = re.compile(
    r"(?:amine|amide|azole|azine|azepam|azolam|idone|peridol|oxetine|pramine|triptyline|afaxine|traline|opram|pine|pril|prilat|sartan"
    r"|olol|dipine|statin|fibrate|gliptin|gliflozin|glitazone|formin|gliclazide|glutide|natide|glinide|mab|nib|ciclib|parib|zomib|limus"
    r"|cillin|mycin|micin|cycline|floxacin|sulfone|oxacin|penem|ceph?\w+|navir|ciclovir|tegravir|buvir|vudine|fovir|conazole|fungin|quine|bendazole|antel"
    r"|caine|curium|fentanil|orphan|morphone|codone|oxone|orphine|adol|profen|fenac|coxib|icam|aspirin|cetamol|asone|olone|onide|sone"
    r"|terol|tropium|lukast|phylline|prazole|tidine|pidine|nidine|setron|peptide|triptan|gepant|barbital|gabalin|gabatrigine|trigine|racetam|toin"
    r"|xaban|gatran|parin|grel|teplase|platin|rubicin|taxel|trexate|bine|citabine|fosfamide|mustine|tecan|poside|relin|relix|tide|estrant|terone|stradiol|gestrel"
    r"|oxifene|trozole|stim|poetin|kinra|cept|ase|zosin|afil|steride|lamide|thiazide|semide|lactone|renone|vaptan|ivabradine|orexant|melteon|dopa|giline|pezil|stigmine|mantine|clidine"
    r"|xetine|pitant|prant|nabinol|cybin|ketamine|diol|ecin|oxin|kacin|fylline|oxime|uridine|dronate|tinib|fenib|rafenib|metinib|vir|cort|cillamine|onium|statine|retin|bucil|trexone|anserin|astine|bamate|drine|eridine|ectin|ezolid|fiban|flurane|imibe|kalant|perone|pidem|planin|pressin|pride|racil|rinone|spirone|steine|sulfan|tadine|tiazem|tocin|troban|tropin|verine|virine|cristine|blastine|pamil|dilol|darone|ainide|proxen|codeine|glycerin|thyroxine|thyronine|hicine|purinol|proate|pentin|propion|rolac|prostol|cumab|tacept|rodine|nafil|profol|midate|mazenil|lofexine|platin|arbose|tretinoin|thiouracil|trexed|tinel|nadine|fadine|fensine|glumide|imod|mer|ximab|zumab|umab|axel|quone|ulin|insulin|lithium|melatonin|vitamin|zinc|iron|morphine|heparin|nicotine|caffeine|ethanol|estrogen|testosterone|oxytocin|dopamine|warfarin|digoxin|saline)$",
    re.IGNORECASE,
)  # fmt: skip
CODE = re.compile(r"(?:[A-Z]{1,6}-?\d{2,8}[A-Za-z]?|[A-Z]{2,6}-[A-Z]?\d{1,6})$")
NOT_CODES = re.compile(r"(?:COVID|SARS|HIV|HBV|HCV|IL|CD|HLA|PHQ|GAD|SF|EQ|HDRS|HAMD|HAM|MADRS|BDI|ICD|DSM|FEV|MRI|PM|CYP|TNF|NCT|ISRCTN|BDNF|AMPA|NMDA|P2Y|HbA|VEGF|PD|B|ED|LD|TD|IC|EC|GI|CC|HC|AUC|FEV)-?\d", re.IGNORECASE)  # fmt: skip

# The second words of names like "folic acid", "botulinum toxin", "fish oil".
SECOND_WORDS = frozenset(
    """acid toxin oil extract vaccine alfa alpha beta peptide hormone carbonate oxide oxybate gluconate sulfate
    toxoid immunoglobulin factor""".split()
)

# Words that stand next to doses and in lists of treatments without being one.
NOT_SUBSTANCES = frozenset(STOP_WORDS) | frozenset(
    """a an and administration administered after agent alone also amount antagonist agonist inhibitor blocker analog
    analogue approximately arm arms assigned baseline before body bolus both capsule capsules clinical combination
    combined compared comparison compound concentration concentrations conditions consecutive consisting
    continuous control controls cream cycle cycles daily day days dosage dose doses dosed dosing double drug drugs
    each either every exposure fixed following followed for group groups hour hours hydrochloride immediately
    infused infusion infusions initial injected injection injections intake intervention interventions
    intramuscular intranasal intraperitoneal intravenous intravenously iv level levels loading low lower
    maintenance matching maximum mean median medication medications mice minimum minute minutes month months
    monthly mouse nightly once oral orally patients participants period per phase pill pills placebo plus post
    powder pre preparation product randomised randomized range rate rats received receive receiving regimen
    regimens response rescue same saline schedule sessions single solution solutions standard starting
    subcutaneous subcutaneously subjects substance supplement supplementation tablet tablets target test therapy
    thereafter thrice times titrated titrating titration to topical total treatment treatments treated trial twice
    under up using vehicle versus via volume volumes water week weekly weeks with without year years active
    adjunctive adults alternate animals antidepressant average bid bodyweight children chronic comparator constant
    course crossover cumulative dependent diet different effect effects efficacy escalating estimated experimental
    final given gavage high higher increase increased increasing individual inhaled initially intermittent
    intermediate medium men multiple nasal new optimal parenteral people plasma population previous primary prior
    rapid recommended reduced reduction related repeated safety secondary serum short slow small steady study
    subsequent sustained symptoms ultra women weight weighing body-weight administering receiving respectively
    blind depression disorder score scores scale rating outcome outcomes results analysis data intention
    significant significantly difference change changes blood pressure pain improvement remission hypotension
    anesthesia surgery cost costs care usual program programme mg kg ml min equivalent additional other second
    first third fourth hydrate free base took take taken gave drank ate used use got had plus also than into gives
    kept intensive resistant refractory major minor severe mild moderate acute general type receptor receptors
    cell cells protein table figure tables figures food pellets sucrose decline size loss significance experiments media values largest focus
    particular grade mmhg mssbp fena defibrillators signaling pathway mechanism potent selective novel guide technical overview document
    actuator puff puffs brand brands challenge decrease release lowest highest formulation version remaining adult child infant male female
    containing contained vehicle-controlled once-a-month twice-a-day bedtime morning evening night breakfast dinner meal meals
    triple quadruple dual colloidal demand request cohort cohorts
    increments increment steps similar superior inferior better worse equal herb herbs root roots rhizome ampoule ampoules ampule ampules dextrose vial vials syringe syringes examine combine determine magazine""".split()
)
_WORD = r"[A-Za-z][A-Za-z0-9α-ω'’-]*[A-Za-z0-9](?![A-Za-z0-9])"
_SALT = "|".join(sorted(SALTS, key=len, reverse=True))
# A candidate: one or two words, or a code, with its salt.  `is_substance` decides.
CANDIDATE = rf"(?:[Vv]itamin\s[A-K]\d{{0,2}}|{_WORD}(?:\s(?:{_SALT}))?|{_WORD}\s{_WORD}(?:\s(?:{_SALT}))?)"

# Treatments that a study compares with, by their own names.
COMPARATOR = (
    r"(?:(?:(?:intravenous|oral|matching|matched|identical|inactive|inert|normal|physiological|isotonic|saline|sodium chloride|0\.9\s?%|active|dummy|sugar|starch|subcutaneous|nasal|topical) )*"
    r"(?:placebo(?: (?:tablets?|capsules?|saline|cream|gel|infusions?|injections?|spray|pills?))?|saline(?: (?:solution|placebo|vehicle|control))?|vehicle(?: control)?|dummy pills?)"
    r"|sham(?:[ -](?:stimulation|acupuncture|procedure|surgery|treatment|feeding|control|injections?|tDCS|rTMS|TMS|ECT|device|operation|operated))?"
    r"|(?:treatment|care) as usual|(?:usual|standard|routine|conventional|best available) (?:medical )?(?:care|treatment|therapy)|standard of care|best supportive care"
    r"|wait(?:ing|ed)?[ -]?list(?:ed)?(?: control)?|no (?:treatment|intervention|supplement(?:ation)?|prophylaxis)|untreated controls?|observation(?: alone| only|(?= (?:group|arm)))|attention control|TAU)"
)
COMPARATOR_NAME = Guarded(
    re.compile(rf"(?<![\w-]){COMPARATOR}(?![\w-])", re.IGNORECASE),
    "placebo",
    "saline",
    "vehicle",
    "dummy",
    "sham",
    "usual",
    "standard",
    "routine",
    "conventional",
    "best ",
    "wait",
    "no ",
    "untreated",
    "observation",
    "attention",
    "tau",
)


def is_substance(name: str) -> bool:
    """Whether a word, or a word with its salt, may be the name of a drug where a drug is expected."""
    words = name.split()
    head = words[0]
    if head.lower() == "vitamin":
        return len(words) > 1
    if len(words) > 1 and words[1].lower() not in SALTS:
        return words[1].lower() in SECOND_WORDS and head.lower() not in NOT_SUBSTANCES
    if CODE.match(head):
        return not NOT_CODES.match(head)
    return (
        len(head) >= 4
        and head.lower() not in NOT_SUBSTANCES
        and not re.search(
            r"(?:ly|ing|ed|tion|ment|ness|ity|ous|ical|ies|ers?|ism|sis|tic|ive|ary|ent|ant|[ai]ble|therapy|['’]s|-(?:dose|day|week|month|year|chronic|risk))$",
            head.lower(),
        )
        and not re.fullmatch(r"[A-Z]{2,6}", head)
        and not NOT_CODES.match(head)
    ) or has_stem(head)


# Capitals that stand next to amounts without naming a drug.
NOT_ACRONYMS = frozenset(
    """AND OR THE OF IN TO BY AT ON FOR WITH VS NOT NO ALL BOTH PER IU UI IV IM SC PO IP ID BID TID QID QD QDS TDS OD BD PM
    AM HS SL PR NG MG KG ML MCG UG DL BP SBP DBP MAP HR ECG EEG MRI CT PET FEV FVC PEF BMI BSA BW SD SE SEM CI IQR OR
    RR HR AUC CRP ESR LDL HDL TG VLDL GFR EGFR CRCL PSA TSH HIV HBV HCV USA UK US EU II III VI VII VIII IX XI XII ER SR
    XR XL CR LA MR IR GITS HFA DPI MDI MDPI SPC ICU DSM WHO FDA NYHA ASA1 ECOG RCT ITT PP VAS NRS CR PR PD OS PFS
    NOAEL LOAEL NOEL MTD MIC MBC GROUP ARM DOSE DAY WEEK MONTH RESULTS METHODS AIM AIMS DESIGN CONCLUSION BACKGROUND OBJECTIVE MAX MIN TOTAL PTS GY MCI MBQ
    RT XRT CRT SBRT PCI CABG AF MI CHF COPD CKD ESRD DM T2DM PTSD MDD ADHD PKU""".split()
)


def is_acronym(word: str) -> bool:
    """Whether a word may be the short form of a drug where an amount stands right next to it: "GHB", "CsA"."""
    return re.fullmatch(r"[A-Z]{2,5}|[A-Z][a-z][A-Z]", word) is not None and word.upper() not in NOT_ACRONYMS


def has_stem(word: str) -> bool:
    """Whether a word ends as drug names do."""
    return len(word) >= 6 and word.lower() not in NOT_SUBSTANCES and bool(INN_STEM.search(word))


def key_of(name: str) -> str:
    """What two spellings of one substance share: "Ketamine hydrochloride" -> "ketamine", "Aml/Val" -> "aml + val"."""
    words = [word for word in re.findall(r"[a-z0-9α-ω+-]+", name.lower().replace("/", " + ")) if word not in SALTS]
    return " ".join(words)


def key_in(text: str, name: str) -> str:
    """The key of a name in a paper, whose short forms stand for what it says they do: "BUP XL" -> "bupropion xl"."""
    long = abbreviations(text)
    return key_of(" ".join(long.get(word, word) for word in name.split()))
