"""Pages of agreed terms, of who reads which language, and of wrong words."""

from engage.languages.views import terms, wrong

blueprints = (terms.bp, wrong.bp)
