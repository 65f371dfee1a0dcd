//! Asterisk's manager interface, spoken by us: its greeting, the login, and of its events those that are records. Nothing is ever ordered
//! from it but that.

use std::time::Duration;

use engine::pbx::framing::{Framer, Piece};
use engine::pbx::settings::Settings;
use engine::pbx::source::Source as Form;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::told::{Credentials, Login};
use super::{Stream, Trouble};
use crate::sources::connection::READ;

/// What asks whether it is still there.
pub(super) const PING: &[u8] = b"Action: Ping\r\n\r\n";
pub(super) const LOGOFF: &[u8] = b"Action: Logoff\r\n\r\n";
/// It is asked so often, and gone if it has said nothing for so long.
pub(super) const PING_EVERY: Duration = Duration::from_secs(20);
pub(super) const SILENT_MAX: Duration = Duration::from_secs(50);
/// With which it greets; a number follows.
const GREETING: &[u8] = b"Asterisk Call Manager";
const GREETING_MAX: usize = 256;
/// Bytes of records that are kept beside the answers to the login. None is due before it: whoever floods us then is no telephone system.
const EARLY_MAX: usize = 1024 * 1024;
/// Marks answers to what we ask.
const CHALLENGE_ID: &str = "audiapro-challenge";
const LOGIN_ID: &str = "audiapro-login";

/// A manager interface that has let us in.
pub(super) struct Ami {
    framer: Framer,
    /// Name of the events that are records.
    event: &'static str,
    /// Records that have come with the answers to the login.
    early: Vec<u8>,
}

impl Ami {
    /// Logs in. Errors: it is no manager interface, or does not let us in.
    pub(super) async fn login(
        stream: &mut dyn Stream,
        (form, settings): (Form, &Settings),
        credentials: &Credentials,
        login: Login,
    ) -> Result<Self, Trouble> {
        let rest = greeted(stream).await?;
        // Channel events come with those of calls.
        let (event, class) = match form {
            Form::AsteriskCel => ("CEL", "call"),
            _ => ("Cdr", "cdr"),
        };
        let mut ami = Self {
            framer: Framer::new(Form::AsteriskAmiCdr, settings),
            event,
            early: Vec::new(),
        };
        let mut pieces = ami.framer.push(&rest);
        let proof = match login {
            Login::Plain => format!("Secret: {}\r\n", credentials.password),
            Login::Challenge => {
                let ask = format!("Action: Challenge\r\nActionID: {CHALLENGE_ID}\r\nAuthType: MD5\r\n\r\n");
                send(stream, ask.as_bytes()).await?;
                let answer = ami.answer(stream, &mut pieces, CHALLENGE_ID).await?;
                let challenge = value(&answer, "Challenge").ok_or_else(|| refused(&answer))?;
                let key = hex::encode(<md5::Md5 as md5::Digest>::digest(
                    format!("{challenge}{}", credentials.password).as_bytes(),
                ));
                format!("AuthType: MD5\r\nKey: {key}\r\n")
            }
        };
        let user = &credentials.user;
        let ask =
            format!("Action: Login\r\nActionID: {LOGIN_ID}\r\nUsername: {user}\r\n{proof}Events: {class}\r\n\r\n");
        send(stream, ask.as_bytes()).await?;
        let answer = ami.answer(stream, &mut pieces, LOGIN_ID).await?;
        match is_success(&answer) {
            true => {
                ami.put_by(pieces);
                Ok(ami)
            }
            false => Err(refused(&answer)),
        }
    }

    /// The answer to what we have asked; what comes before it is looked through for records.
    async fn answer(&mut self, stream: &mut dyn Stream, pieces: &mut Vec<Piece>, id: &str) -> Result<String, Trouble> {
        let mut bytes = vec![0; READ];
        loop {
            let of_it = pieces.iter().position(|piece| {
                let text = String::from_utf8_lossy(&piece.bytes);
                value(&text, "Response").is_some() && value(&text, "ActionID") == Some(id)
            });
            if let Some(at) = of_it {
                let rest = pieces.split_off(at + 1);
                let before = std::mem::replace(pieces, rest);
                let answer = before
                    .last()
                    .map(|piece| String::from_utf8_lossy(&piece.bytes).into_owned());
                self.put_by(before);
                return Ok(answer.unwrap_or_default());
            }
            self.put_by(std::mem::take(pieces));
            if self.early.len() > EARLY_MAX {
                let why = "it tells events without end before it lets us in";
                return Err(Trouble::lasting("not_ami", why));
            }
            let count = stream.read(&mut bytes).await.map_err(|error| broken(&error))?;
            if count == 0 {
                return Err(Trouble::passing("closed", "it hung up during the login"));
            }
            *pieces = self.framer.push(&bytes[..count]);
        }
    }

    fn put_by(&mut self, pieces: Vec<Piece>) {
        let records = self.records(pieces);
        self.early.extend(records);
    }

    /// Of what has come, the events that are records, each whole.
    pub(super) fn sift(&mut self, bytes: &[u8]) -> Vec<u8> {
        let pieces = self.framer.push(bytes);
        let mut records = std::mem::take(&mut self.early);
        records.extend(self.records(pieces));
        records
    }

    fn records(&self, pieces: Vec<Piece>) -> Vec<u8> {
        let mut records = Vec::new();
        for piece in pieces {
            let head = &piece.bytes[..piece.bytes.len().min(GREETING_MAX)];
            if value(&String::from_utf8_lossy(head), "Event") == Some(self.event) {
                records.extend_from_slice(&piece.bytes);
                if piece.is_cut {
                    records.extend_from_slice(b"\r\n\r\n");
                }
            }
        }
        records
    }
}

/// What has come behind the greeting, which must be that of a manager interface.
async fn greeted(stream: &mut dyn Stream) -> Result<Vec<u8>, Trouble> {
    let mut heard = Vec::new();
    let mut bytes = vec![0; GREETING_MAX];
    loop {
        let count = stream.read(&mut bytes).await.map_err(|error| broken(&error))?;
        if count == 0 {
            return Err(Trouble::passing("closed", "it hung up before it greeted"));
        }
        heard.extend_from_slice(&bytes[..count]);
        let known = heard.len().min(GREETING.len());
        if heard[..known] != GREETING[..known] || heard.len() > GREETING_MAX {
            let why = "it does not greet as Asterisk's manager interface does";
            return Err(Trouble::lasting("not_ami", why));
        }
        if let Some(end) = heard.iter().position(|&byte| byte == b'\n') {
            return Ok(heard.split_off(end + 1));
        }
    }
}

async fn send(stream: &mut dyn Stream, bytes: &[u8]) -> Result<(), Trouble> {
    stream.write_all(bytes).await.map_err(|error| broken(&error))?;
    stream.flush().await.map_err(|error| broken(&error))
}

fn broken(error: &std::io::Error) -> Trouble {
    Trouble::passing("broken", format!("the connection broke during the login: {error}"))
}

fn refused(answer: &str) -> Trouble {
    let message: String = value(answer, "Message")
        .unwrap_or("it says no")
        .chars()
        .take(200)
        .collect();
    Trouble::lasting("login_refused", format!("Asterisk does not let us in: {message}"))
}

fn is_success(answer: &str) -> bool {
    value(answer, "Response").is_some_and(|response| response.eq_ignore_ascii_case("success"))
}

/// Value of a key of a block of lines.
fn value<'a>(block: &'a str, key: &str) -> Option<&'a str> {
    block.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case(key).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::pbx::settings::Given;
    use tokio::io::{DuplexStream, duplex};

    fn settings() -> Settings {
        Settings::new(Given::default()).unwrap()
    }

    fn credentials() -> Credentials {
        Credentials {
            user: "audiapro".into(),
            password: "s3cret".into(),
        }
    }

    /// Reads up to a blank line.
    async fn asked(server: &mut DuplexStream) -> String {
        let mut text = Vec::new();
        while !text.ends_with(b"\r\n\r\n") {
            text.push(server.read_u8().await.unwrap());
        }
        String::from_utf8(text).unwrap()
    }

    async fn login(login: Login, form: Form, server: impl AsyncFnOnce(DuplexStream)) -> Result<Ami, Trouble> {
        let (near, far) = duplex(4096);
        // Our end hangs up when the login has ended.
        let client = async move {
            let mut near = near;
            Ami::login(&mut near, (form, &settings()), &credentials(), login).await
        };
        let (ami, ()) = tokio::join!(client, server(far));
        ami
    }

    #[tokio::test]
    async fn the_password_is_proved_by_a_challenge_and_records_beside_the_answers_are_kept() {
        let ami = login(Login::Challenge, Form::AsteriskAmiCdr, async |mut server| {
            server
                .write_all(b"Asterisk Call Manager/9.0.0\r\nEvent: FullyBooted\r\n\r\n")
                .await
                .unwrap();
            let challenge = asked(&mut server).await;
            assert!(challenge.starts_with("Action: Challenge\r\n"), "{challenge}");
            let answer = "Response: Success\r\nActionID: audiapro-challenge\r\nChallenge: 159837\r\n\r\n";
            server.write_all(answer.as_bytes()).await.unwrap();
            let login = asked(&mut server).await;
            // md5("159837s3cret")
            assert!(
                login.contains("\r\nKey: 0336bccb64a8b882214ee0c2860f7ff9\r\n"),
                "{login}"
            );
            assert!(
                login.contains("\r\nEvents: cdr\r\n") && !login.contains("s3cret"),
                "{login}"
            );
            let answer = "Event: Cdr\r\nUniqueID: 1\r\n\r\nResponse: Success\r\nActionID: audiapro-login\r\n\r\n\
                Event: Newchannel\r\n\r\nEvent: Cdr\r\nUniqueID: 2\r\n\r\nEvent: Cdr\r\nUni";
            server.write_all(answer.as_bytes()).await.unwrap();
        });
        let mut ami = ami.await.unwrap();
        let early = ami.sift(b"");
        assert_eq!(
            String::from_utf8(early).unwrap(),
            "Event: Cdr\r\nUniqueID: 1\r\n\r\nEvent: Cdr\r\nUniqueID: 2\r\n\r\n"
        );
        let later = ami.sift(b"queID: 3\r\n\r\nResponse: Success\r\nPing: Pong\r\n\r\n");
        assert_eq!(String::from_utf8(later).unwrap(), "Event: Cdr\r\nUniqueID: 3\r\n\r\n");
    }

    #[tokio::test]
    async fn a_login_that_is_refused_lasts_and_says_what_asterisk_says() {
        let refused = login(Login::Plain, Form::AsteriskCel, async |mut server| {
            server.write_all(b"Asterisk Call Manager/9.0.0\r\n").await.unwrap();
            let login = asked(&mut server).await;
            assert!(login.contains("\r\nSecret: s3cret\r\nEvents: call\r\n"), "{login}");
            let answer = "Response: Error\r\nActionID: audiapro-login\r\nMessage: Authentication failed\r\n\r\n";
            server.write_all(answer.as_bytes()).await.unwrap();
        });
        let Err(trouble) = refused.await else {
            panic!("it let us in")
        };
        assert!(
            trouble.is_lasting && trouble.detail.ends_with("Authentication failed"),
            "{trouble:?}"
        );
        assert_eq!(trouble.code, "login_refused");
    }

    #[tokio::test]
    async fn events_without_end_before_the_answer_take_no_memory_without_end() {
        let flooded = login(Login::Plain, Form::AsteriskAmiCdr, async |mut server| {
            server.write_all(b"Asterisk Call Manager/9.0.0\r\n").await.unwrap();
            asked(&mut server).await;
            let event = b"Event: Cdr\r\nUniqueID: 1\r\n\r\n".repeat(1000);
            // Until nobody reads on.
            while server.write_all(&event).await.is_ok() {}
        });
        let Err(trouble) = flooded.await else {
            panic!("it let us in")
        };
        assert_eq!((trouble.code, trouble.is_lasting), ("not_ami", true));
    }

    #[tokio::test]
    async fn what_is_no_manager_interface_is_not_told_the_password() {
        let other = login(Login::Plain, Form::AsteriskAmiCdr, async |mut server| {
            server.write_all(b"SSH-2.0-OpenSSH_9.7\r\n").await.unwrap();
            let mut rest = Vec::new();
            server.read_to_end(&mut rest).await.unwrap();
            assert_eq!(rest, b"");
        });
        let Err(trouble) = other.await else {
            panic!("it let us in")
        };
        assert_eq!(trouble.code, "not_ami");
    }
}
