"""Import an official document: draft scripts, on request a campaign's file, and an account of all that was left out."""

from broadcaster.workflows.importing.documents import Imported, Importer, Wishes
from broadcaster.workflows.importing.shapes import imported_json

__all__ = ["Imported", "Importer", "Wishes", "imported_json"]
