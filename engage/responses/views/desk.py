"""The desk of answers: one blueprint, on which the files of this folder put their pages."""

from flask import Blueprint

from engage.accounts.models import Role

desk = Blueprint("responses_desk", __name__, url_prefix="/desk/consultations")
STAFF = (Role.ENGAGEMENT_LEAD, Role.ANALYST)
