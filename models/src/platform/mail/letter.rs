//! What is written in mails: each kind with its words, as plain text and as HTML. Whatever came from people is one line, and
//! escaped in HTML.

use super::Content;

/// A kind of mail with what stands in it.
#[derive(Clone, Copy, Debug)]
pub enum Letter<'a> {
    Verify {
        name: &'a str,
        company: &'a str,
        link: &'a str,
    },
    /// Somebody signed up with the address of a person who is here already.
    AlreadyHere {
        name: &'a str,
        link: &'a str,
    },
    Welcome {
        name: &'a str,
        company: &'a str,
        link: &'a str,
    },
    Reset {
        name: &'a str,
        link: &'a str,
    },
    PasswordChanged {
        name: &'a str,
        link: &'a str,
    },
    Locked {
        name: &'a str,
        link: &'a str,
    },
    Invitation {
        company: &'a str,
        by: &'a str,
        role: &'a str,
        link: &'a str,
    },
    /// To the new address.
    NewAddress {
        name: &'a str,
        link: &'a str,
    },
    /// To the old address, once another one took its place.
    AddressChanged {
        name: &'a str,
        new: &'a str,
        link: &'a str,
    },
    /// The operator tries whether mails leave.
    Test {
        link: &'a str,
    },
}

/// Names of the kinds.
pub const KINDS: [&str; 10] = [
    "verify",
    "already_here",
    "welcome",
    "reset",
    "password_changed",
    "locked",
    "invitation",
    "new_address",
    "address_changed",
    "test",
];

/// Subject, what it says, and what the link does.
struct Words {
    subject: String,
    paragraphs: Vec<String>,
    link: Option<(&'static str, String)>,
}

impl Letter<'static> {
    /// A kind with made-up names, to be looked at.
    pub fn sample(kind: &str) -> Option<Self> {
        let (name, company, link) = ("Anna Lee", "Acme", "https://calls.example.com/example#token=example");
        Some(match kind {
            "verify" => Letter::Verify { name, company, link },
            "already_here" => Letter::AlreadyHere { name, link },
            "welcome" => Letter::Welcome { name, company, link },
            "reset" => Letter::Reset { name, link },
            "password_changed" => Letter::PasswordChanged { name, link },
            "locked" => Letter::Locked { name, link },
            "invitation" => Letter::Invitation {
                company,
                by: "Bert Kim",
                role: "agent",
                link,
            },
            "new_address" => Letter::NewAddress { name, link },
            "address_changed" => Letter::AddressChanged {
                name,
                new: "a***@example.org",
                link,
            },
            "test" => Letter::Test { link },
            _ => return None,
        })
    }
}

impl Letter<'_> {
    pub fn kind(&self) -> &'static str {
        match self {
            Letter::Verify { .. } => "verify",
            Letter::AlreadyHere { .. } => "already_here",
            Letter::Welcome { .. } => "welcome",
            Letter::Reset { .. } => "reset",
            Letter::PasswordChanged { .. } => "password_changed",
            Letter::Locked { .. } => "locked",
            Letter::Invitation { .. } => "invitation",
            Letter::NewAddress { .. } => "new_address",
            Letter::AddressChanged { .. } => "address_changed",
            Letter::Test { .. } => "test",
        }
    }

    pub fn content(&self) -> Content {
        let words = self.words();
        let mut text = words.paragraphs.join("\n\n");
        let mut html: String = words
            .paragraphs
            .iter()
            .map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph)))
            .collect();
        if let Some((does, link)) = &words.link {
            text.push_str(&format!("\n\n{does}:\n{link}"));
            html.push_str(&format!(
                "<p><a href=\"{0}\">{does}</a></p>\n<p>{0}</p>\n",
                escaped(link)
            ));
        }
        text.push('\n');
        Content {
            html: format!(
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>\n{html}</body></html>\n",
                escaped(&words.subject)
            ),
            subject: words.subject,
            text,
        }
    }

    fn words(&self) -> Words {
        let (subject, paragraphs) = self.text();
        let (does, link) = self.link();
        Words {
            subject: one_line(&subject),
            paragraphs: paragraphs.iter().map(|paragraph| one_line(paragraph)).collect(),
            link: Some((does, link.to_owned())),
        }
    }

    /// What the link does, and the link.
    fn link(&self) -> (&'static str, &str) {
        match *self {
            Letter::Verify { link, .. } => ("Confirm your address", link),
            Letter::AlreadyHere { link, .. } => ("Sign in", link),
            Letter::Welcome { link, .. } => ("Begin", link),
            Letter::Reset { link, .. } | Letter::PasswordChanged { link, .. } => ("Set a new password", link),
            Letter::Locked { link, .. } => ("Unlock my account", link),
            Letter::Invitation { link, .. } => ("Accept the invitation", link),
            Letter::NewAddress { link, .. } => ("Confirm my address", link),
            Letter::AddressChanged { link, .. } | Letter::Test { link } => ("Open AudiaPro", link),
        }
    }

    /// Subject and paragraphs.
    fn text(&self) -> (String, Vec<String>) {
        const NOT_YOU: &str = "If this was not you, do nothing: nothing will happen.";
        match *self {
            Letter::Verify { name, company, .. } => (
                format!("Confirm your address for {company}"),
                vec![format!("Hello {name},"), format!("{company} is almost ready. This link is good for a day."), NOT_YOU.into()],
            ),
            Letter::AlreadyHere { name, .. } => (
                "You have an account already".into(),
                vec![format!("Hello {name},"), "somebody, probably you, signed up with your address, which has an account already. Sign in, or set a new password if you forgot it.".into()],
            ),
            Letter::Welcome { name, company, .. } => (
                format!("Welcome to AudiaPro, {company}"),
                vec![format!("Hello {name},"), format!("{company} is ready. Your trial has begun: connect your telephone system, or send a first recording.")],
            ),
            Letter::Reset { name, .. } => (
                "Set a new password".into(),
                vec![format!("Hello {name},"), "with this link you set a new password. It is good once, for an hour.".into(), NOT_YOU.into()],
            ),
            Letter::PasswordChanged { name, .. } => (
                "Your password was changed".into(),
                vec![format!("Hello {name},"), "your password was changed, and you were signed out everywhere else. If this was not you, set a new one now and tell your administrator.".into()],
            ),
            Letter::Locked { name, .. } => (
                "Your account was locked".into(),
                vec![format!("Hello {name},"), "there were too many wrong passwords for your account. It opens by itself after a while, or at once with this link. If this was not you, set a new password.".into()],
            ),
            Letter::Invitation { company, by, role, .. } => (
                format!("{by} invites you to {company}"),
                vec!["Hello,".into(), format!("{by} invites you to {company} as {role}. The link is good for a week.")],
            ),
            Letter::NewAddress { name, .. } => (
                "Confirm your new address".into(),
                vec![format!("Hello {name},"), "with this link you sign in with this address from now on. It is good once, for an hour.".into(), NOT_YOU.into()],
            ),
            Letter::AddressChanged { name, new, .. } => (
                "Your address was changed".into(),
                vec![format!("Hello {name},"), format!("you sign in with {new} from now on, and mails go there. If this was not you, tell your administrator at once.")],
            ),
            Letter::Test { .. } => (
                "Mails from AudiaPro arrive".into(),
                vec!["Hello,".into(), "the operator of this installation tried whether its mails arrive. They do.".into()],
            ),
        }
    }
}

/// Nothing that people wrote begins a line of its own, in a header least of all.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            letter => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_looked_at() {
        for kind in KINDS {
            let letter = Letter::sample(kind).unwrap();
            assert_eq!(letter.kind(), kind);
            let content = letter.content();
            assert!(
                content.text.contains("https://") && content.html.contains("href="),
                "{kind}"
            );
        }
        assert!(Letter::sample("none").is_none());
    }

    #[test]
    fn what_people_wrote_is_neither_a_header_nor_html() {
        let letter = Letter::Verify {
            name: "Eve\r\nBcc: all@example.com",
            company: "<script>alert(1)</script>\r\nX-Evil: 1",
            link: "https://x.example/verify#token=a&b",
        };
        let content = letter.content();
        assert!(!content.subject.contains(['\r', '\n']), "{}", content.subject);
        assert!(
            !content.text.contains("\nBcc") && !content.text.contains("\nX-Evil"),
            "{}",
            content.text
        );
        assert!(
            !content.html.contains("<script>") && content.html.contains("&lt;script&gt;"),
            "{}",
            content.html
        );
        assert!(content.text.contains(&"https://x.example/verify#token=a&b".to_owned()));
        assert!(content.html.contains("token=a&amp;b"));
    }
}
