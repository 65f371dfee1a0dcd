//! Who carries mails: a mail server by SMTP, or Resend by HTTP. Chosen once, by the configuration.

use lettre::Address;
use models::platform::mail::Mail;

use super::Carried;
use super::resend::Resend;
use super::sender::{CourierError, Sender};
use super::smtp::{Smtp, SmtpSettings};
use crate::outbound::Outbound;

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
