"""What a web server loads."""

from engage.app import create_app
from engage.core.collector import settle
from engage.reading.rules.scores import library

app = create_app()
library()  # the formulas of the text check
settle()
