"""What a web server loads."""

from engage.app import create_app

app = create_app()
