"""The picture, as text, SVG and HTML: one layout, drawn in several ways."""
