"""How people sign in."""

from wtforms import EmailField, PasswordField

from engage.core.forms import Form, Needed
from engage.core.i18n import _l


class SignInForm(Form):
    """Email and password. Without a password a link is mailed."""

    email = EmailField(
        _l("Email address"),
        validators=[Needed(_l("Enter your email address"))],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        description=_l("Leave this empty if you sign in with a link. We will email you one."),
        render_kw={"autocomplete": "current-password"},
    )
