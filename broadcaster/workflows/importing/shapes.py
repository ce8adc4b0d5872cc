"""What an import did, in the shape that machines read."""

from broadcaster.content.official.document import REASONS
from broadcaster.messages import Sentence
from broadcaster.workflows.importing.documents import Imported
from broadcaster.workflows.importing.proposing import Proposal
from broadcaster.workflows.shapes import Json


def imported_json(imported: Imported, language: str) -> Json:
    """Return one imported document as `import --json` shows it."""
    return {
        "file": imported.source.name,
        "original": imported.original,
        "imported_before": imported.was_kept,
        "drafts": [
            {
                "file": written.file,
                "script": written.draft.name,
                "title": written.draft.title,
                "column": written.draft.column,
                "column_guessed": written.draft.is_guess,
                "column_on_air": written.is_wanted,
            }
            for written in imported.written
        ],
        "set_apart": [
            {
                "place": found.place.said(language),
                "reason": found.reason.value,
                "why": Sentence(REASONS[found.reason]).said(language),
                "text": found.text,
            }
            for found in imported.apart
        ],
        "flagged": [
            {"place": flag.place.said(language), "message": flag.sentence.said(language)} for flag in imported.flags
        ],
        "campaign": _proposal_json(imported.proposal, language) if imported.proposal else None,
    }


def _proposal_json(proposal: Proposal, language: str) -> Json:
    facts = proposal.facts
    return {
        "file": proposal.file or None,
        "from": facts.days.first.isoformat() if facts.days and facts.days.first else None,
        "to": facts.days.last.isoformat() if facts.days and facts.days.last else None,
        "theme": facts.theme,
        "slogan": facts.slogan,
        "directive": facts.directive,
        "columns": [{"column": column.name, "words": column.words} for column in proposal.columns],
        "missing": [sentence.said(language) for sentence in proposal.missing],
    }
