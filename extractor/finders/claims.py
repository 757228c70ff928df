"""Finds what a title says of everybody studied: "treatment-resistant depression", "adolescents with asthma"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language.doc import Doc

# A qualifier narrows a population; a study without it is not what the title promises.
QUALIFIER = r"(?:(?:treatment|drug|medication|therapy|antidepressant|multidrug|steroid|hormone|castration|cisplatin|platinum)[- ](?:resistant|refractory|na[iï]ve)|refractory|resistant|severe|mild|moderate to severe|recurrent|relapsed|metastatic|advanced|chronic|acute|newly diagnosed|first-episode|late-life|geriatric|elderly|older|p(?:a)?ediatric|adolescent|childhood|neonatal|bipolar|postpartum|perinatal|postmenopausal|pregnant)"
CLAIM = re.compile(
    rf"\b(?P<qualifier>{QUALIFIER})\s(?P<condition>(?:[A-Za-z'’-]+\s){{0,3}}?[A-Za-z'’-]{{4,}})(?=[:,.;)]|\s(?:in|with|and|of|after|by|following|treated|using|trial|patients|a|an|to|from)\b|$)",
    re.IGNORECASE,
)
# Words that end the name of a disease, so that "acute effects" and "resistant starch" are no claims about people.
DISEASE = re.compile(
    r"(?:depression|depressive disorder|disorders?|diseases?|cancer|carcinoma|asthma|pain|infections?|hypertension|diabetes|epilepsy|seizures|schizophrenia|psychosis|failure|syndrome|leuk(?:a)?emia|stroke|migraine|headache|obesity|anxiety|mania|fibrillation|insomnia|dementia|sclerosis|injury|fractures?|asthma|COPD|HIV|tuberculosis|malaria|eczema|rhinitis|allergy|ulcers?|mellitus|[a-z]{3,}(?:itis|osis|oma|omas|emia|aemia|pathy|algia|plegia|uria|iasis|rrhea|rrhoea|penia|ism))$",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r"\bin (?:(?!older|elderly|pregnant)[\w-]+ )?(?P<qualifier>older adults|elderly patients|pregnant women|children|adolescents|infants|neonates|women|men|adults)\b(?: with (?P<condition>[A-Za-z' -]{4,60}?)(?=[:,.;)]|$))?",
    re.IGNORECASE,
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    if document.title is None:
        return
    text, offset = document.quote(document.title), document.title.start
    for pattern in (CLAIM, PEOPLE):
        for match in pattern.finditer(text):
            if not match["condition"] or not DISEASE.search(match["condition"]):
                continue
            parts = {
                name: Mention(
                    f"claim.{name}",
                    Span(offset + match.start(name), offset + match.end(name)),
                    value=match[name].lower(),
                )
                for name in ("qualifier", "condition")
            }
            yield Mention(
                "claim",
                Span(offset + match.start("qualifier"), offset + match.end()),
                value="title",
                found_by="rules.claims",
                score=0.9,
                parts=parts,
            )
