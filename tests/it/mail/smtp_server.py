"""A real SMTP server (aiosmtpd) for the tests: says its port, then each mail that it took as a line of JSON.

Recipients decide: full@ is told to come again the first time, nobody@ has no mailbox, policy@ is refused.
"""

import argparse
import asyncio
import json
import ssl
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

arguments = argparse.ArgumentParser()
arguments.add_argument("--certificate")
arguments.add_argument("--key")
arguments.add_argument("--login", help="NAME:PASSWORD")
given = arguments.parse_args()


def say(what):
    print(json.dumps(what), flush=True)


def is_known(server, session, envelope, mechanism, data):
    if not isinstance(data, LoginPassword):
        return AuthResult(success=False, handled=False)
    pair = f"{data.login.decode()}:{data.password.decode()}"
    return AuthResult(success=pair == given.login, handled=False)


class Handler:
    def __init__(self):
        self.full = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "full" and address not in self.full:
            self.full.add(address)
            return "452 4.2.2 mailbox full"
        if name == "nobody":
            return "550 5.1.1 no such mailbox"
        if name == "policy":
            return "554 5.7.1 refused by policy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
        say({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "login": session.authenticated,
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "text": parts.get("text/plain"),
            "html": parts.get("text/html"),
        })
        return "250 taken"


async def main():
    context = None
    if given.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(given.certificate, given.key)
    handler = Handler()

    def connection():
        return SMTP(
            handler,
            hostname="mail.test",
            tls_context=context,
            require_starttls=context is not None,
            authenticator=is_known if given.login else None,
            auth_required=given.login is not None,
            auth_require_tls=context is not None,
        )

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    say({"port": server.sockets[0].getsockname()[1]})
    await server.serve_forever()


asyncio.run(main())
