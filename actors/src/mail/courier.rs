//! Who carries mails: a mail server by SMTP, or Resend by HTTP. Chosen once, by the configuration.

use lettre::Address;
use lettre::message::Mailbox;
use models::platform::mail::Mail;

use super::Carried;
use super::resend::Resend;
use super::smtp::{Smtp, SmtpSettings};
use crate::outbound::Outbound;

#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    #[error("`{0}` is no sender's address, such as `AudiaPro <calls@example.com>`")]
    Address(String),
    #[error("the mail server's certificate authority could not be read from {path}")]
    Authority {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("{path} holds no certificate in PEM form")]
    NoCertificate { path: String },
    #[error("the connection to the mail server could not be set up: {0}")]
    Tls(String),
    #[error("`{0}` is not the address of an HTTP interface")]
    Url(String),
}

/// From whom mails are, and to whom answers go.
#[derive(Clone, Debug)]
pub struct Sender {
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
}

impl Sender {
    /// `reply_to` may be empty.
    pub fn parse(from: &str, reply_to: &str) -> Result<Self, CourierError> {
        let mailbox = |text: &str| {
            text.parse::<Mailbox>()
                .map_err(|_| CourierError::Address(text.to_owned()))
        };
        Ok(Self {
            from: mailbox(from)?,
            reply_to: (!reply_to.is_empty()).then(|| mailbox(reply_to)).transpose()?,
        })
    }
}

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Courier {
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Smtp(Smtp),
    Resend(Resend),
}

impl Courier {
    pub fn smtp(sender: Sender, settings: &SmtpSettings, outbound: Outbound) -> Result<Self, CourierError> {
        Smtp::new(sender, settings, outbound).map(|smtp| Self { way: Way::Smtp(smtp) })
    }

    /// `url` is the interface's, without a path: `https://api.resend.com`.
    pub fn resend(sender: Sender, url: &str, key: String, outbound: Outbound) -> Result<Self, CourierError> {
        Resend::new(sender, url, key, outbound).map(|resend| Self {
            way: Way::Resend(resend),
        })
    }

    /// One attempt. Under the same id the other side knows a mail again.
    pub async fn carry(&self, mail: &Mail) -> Carried {
        let Ok(to) = mail.recipient.parse::<Address>() else {
            return Carried::Refused("the recipient's address is not one".into());
        };
        match &self.way {
            Way::Smtp(smtp) => smtp.carry(mail, to).await,
            Way::Resend(resend) => resend.carry(mail, &to).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_a_mailbox_and_nothing_else() {
        let sender = Sender::parse("AudiaPro <calls@example.com>", "").unwrap();
        assert_eq!(sender.from.email.to_string(), "calls@example.com");
        assert!(sender.reply_to.is_none());
        assert!(
            Sender::parse("calls@example.com", "help@example.com")
                .unwrap()
                .reply_to
                .is_some()
        );
        for wrong in ["", "AudiaPro", "a@b\r\nBcc: all@example.com", "<>"] {
            assert!(Sender::parse(wrong, "").is_err(), "{wrong:?}");
        }
    }
}
