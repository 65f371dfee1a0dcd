//! Who carries mails, by the configuration.

use std::time::Duration;

use actors::mail::{Courier, CourierError, MailBounds, Sender, SmtpSettings, SmtpTls};
use actors::outbound::Outbound;

use crate::config::{Mail, MailTls, MailVia};

/// `None` where mails are to wait.
pub fn of(mail: &Mail, outbound: &Outbound) -> Result<Option<Courier>, CourierError> {
    let sender = || Sender::parse(&mail.from, &mail.reply_to);
    let courier = match mail.via {
        MailVia::None => return Ok(None),
        MailVia::Smtp => Courier::smtp(sender()?, &smtp(mail), outbound.clone()),
        MailVia::Resend => Courier::resend(sender()?, &mail.resend_url, mail.resend_key.clone(), outbound.clone()),
    };
    courier.map(Some)
}

pub fn bounds(mail: &Mail) -> MailBounds {
    MailBounds {
        attempts_max: mail.attempts_max,
        retry_first: Duration::from_secs(mail.retry_first_s),
        retry_max: Duration::from_secs(mail.retry_max_s),
        at_once_max: mail.at_once_max,
        attempt_max: Duration::from_secs(mail.attempt_s),
        age_max: Duration::from_secs(mail.age_max_s),
        ..MailBounds::default()
    }
}

fn smtp(mail: &Mail) -> SmtpSettings {
    SmtpSettings {
        host: mail.smtp_host.clone(),
        port: mail.smtp_port,
        tls: match mail.smtp_tls {
            MailTls::StartTls => SmtpTls::StartTls,
            MailTls::Tls => SmtpTls::Implicit,
            MailTls::None => SmtpTls::None,
        },
        login: (!mail.smtp_user.is_empty()).then(|| (mail.smtp_user.clone(), mail.smtp_password.clone())),
        authority: (!mail.smtp_ca_file.is_empty()).then(|| mail.smtp_ca_file.clone()),
    }
}
