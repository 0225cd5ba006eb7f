"""A trial of the mail server step by step, ending in a real letter; each failure is said with what to do about it."""

import smtplib
import ssl
from collections.abc import Iterator

from coordinator import clock
from coordinator.instance import settings
from coordinator.post import headers
from coordinator.post.letters.anybody.test import TestLetter
from coordinator.post.mailer import Line
from coordinator.post.message import Stamp, message_id, seal
from coordinator.post.trouble import FOR_GOOD, Trouble
from coordinator.post.writing import write
from coordinator.settings import Smtp

OK = 250


class Fault(Exception):
    """One step did not work: what happened, and what to do."""

    def __init__(self, said: str, fix: str) -> None:
        """Keep both."""
        self.said, self.fix = said, fix
        super().__init__(said)


def steps(address: str) -> Iterator[tuple[str, str]]:
    """Yield each step that worked and what to say of it; raises `Fault` at the first that does not."""
    smtp = settings().smtp
    if not settings().mails:
        raise Fault("there is no mail server.", "set COORDINATOR_SMTP_HOST and what belongs to it.")
    server = _reach(smtp)
    try:
        yield "Mail server", f"{smtp.host}:{smtp.port} answers."
        yield "TLS", _secure(server, smtp)
        yield "Login", _log_in(server, smtp)
        yield "Envelope", _envelope(server, address)
    finally:
        server.close()
    yield "Letter", _send(address)


def _reach(smtp: Smtp) -> smtplib.SMTP:
    """Connect; with TLS from the first byte, its certificate is checked here already."""
    name, wait = settings().host, smtp.timeout
    try:
        if smtp.security == "tls":
            secure = ssl.create_default_context()
            return smtplib.SMTP_SSL(smtp.host, smtp.port, local_hostname=name, timeout=wait, context=secure)
        return smtplib.SMTP(smtp.host, smtp.port, local_hostname=name, timeout=wait)
    except ssl.SSLCertVerificationError as trouble:
        raise _bad_certificate(trouble) from None
    except ssl.SSLError:
        fix = "port 465 speaks tls at once, 587 and 25 speak starttls: change COORDINATOR_SMTP_PORT or _SECURITY."
        raise Fault(f"{smtp.host}:{smtp.port} does not speak TLS at once.", fix) from None
    except (OSError, smtplib.SMTPException) as trouble:
        if "timed out" in str(trouble):  # smtplib says so of a greeting that does not come
            fix = "check host, port and firewall. A port for tls stays silent to starttls; many networks close port 25."
            raise Fault(f"{smtp.host}:{smtp.port} did not answer in {wait} seconds.", fix) from None
        fix = "check COORDINATOR_SMTP_HOST and _PORT, and that the server runs."
        raise Fault(f"{smtp.host}:{smtp.port} cannot be reached ({_kind(trouble)}).", fix) from None


def _secure(server: smtplib.SMTP, smtp: Smtp) -> str:
    """Begin TLS where it begins after the greeting."""
    if smtp.security == "none":
        return "none, as COORDINATOR_SMTP_SECURITY says."
    if smtp.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except ssl.SSLCertVerificationError as trouble:
            raise _bad_certificate(trouble) from None
        except (OSError, smtplib.SMTPException) as trouble:
            fix = "ask whoever runs it which port and which security it wants."
            raise Fault(f"the server does not begin TLS ({_kind(trouble)}).", fix) from None
    return f"{server.sock.version()}, and the certificate is {smtp.host}’s."  # type: ignore[union-attr]


def _log_in(server: smtplib.SMTP, smtp: Smtp) -> str:
    if not smtp.user:
        return "none, as COORDINATOR_SMTP_USER is empty."
    try:
        server.login(smtp.user, smtp.password)
    except smtplib.SMTPAuthenticationError as refused:
        fix = "check COORDINATOR_SMTP_USER and _PASSWORD; some providers want a password made for one program."
        raise Fault(f"the server refuses name or password ({refused.smtp_code}).", fix) from None
    except (OSError, smtplib.SMTPException) as trouble:
        fix = "leave COORDINATOR_SMTP_USER empty if the server wants no login, or turn TLS on if it wants that first."
        raise Fault(f"the server offers no login ({_kind(trouble)}).", fix) from None
    return f"as {smtp.user}."


def _envelope(server: smtplib.SMTP, address: str) -> str:
    """Name sender and reader to the server, and take both back."""
    sender = settings().sender
    try:
        server.ehlo_or_helo_if_needed()
        if (code := server.mail(sender)[0]) != OK:
            fix = "set COORDINATOR_MAIL_FROM to an address this account may send from."
            raise Fault(f"the server takes no letters from {sender} ({code}).", fix)
        if (code := server.rcpt(address)[0]) >= OK + 50:
            lasting = code >= FOR_GOOD
            fix = "check the address, and that this account may send to others." if lasting else "try again later."
            raise Fault(f"the server takes no letters to {address} ({code}).", fix)
        server.rset()
    except (OSError, smtplib.SMTPException) as trouble:
        raise Fault(f"the server broke off ({_kind(trouble)}).", "try again; its log knows more.") from None
    return f"from {sender} to {address}."


def _send(address: str) -> str:
    """Send the test letter on the way all letters go."""
    letter = TestLetter(recipient=address, language=settings().language, zone=settings().time_zone)
    line = Line()
    try:
        line.send(seal(write(letter), Stamp(message_id(f"doctor:{clock.now().isoformat()}"), clock.now())))
    except (Trouble, headers.Unsafe) as trouble:
        fix = "the server’s log says why; often the letter’s sender is not one it may send for."
        raise Fault(f"the server did not take the test letter ({trouble}).", fix) from None
    finally:
        line.close()
    return f"a test letter is on its way to {address}. Look whether it arrives, and not among unwanted mail."


def _bad_certificate(trouble: ssl.SSLCertVerificationError) -> Fault:
    fix = "give COORDINATOR_SMTP_HOST the name in the certificate, or have the server’s certificate renewed."
    return Fault(f"the server’s certificate is not good: {trouble.verify_message}.", fix)


def _kind(trouble: Exception) -> str:
    """Return a code or the kind of trouble; a server's own text may hold an address."""
    return str(getattr(trouble, "smtp_code", "") or getattr(trouble, "strerror", "") or type(trouble).__name__)
