"""Words that say nothing of what a text is about: articles, pronouns, prepositions, conjunctions and helping verbs."""

ARTICLES = """a an the this that these those such same other another each every either neither both all any some no few
    many much more most several own"""
PRONOUNS = """i me my we us our ours you your he him his she her hers it its they them their theirs who whom whose which
    what one ones someone anyone everyone nobody none something anything everything nothing itself himself herself
    themselves"""
PREPOSITIONS = """of in on at by for with without within from to into onto over under above below between among amongst
    across through throughout during before after since until up down out off about around against along beside besides
    beyond per via toward towards upon behind near than except despite"""
CONJUNCTIONS = """and or nor but so yet if unless because although though while whereas when where whether as how why
    once"""
ADVERBS = """not also only just even still already again further then there here thus therefore hence however moreover
    otherwise very too quite rather almost nearly perhaps often sometimes always never ever now later formerly
    together"""
VERBS = """be am is are was were been being have has had having do does did done doing can could may might must shall
    should will would cannot seem seems seemed seeming become becomes became show shows make made give gave take took go
    get got keep put see say used using"""

STOP_WORDS = frozenset(" ".join((ARTICLES, PRONOUNS, PREPOSITIONS, CONJUNCTIONS, ADVERBS, VERBS)).split())
