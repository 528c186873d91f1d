"""What is no disclosure: questions about the world, products only used, words of other things."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Cue, Hearing, Mention
from bot.understanding.words import word_set

_FIRST_PERSON = word_set("i i'm i've i'd my me mine myself we our us i'll")
_USED_REACH = 9
_NEAR = 4
_CAUSES = word_set("cause causes give gives trigger triggers")
_ADDRESSED = (["you"], ["i"], ["we"], ["they"])
_OWN_OR_FOR = _FIRST_PERSON | word_set("for her his him she he their")
_PREDICATES = word_set("has have is are gets get got looks look stays stay keeps was were had")
_ASKING_VERBS = word_set("do does why can will is are should")
_ARTICLES = word_set("a an the all most any")
_SHORT_MESSAGE = 16
# From so many words on a message tells a story, and what it says not to have is no refusal.
_STORY = 45
_FRAGMENT = 5
_WISHES = word_set(
    "want need looking for like get recommend help please goal aim hoping hope would "
    "give find achieve "
    "wish trying love to"
)
_FACTS = word_set("is was are were used looks has been stays always already")
# What a question about the world or about an article opens with.
_QUESTIONS = word_set("what what's whats who who's why how when where does do is are did has")
# These open a question only where a mark closes it, or a subject follows.
_QUESTIONS_MARKED = word_set("can could will would have")
# Words by which a question asks for a thing, or tells of somebody's own.
_ASKS_FOR = word_set(
    "there you anything something any some one this these so always again keeps keep to for y'all "
    "suggest recommend"
)
_REMEDIES = word_set(
    "help helps work works stop stops treat treats fix fixes remove removes get gets clear clears "
    "calm calms take takes fade fades hide hides cover covers shift shifts kill kills beats beat "
    "perks suits suit tackles soothes minimises shrinks controls else"
)
_COMPARED = frozenset({"vs", "versus"})
_DETERMINERS = word_set("the this that your these those")
# What somebody tells of himself, even where it stands in a question.
_SAFETY = ("allergy_", "avoid_", "on_")


def without_irrelevant(hearing: Hearing, unmistakable: AbstractSet[str]) -> Hearing:
    """Drop the mentions that tell nothing about the shopper or whom they shop for.

    Words of another domain near them do not make `unmistakable` traits doubtful.
    """
    dropped = [mention for mention in hearing.mentions if _only_used(hearing, mention)]
    kept = tuple(
        mention
        for mention in hearing.mentions
        if not (
            _of_another_domain(hearing, mention, mention.trait in unmistakable)
            or _asked_about(hearing, mention)
            or _of_the_world(hearing, mention)
            or _of_a_general_question(hearing, mention)
            or _reviewed(hearing, mention)
            or mention in dropped
            or _a_fact(hearing, mention)
            or _of_a_dropped_product(mention, dropped)
        )
    )
    return replace(hearing, mentions=kept)


def _of_another_domain(hearing: Hearing, mention: Mention, sure: bool) -> bool:  # noqa: FBT001 - a fact
    elsewhere = _elsewhere(hearing)
    if not elsewhere or mention.type == "constraint":
        return False
    if any(_subject(hearing, place, mention) for place in elsewhere):
        return True
    anchors = _anchors(hearing)
    if sure or not anchors:
        return not sure
    nearest = min(_distance(hearing, mention, place) for place in elsewhere)
    anchored = min(_distance(hearing, mention, place) for place in anchors)
    return nearest <= _NEAR and nearest < anchored


def _subject(hearing: Hearing, place: Cue, mention: Mention) -> bool:
    """Whether the other thing is what the mention is said of: "my dog has dry skin"."""
    between = hearing.lower(place.end, mention.start)
    return (
        place.end <= mention.start
        and hearing.breaks.between(place.end, mention.start) < Break.CLAUSE
        and not _PREDICATES.isdisjoint(between)
    )


def _elsewhere(hearing: Hearing) -> list[Cue]:
    """Words of other domains, except where they stand inside a trait (ingrown hairs)."""
    return [
        Cue("elsewhere", hit.start, hit.end)
        for _, hit in hearing.named("elsewhere")
        if not hit.corrected
        and not any(m.start <= hit.start and hit.end <= m.end for m in hearing.mentions)
    ]


def _anchors(hearing: Hearing) -> list[Cue]:
    taken = [(place.start, place.end) for place in _elsewhere(hearing)]
    return [
        Cue("anchor", hit.start, hit.end)
        for group in ("anchors", "areas")
        for _, hit in hearing.named(group)
        if not any(start < hit.end and hit.start < end for start, end in taken)
    ]


def _distance(hearing: Hearing, mention: Mention, cue: Cue) -> int:
    if cue.start < mention.end and mention.start < cue.end:
        return 0
    left, right = (cue.end, mention.start) if cue.end <= mention.start else (mention.end, cue.start)
    penalty = 10 * (hearing.breaks.between(left, right) >= Break.CLAUSE)
    return right - left + penalty


def _asked_about(hearing: Hearing, mention: Mention) -> bool:
    """Whether a question about the world governs the mention and nobody is said to have it."""
    if mention.type == "budget" or "state" in mention.marks or mention.value.startswith("on_"):
        return False
    sentence = hearing.breaks.sentence(mention.start)
    asked = [
        cue
        for cue in hearing.of("relevance:knowledge")
        if hearing.breaks.sentence(cue.start) == sentence and cue.start <= mention.start
    ]
    opening = next(
        place
        for place in hearing.breaks.sentence_of(mention.start)
        if hearing.words[place].lower.isalpha()
    )
    between = set(hearing.lower(opening + 1, mention.start))
    general = mention.type != "attribute" and between <= _ARTICLES and opening < mention.start
    if general and hearing.words[opening].lower in _ASKING_VERBS:
        asked.append(Cue("relevance:knowledge", opening, opening + 1))
    picked = any(
        hearing.breaks.sentence(cue.start) == sentence and cue.start <= mention.start
        for cue in hearing.of("relevance:pick")
    )
    if not asked or picked:
        return False
    words = hearing.sentence(mention.start)
    before = hearing.lower(mention.start - 3, mention.start)
    wanted = "for" in before or ("with" in before and mention.type != "product_interest")
    return not wanted and (mention.type == "product_interest" or _FIRST_PERSON.isdisjoint(words))


def _of_the_world(hearing: Hearing, mention: Mention) -> bool:
    """Whether nobody's own is asked about: "does chocolate cause acne?", "is it vegan?"."""
    if mention.role not in {"concern", "attribute"} or "state" in mention.marks:
        return False
    words = hearing.sentence(mention.start)
    opening = next((at for at, word in enumerate(words) if word.isalpha()), len(words))
    asked, subject = words[opening : opening + 1], words[opening + 1 : opening + 2]
    if mention.type == "attribute":
        about_it = subject in (["it"], ["this"], ["that"], ["they"])
        return about_it and asked in (["is"], ["are"]) and "for" not in words
    causes = not _CAUSES.isdisjoint(words) and asked in (["does"], ["do"], ["can"])
    return causes and subject[:1] not in _ADDRESSED and _OWN_OR_FOR.isdisjoint(words)


def _of_a_general_question(hearing: Hearing, mention: Mention) -> bool:
    """Whether a question nobody puts for himself holds it: "does sweat clog pores?"."""
    if mention.value.startswith(_SAFETY) or "state" in mention.marks:
        return False
    words = [word for word in hearing.sentence(mention.start) if word.isalpha() or "'" in word]
    if not words or not _asks(hearing, mention, words) or not _OWN_OR_FOR.isdisjoint(words):
        return False
    asked_for = not _ASKS_FOR.isdisjoint(words[1:])
    remedy = words[0] in {"what", "what's"} and not _REMEDIES.isdisjoint(words[1:4])
    return not (asked_for or remedy or _of_one_article(hearing, mention))


def _asks(hearing: Hearing, mention: Mention, words: list[str]) -> bool:
    if words[0] in _QUESTIONS_MARKED:
        marked = "?" in hearing.sentence(mention.start)
        return marked and words[1:2] not in (["it"], ["be"], ["do"])
    if mention.type == "budget" and words[0] not in {"why", "what", "what's"}:
        return False
    asks = (words[0] in _QUESTIONS and words[1:2] != ["doesn't"]) or words[:2] == ["at", "what"]
    return asks or not _COMPARED.isdisjoint(words)


def _of_one_article(hearing: Hearing, mention: Mention) -> bool:
    """Whether the question is about a product pointed at, which is thereby named: "that toner"."""
    if mention.value.startswith(("ingredient_", "brand_")):
        return False
    sentence = hearing.breaks.sentence(mention.start)
    return any(
        product.type == "product_interest"
        and hearing.breaks.sentence(product.start) == sentence
        and (pointed_at(hearing, product) or _picked(hearing, product))
        for product in hearing.mentions
    )


def _picked(hearing: Hearing, product: Mention) -> bool:
    """Whether a product of a kind is asked for: "what moisturiser is not sticky"."""
    return hearing.lower(product.start - 1, product.start) in (["what"], ["which"])


def pointed_at(hearing: Hearing, product: Mention) -> bool:
    """Whether "the", "this", "that" or "your" stands before a product."""
    before = hearing.lower(product.start - 2, product.start)
    return not _DETERMINERS.isdisjoint(before)


def _reviewed(hearing: Hearing, mention: Mention) -> bool:
    """Whether praise or blame of what was bought holds it: "five stars, sinks in nicely"."""
    if mention.role in {"concern", "goal", OWN} or mention.value.startswith(_SAFETY):
        return False
    sentence = hearing.breaks.sentence(mention.start)
    return any(
        hearing.breaks.sentence(cue.start) == sentence for cue in hearing.of("relevance:review")
    )


def _only_used(hearing: Hearing, mention: Mention) -> bool:
    """Whether a product is named as used, or told of without being asked for."""
    if mention.type != "product_interest" or _put_aside(hearing, mention):
        return False
    before = any(
        cue.end <= mention.start
        and mention.start - cue.end <= _USED_REACH
        and hearing.breaks.between(cue.end, mention.start) < Break.CLAUSE
        for cue in hearing.of("relevance:used")
    )
    after = any(0 <= cue.start - mention.end <= 1 for cue in hearing.of("relevance:used_after"))
    return before or after or _told_in_passing(hearing, mention)


def _put_aside(hearing: Hearing, mention: Mention) -> bool:
    sentence = hearing.breaks.sentence(mention.start)
    kinds = ("polarity:unneeded", "polarity:taken_out", "polarity:unwanted")
    return mention.polarity == "absent" and any(
        hearing.breaks.sentence(cue.start) == sentence for kind in kinds for cue in hearing.of(kind)
    )


def _told_in_passing(hearing: Hearing, mention: Mention) -> bool:
    """In a message of several sentences a product is asked for only where a request is worded."""
    sentence = hearing.breaks.sentence(mention.start)
    long = len(hearing.sentence(mention.start)) > _FRAGMENT
    told = long and len(hearing.words) > _SHORT_MESSAGE
    asked = any(
        hearing.breaks.sentence(cue.start) == sentence
        for kind in ("relevance:request", "relevance:pick", "polarity:unwanted")
        for cue in hearing.of(kind)
    )
    told_as_present = mention.polarity == "present" or len(hearing.words) > _STORY
    return told and not asked and told_as_present


def _of_a_dropped_product(mention: Mention, dropped: list[Mention]) -> bool:
    """Whether it describes a product that is dropped: the "gentle" of a gentle cleanser in use."""
    return mention.type == "attribute" and any(
        product.start - 1 <= mention.end <= product.end for product in dropped
    )


def _a_fact(hearing: Hearing, mention: Mention) -> bool:
    """Whether a goal word only describes: "my skin is glowing", "used to be smooth"."""
    if mention.type != "goal" or mention.polarity == "absent":
        return False
    before = hearing.lower(mention.start - 5, mention.start)
    clause = [hearing.words[place].lower for place in hearing.breaks.clause_of(mention.start)]
    return not _FACTS.isdisjoint(before) and _WISHES.isdisjoint(clause)
