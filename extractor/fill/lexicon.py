"""Words that mean the same to a reviewer: one line a notion, its phrases between bars.

General medicine only.  What a paper abbreviates for itself is read from the paper (`abbreviations.py`).
"""

from __future__ import annotations

NOTIONS = """
mortality|death|deaths|died|fatal|fatality|fatalities|dead|all-cause mortality|deceased
adverse event|adverse events|adverse effect|adverse effects|side effect|side effects|adverse reaction|adverse reactions|ae|aes|teae|teaes|treatment-emergent adverse events|adverse drug reactions
serious adverse event|serious adverse events|sae|saes
systolic blood pressure|sbp|systolic bp|systolic pressure|systolic arterial pressure|sap|systolic
diastolic blood pressure|dbp|diastolic bp|diastolic pressure|diastolic arterial pressure|diastolic
blood pressure|bp|arterial pressure
mean arterial pressure|map|mean blood pressure
heart rate|hr|pulse rate|pulse
respiratory rate|rr|breathing rate
oxygen saturation|spo2|sao2|o2 saturation
body mass index|bmi|quetelet index
body weight|bw|weight
waist circumference|wc|waist
hemoglobin|haemoglobin|hb|hgb
glycated hemoglobin|hba1c|a1c|hemoglobin a1c|glycosylated hemoglobin|glycated haemoglobin
fasting plasma glucose|fpg|fasting glucose|fasting blood glucose|fasting blood sugar|fbg|fbs
glucose|blood sugar|blood glucose|plasma glucose
total cholesterol|cholesterol total|tc
low-density lipoprotein|ldl|ldl-c|ldl cholesterol|low density lipoprotein cholesterol|ldlc
high-density lipoprotein|hdl|hdl-c|hdl cholesterol|high density lipoprotein cholesterol|hdlc
triglyceride|triglycerides|tg|tgs|triacylglycerol
c-reactive protein|crp|hs-crp
white blood cell|wbc|leucocyte|leukocyte|leucocytes|leukocytes|white cell|white cells|white blood cells
neutrophil|neutrophils|absolute neutrophil count|anc
platelet|platelets|thrombocyte|thrombocytes
hematocrit|haematocrit|hct
creatinine|scr|serum creatinine
tumor necrosis factor|tnf|tnf-α|tnf-alpha|tnfα|tumour necrosis factor|tumor necrosis factor alpha
interleukin|il
myocardial infarction|mi|heart attack
stroke|cerebrovascular accident|cva
hospitalization|hospitalisation|hospital admission|admission to hospital|hospitalized|hospitalised|readmission
length of stay|hospital stay|los|duration of hospitalization|duration of stay|in-hospital stay|length of hospital stay
emergency department|er|ed|emergency room
quality of life|qol|hrqol|health-related quality of life
physical component summary|pcs|physical component score
mental component summary|mcs|mental component score
short form 36|sf-36|sf36|short-form 36|short-form 36-items|short-form 36-item
visual analogue scale|vas|visual analog scale|visual analogue score|visual analogue scores
numeric rating scale|nrs|numerical rating scale
blood loss|bleeding volume|intraoperative bleeding
operative time|surgery time|operation time|duration of surgery|surgery duration|duration of operation|operating time
recovery|recuperation
response rate|responder|responders|response|responded
relapse|recurrence|reappearance|recurrent|recurred
withdrawal|withdrew|discontinued|discontinuation|dropout|drop-out|dropped out|withdrawn
compliance|adherence|adherent
infection|infections|infected
pneumonia|pneumonitis
vomiting|emesis|vomit
diarrhea|diarrhoea
constipation|constipated
headache|headaches|cephalalgia
fatigue|tiredness
anemia|anaemia|anaemic|anemic
edema|oedema
hypertension|high blood pressure
diabetes|diabetes mellitus|diabetic
pregnancy|pregnant|gestation
newborn|neonate|neonatal|infant
preterm birth|premature birth|preterm delivery
birth weight|birthweight
caesarean section|cesarean section|caesarean|cesarean|c-section
depression|depressive symptoms|depressive
anxiety|anxious symptoms|anxious
cognitive behavioral therapy|cbt|cognitive behavioural therapy
knowledge|know|awareness
physical activity|pa|exercise
moderate to vigorous physical activity|mvpa|accelerometer pa
walking|walk
duration|length of time
illness|disease|sickness
change|changes|improvement|improvements|gain|reduction|decrease|increase
female|females|women|woman|girls
male|males|men|man|boys
child|children|paediatric|pediatric
adult|adults
smoker|smokers
nonsmoker|nonsmokers|non-smoker|non-smokers
vitamin d|25(oh)d|25-hydroxyvitamin d|25 hydroxyvitamin d|25ohd
vitamin e|tocopherol
stool|faeces|feces|fecal|faecal
eating|diet|feeding
sick leave|absence from work|sickness absence
urine|urinary
serum|plasma|blood level
stent thrombosis|scaffold thrombosis
target lesion revascularization|tlr
late lumen loss|late loss|in-stent late loss
intention to treat|itt|intention-to-treat|intent-to-treat
per protocol|per-protocol|pp
without|no|not|non
"""

# What a comparator and an intervention are called when they have no name of their own.
CONTROL = frozenset(
    """control controls placebo comparator comparison usual standard conventional sham untreated none no without
    vehicle reference dummy pbo ctrl baseline before pre cg""".split()
)
# The roles themselves: a comparator of whatever name may stand below "Control".
NAMELESS = frozenset(
    "control controls comparator comparison intervention treatment experimental treated active study test".split()
)
ACTIVE = frozenset(
    """intervention treatment experimental active treated study trial test case supplementation therapy programme program
    after post training ig""".split()
)
"""Words that say nothing about which outcome, arm or time is meant."""
EMPTY = frozenset(
    """the a an of in on at by for with and or to from as is are was were be been than that which who those these this
    their its it after into between during per each all any other both had have has only among within
    group groups arm arms patient patients participant participants subject subjects people individual individuals
    value values level levels score scores rate rates mean means median sd se sem percentage percent proportion number n
    result results outcome outcomes measure measures measured assessment reported total overall average difference
    differences improvement improvements effect effects change changes significant incidence occurrence
    randomly randomized randomised assigned allocated receive received receiving given either consisted comprised included
    enrolled respectively baseline vs versus compared condition conditions due i e ie eg""".split()
)
