"""What a sound looks like: pictures as text (SVG), for pages and for people. Pure."""
