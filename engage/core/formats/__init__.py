"""File formats: tables read and written as text, spreadsheets and JSON, a row at a time."""
