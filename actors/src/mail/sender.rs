//! From whom mails are, and why a courier cannot be set up.

use lettre::message::Mailbox;

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
