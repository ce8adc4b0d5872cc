"""Official documents as offices write them (Word, text, Markdown, PDF), made into draft scripts and campaign proposals.

Readers stand at the edge (`docx_*`, `text_file`, `pdf_file`) and give one list of `Block`s; what is frame, heading,
title, date or slogan is decided by pure functions over that list. Nothing of a source is dropped in silence: every
visible character ends in a script or in an `Apart` that says why it is not read.
"""
