"""The campaign's file that a plan proposes, and what the plan does not say."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.content.nodes import Gatherer
from broadcaster.content.official.campaign_facts import CampaignFacts
from broadcaster.content.official.campaign_file import Column, Remarks, campaign_text, propose_columns
from broadcaster.content.playlist_file import read_playlist
from broadcaster.messages import N_, Sentence, say
from broadcaster.model.timetable import Campaign, Slot

DAYS_MISSING = N_("the days of the campaign (from … to …) were not found: no campaign file is proposed")
MISSING = {
    "theme": N_("the theme (chủ đề) was not found"),
    "slogan": N_("the slogan (khẩu hiệu) was not found"),
    "directive": N_("the plan's own number (số, ký hiệu) was not found"),
    "columns": N_("no columns (chuyên mục) were found that the plan orders"),
}


@dataclass(frozen=True)
class Proposal:
    """What a plan says of a campaign; `file` is empty when there was too little for one, or one `before`."""

    file: str
    facts: CampaignFacts
    columns: tuple[Column, ...]
    missing: tuple[Sentence, ...]
    before: str = ""  # the campaign's file that an earlier import of the same document made


def propose(facts: CampaignFacts, known_columns: Sequence[str]) -> Proposal:
    """Return what `facts` come to, and a sentence for each thing that was not found."""
    missing = [] if facts.days else [Sentence(DAYS_MISSING)]
    found = {"theme": facts.theme, "slogan": facts.slogan, "directive": facts.directive, "columns": facts.heads}
    missing += [Sentence(sentence) for key, sentence in MISSING.items() if not found[key]]
    return Proposal("", facts, propose_columns(facts.heads, known_columns), tuple(missing))


def proposal_text(title: str, proposal: Proposal, slots: Sequence[Slot], original: str, language: str) -> str:
    """Return the proposed file, which reads back without a problem."""
    text = campaign_text(title, proposal.facts, proposal.columns, slots, _remarks(original, language))
    gather = Gatherer()
    campaign = read_playlist(text, "", "campaign", gather)
    assert isinstance(campaign, Campaign), gather.problems
    assert not gather.problems, gather.problems
    return text


def _remarks(original: str, language: str) -> Remarks:
    return Remarks(
        source=say(N_("a proposal made from {original}; compare it with the plan"), {"original": original}, language),
        both_days=say(N_("both days included"), {}, language),
        directive=say(N_("write the number in when the plan is signed"), {}, language),
        missing={key: say(sentence, {}, language) for key, sentence in MISSING.items()},
        other=say(N_("the plan also says"), {}, language),
        proposal=say(
            N_("The plan does not say how the airtime grows. Choose, change, and take the # away:"), {}, language
        ),
        extend=say(N_("lengthen a programme of every day:"), {}, language),
        add=say(N_("or add a programme:"), {}, language),
    )
