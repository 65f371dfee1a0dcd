//! Mails by SMTP (RFC 5321), one connection a mail, through `lettre`.

use std::time::Duration;

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{self, AsyncSmtpTransport};
use lettre::{Address, AsyncTransport, Message, Tokio1Executor};
use models::platform::mail::Mail;

use super::Carried;
use super::sender::{CourierError, Sender};
use crate::outbound::Outbound;

/// One command's answer may take so long; RFC 5321, 4.5.3.2 allows more, nobody sane needs it.
const ANSWER_MAX: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// From the first byte on (port 465).
    Implicit,
    /// By STARTTLS, which the server must offer (port 587).
    StartTls,
    /// In the clear: for a server on this machine or a network that is trusted.
    None,
}

#[derive(Clone)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    /// Name and password; none where the server asks for none.
    pub login: Option<(String, String)>,
    /// File of a certificate authority (PEM) that is trusted beside the well-known ones.
    pub authority: Option<String>,
}

/// The transport and what every mail begins with.
#[derive(Clone)]
pub(super) struct Smtp {
    sender: Sender,
    host: String,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    outbound: Outbound,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("host", &self.host).finish_non_exhaustive()
    }
}

/// RFC 3834: nobody's holiday note answers.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Smtp {
    pub(super) fn new(sender: Sender, settings: &SmtpSettings, outbound: Outbound) -> Result<Self, CourierError> {
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .timeout(Some(ANSWER_MAX))
            .tls(tls(settings)?);
        if let Some((name, password)) = &settings.login {
            transport = transport.credentials(Credentials::new(name.clone(), password.clone()));
        }
        Ok(Self {
            sender,
            host: settings.host.clone(),
            transport: transport.build(),
            outbound,
        })
    }

    pub(super) async fn carry(&self, mail: &Mail, to: Address) -> Carried {
        let message = match self.message(mail, to) {
            Ok(message) => message,
            Err(error) => return Carried::Refused(format!("no mail can be made of it: {error}")),
        };
        self.outbound.count(&self.host);
        match self.transport.send(message).await {
            Ok(_) => Carried::Taken,
            Err(error) => judge(&error),
        }
    }

    fn message(&self, mail: &Mail, to: Address) -> Result<Message, lettre::error::Error> {
        let from = &self.sender.from;
        let mut message = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.content.subject.as_str())
            .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
            .date(mail.created_at.into())
            .header(AutoSubmitted);
        if let Some(reply_to) = &self.sender.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        message.multipart(MultiPart::alternative_plain_html(
            mail.content.text.clone(),
            mail.content.html.clone(),
        ))
    }
}

fn tls(settings: &SmtpSettings) -> Result<Tls, CourierError> {
    if settings.tls == SmtpTls::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.authority {
        let read = std::fs::read(path);
        let pem = read.map_err(|source| CourierError::Authority {
            path: path.clone(),
            source,
        })?;
        let certificate = Certificate::from_pem(&pem);
        let certificate = certificate.map_err(|_| CourierError::NoCertificate { path: path.clone() })?;
        parameters = parameters.add_root_certificate(certificate);
    }
    let parameters = parameters
        .build()
        .map_err(|error| CourierError::Tls(error.to_string()))?;
    Ok(match settings.tls {
        SmtpTls::Implicit => Tls::Wrapper(parameters),
        SmtpTls::StartTls | SmtpTls::None => Tls::Required(parameters),
    })
}

/// A mail is given up only where the server speaks of the mailbox or of the mail; what is wrong with us, such as a password, is
/// an operator's to mend, and the mails wait meanwhile.
fn judge(error: &smtp::Error) -> Carried {
    let text = crate::outbound::innermost(error);
    let code = error.status().map(u16::from);
    match code {
        Some(550 | 551 | 553) if speaks_of_the_mailbox(&text) => Carried::NoSuchAddress(text),
        Some(550..=554) => Carried::Refused(text),
        _ => Carried::Again {
            error: text,
            after: None,
        },
    }
}

/// RFC 3463, 3.2: bad mailbox, bad system, bad syntax, mailbox has moved, null MX.
fn speaks_of_the_mailbox(text: &str) -> bool {
    ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"]
        .iter()
        .any(|code| text.split_whitespace().any(|word| word == *code))
}
