//! Panasonic's SMDR port, spoken by us: a Telnet of sorts that asks for a command and a password, and then writes lines.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::told::Credentials;
use super::{Stream, Trouble};

/// It has so long to ask; some ask for nothing before they are told.
const ASKED_MAX: Duration = Duration::from_secs(3);
const PROMPT_MAX: usize = 4096;
const PASSWORD: &[u8] = b"password";
/// Telnet's mark of an order, and how those that carry an option begin.
const IAC: u8 = 255;
const OPTION_FIRST: u8 = 251;
const OPTION_LAST: u8 = 254;

/// A port that was told the password.
#[derive(Default)]
pub(super) struct Smdr {
    order: Order,
    /// What has come of a line before the first that is a record.
    line: Vec<u8>,
    /// A record has come.
    is_in: bool,
}

/// How far an order of Telnet has come.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Order {
    #[default]
    None,
    Begun,
    Option,
}

impl Smdr {
    pub(super) async fn login(stream: &mut dyn Stream, credentials: &Credentials) -> Result<Self, Trouble> {
        let mut smdr = Self::default();
        // What it greets with does not matter.
        smdr.asked(stream, b"-").await?;
        send(stream, b"SMDR\r").await?;
        smdr.asked(stream, PASSWORD).await?;
        send(stream, format!("{}\r", credentials.password).as_bytes()).await?;
        Ok(smdr)
    }

    /// Until it has written this, or nothing more.
    async fn asked(&mut self, stream: &mut dyn Stream, prompt: &[u8]) -> Result<(), Trouble> {
        let mut heard = Vec::new();
        let mut bytes = [0; 256];
        while !holds(&heard, prompt) && heard.len() < PROMPT_MAX {
            let Ok(read) = timeout(ASKED_MAX, stream.read(&mut bytes)).await else {
                return Ok(());
            };
            match read {
                Ok(0) => return Err(Trouble::passing("closed", "it hung up during the login")),
                Ok(count) => heard.extend(self.bare(&bytes[..count])),
                Err(error) => return Err(broken(&error)),
            }
        }
        Ok(())
    }

    /// Of what has come, the lines. Errors: it asks for the password again.
    pub(super) fn sift(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
        let bare = self.bare(bytes);
        if self.is_in {
            return Ok(bare);
        }
        self.line.extend(bare);
        let mut lines = Vec::new();
        while let Some(end) = self.line.iter().position(|&byte| byte == b'\n') {
            let rest = self.line.split_off(end + 1);
            let line = std::mem::replace(&mut self.line, rest);
            if is_record(&line) {
                self.is_in = true;
                lines.extend(line);
                lines.append(&mut self.line);
                return Ok(lines);
            }
            if holds(&line, PASSWORD) {
                return Err(refused());
            }
        }
        match holds(&self.line, PASSWORD) {
            true => Err(refused()),
            false if self.line.len() > PROMPT_MAX => {
                self.is_in = true;
                Ok(std::mem::take(&mut self.line))
            }
            false => Ok(lines),
        }
    }

    /// Without the orders of Telnet.
    fn bare(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bare = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            self.order = match (self.order, byte) {
                (Order::None, IAC) => Order::Begun,
                (Order::None, _) => {
                    bare.push(byte);
                    Order::None
                }
                (Order::Begun, OPTION_FIRST..=OPTION_LAST) => Order::Option,
                (Order::Begun | Order::Option, _) => Order::None,
            };
        }
        bare
    }
}

/// A record has a date or the time of a call in it; what echoes, greets or asks has no digit.
fn is_record(line: &[u8]) -> bool {
    line.iter().filter(|byte| byte.is_ascii_digit()).count() >= 6
}

fn refused() -> Trouble {
    Trouble::lasting("login_refused", "it does not take the password")
}

fn holds(heard: &[u8], prompt: &[u8]) -> bool {
    heard
        .windows(prompt.len())
        .any(|window| window.eq_ignore_ascii_case(prompt))
}

async fn send(stream: &mut dyn Stream, bytes: &[u8]) -> Result<(), Trouble> {
    stream.write_all(bytes).await.map_err(|error| broken(&error))?;
    stream.flush().await.map_err(|error| broken(&error))
}

fn broken(error: &std::io::Error) -> Trouble {
    Trouble::passing("broken", format!("the connection broke during the login: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::duplex;

    const LINE: &[u8] = b"01/02/26 10:03AM 101   01 12345                     00:01'20\r\n";

    #[tokio::test]
    async fn it_is_told_the_command_and_the_password_when_it_asks() {
        let (near, mut far) = duplex(1024);
        let client = async move {
            let mut near = near;
            let credentials = Credentials {
                user: String::new(),
                password: "PCCSMDR".into(),
            };
            Smdr::login(&mut near, &credentials).await
        };
        let server = async {
            far.write_all(b"\xff\xfb\x01\r\n-").await.unwrap();
            let mut heard = [0; 5];
            far.read_exact(&mut heard).await.unwrap();
            assert_eq!(&heard, b"SMDR\r");
            far.write_all(b"SMDR\r\nEnter Password:").await.unwrap();
            let mut heard = [0; 8];
            far.read_exact(&mut heard).await.unwrap();
            assert_eq!(&heard, b"PCCSMDR\r");
        };
        let (smdr, ()) = tokio::join!(client, server);
        assert!(!smdr.unwrap().is_in);
    }

    #[test]
    fn what_echoes_is_no_record_and_what_follows_the_first_record_is_left_alone() {
        let mut smdr = Smdr::default();
        assert_eq!(smdr.sift(b"*******\r\n\r\n").unwrap(), b"");
        assert_eq!(smdr.sift(&LINE[..10]).unwrap(), b"");
        assert_eq!(smdr.sift(&LINE[10..]).unwrap(), LINE);
        assert_eq!(smdr.sift(b"-----\xff\xf1\r\n").unwrap(), b"-----\r\n");
    }

    #[test]
    fn a_password_that_is_asked_for_again_was_refused() {
        let again = Smdr::default().sift(b"*******\r\nPassword Error\r\nEnter Password:");
        assert_eq!(again.unwrap_err().code, "login_refused");
    }
}
