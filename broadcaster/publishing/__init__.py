"""The station's website: pages, feed, share packs and snippets of what was approved and heard."""
