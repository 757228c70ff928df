"""Strips a compound's name of what leaves it the same substance: its salt, hydrate or ester, its hand, its isotopes.

"Ketamine hydrochloride", "(S)-ketamine" and "ketamine-d4" all come down to "ketamine"; a name that is nothing but such
words ("sodium chloride") stays whole.  The same rule makes the keys of the table of names and of what is looked up.
"""

from __future__ import annotations

import re
import unicodedata

SALTS = frozenset(
    """salt hydrochloride dihydrochloride trihydrochloride monohydrochloride hcl hydrobromide dihydrobromide hbr
    hydroiodide sulfate sulphate bisulfate bisulphate hemisulfate phosphate diphosphate nitrate dinitrate
    trifluoroacetate tfa citrate tartrate bitartrate hydrogentartrate maleate malate fumarate hemifumarate
    succinate hemisuccinate lactate gluconate oxalate mesylate mesilate dimesylate methanesulfonate
    methanesulphonate tosylate tosilate ditosylate besylate besilate esylate edisylate camsylate napsylate
    isethionate pamoate hemipamoate embonate salicylate stearate chloride dichloride bromide iodide fluoride
    hydroxide sodium disodium trisodium monosodium tetrasodium potassium dipotassium monopotassium calcium
    hemicalcium magnesium lithium ammonium meglumine tromethamine trometamol olamine diolamine lysine arginine
    zinc aluminum aluminium ferrous ferric iron copper silver barium bismuth strontium adipate aspartate orotate
    glutamate hippurate saccharate xinafoate teoclate theoclate mucate hyclate carbonate bicarbonate borate""".split()
)
HYDRATES = frozenset(
    """hydrate monohydrate dihydrate trihydrate tetrahydrate hemihydrate sesquihydrate pentahydrate hexahydrate
    heptahydrate anhydrous solvate hemisolvate ethanolate""".split()
)
ESTERS = frozenset(
    """acetate diacetate triacetate palmitate dipalmitate decanoate enanthate enantate valerate propionate
    dipropionate butyrate caproate hexanoate cypionate cipionate undecanoate undecylate pivalate benzoate
    acetonide furoate buteprate phenylpropionate laurate lauroxil medoxomil axetil proxetil pivoxil disoproxil
    alafenamide etexilate cilexetil marboxil ester""".split()
)
STEREO = frozenset("racemic racemate racemate rac levo dextro enantiomer isomer cis trans".split())
FORMS = SALTS | HYDRATES | ESTERS | STEREO
# What is left of "methyl salicylate" or "benzyl benzoate" names no substance.
_NO_BASE = frozenset(
    """methyl ethyl propyl isopropyl butyl amyl benzyl phenyl cetyl lauryl stearyl glyceryl dimethyl diethyl
    dibutyl alkyl allyl hexyl octyl decyl vinyl acid oil water base free sodium alpha beta gamma hydrogen acetyl
    """.split()
)
_HAND = r"(?:(?:\d{1,2}[a-z]?)?[RSEZ]|[±+\-−]|\+/[-−]|rac|[DL]|DL)"
_HANDS = rf"(?:\(\s*{_HAND}(?:\s*,\s*{_HAND})*\s*\)|(?:rac|DL|[DLRS])(?=-))"
_BEFORE = re.compile(rf"^(?:{_HANDS}\s?-?\s?)+(?=[a-z0-9(\[])", re.IGNORECASE)
_BEHIND = re.compile(rf",\s*{_HANDS}-?(?=$|[\s,])|,\s*(?:[DLRS]|DL)-(?=$|[\s,])", re.IGNORECASE)
_ISOTOPE = re.compile(r"^\[(?:1[1-8][CFNO]|[23]H|12[35]I|131I)\d?\]-?|^(?:1[1-8][CFNO]|12[35]I|131I)-|-[dD]\d{1,2}$")
_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega", "µ": "mu", "μ": "mu"})


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFKC", name).translate(_GREEK).strip()
    return re.sub(r"\s+", " ", name)


def tokens(name: str) -> list[str]:
    """The words of a name in lower case, acids as their salts are called ("valproic acid": "valproate")."""
    words = re.sub(r"\b([a-z]+)ic acid\b", r"\1ate", _plain(name).lower())
    return re.findall(r"[a-z0-9]+", words)


def base_tokens(name: str) -> list[str]:
    """The words of a name without its salt, hydrate, ester, hand and isotopes; all of them if nothing is left."""
    plain = _plain(name)
    plain = _BEHIND.sub("", _BEFORE.sub("", plain)) or plain
    plain = _ISOTOPE.sub("", plain) or plain
    every = tokens(plain)
    core = [word for word in every if word not in FORMS]
    while core and core[-1] in {"acid", "base", "free"} and len(core) > 1:
        core.pop()
    if not core or set(core) <= _NO_BASE:
        return every or tokens(name)
    return core


def key_of(name: str) -> str:
    """What all names of one substance's forms share: "(R)-Ketamine HCl" and "ketamine" have the key "ketamine"."""
    return "".join(base_tokens(name))


def form_of(name: str) -> str:
    """The kind of form that a name is of: salt, hydrate, ester, enantiomer or, where it adds nothing, name."""
    plain = _plain(name)
    if key_of(name) == "".join(tokens(plain)):
        return "name"
    words = set(tokens(plain))
    for kind, forms in (("salt", SALTS), ("ester", ESTERS), ("hydrate", HYDRATES)):
        if words & forms:
            return kind
    return "enantiomer"
