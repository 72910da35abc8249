"""Forms of django-allauth with our limits. Apart from `forms`, which allauth itself imports while it makes its own."""

from allauth.account.forms import ResetPasswordForm
from allauth.core import context as current
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError

from normsite.foundation.accounts.guesses import CODE, as_stranger, guess
from normsite.foundation.accounts.models import User


class ForgottenPasswordForm(ResetPasswordForm):
    def clean_email(self) -> str:
        as_stranger(current.request)
        return str(super().clean_email())


class GuessedCode:
    """A code of the second factor, or one of the recovery codes: counted like a password."""

    user: User

    def clean_code(self) -> str:
        attempt = guess(current.request, CODE, str(self.user.pk))
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form that this is mixed into
        except ValidationError:
            attempt.was_wrong()
            raise
        attempt.was_right()
        return code


class CodeForm(GuessedCode, AuthenticateForm):
    pass


class CodeAgainForm(GuessedCode, ReauthenticateForm):
    pass
