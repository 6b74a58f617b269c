"""A made-up borough with its people, questions, answers and reports, made by the real commands."""

from engage.demo.bulk import generate
from engage.demo.guide import sign_ins, tours
from engage.demo.make import build

__all__ = ["build", "generate", "sign_ins", "tours"]
