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
}

/// Subject, what it says, and what the link does.
struct Words {
    subject: String,
    paragraphs: Vec<String>,
    link: Option<(&'static str, String)>,
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
        let words = |subject: String, paragraphs: Vec<String>, does, link: &str| Words {
            subject: one_line(&subject),
            paragraphs: paragraphs.iter().map(|paragraph| one_line(paragraph)).collect(),
            link: Some((does, link.to_owned())),
        };
        const NOT_YOU: &str = "If this was not you, do nothing: nothing will happen.";
        match *self {
            Letter::Verify { name, company, link } => words(
                format!("Confirm your address for {company}"),
                vec![format!("Hello {name},"), format!("{company} is almost ready. This link is good for a day."), NOT_YOU.into()],
                "Confirm your address",
                link,
            ),
            Letter::AlreadyHere { name, link } => words(
                "You have an account already".into(),
                vec![format!("Hello {name},"), "somebody, probably you, signed up with your address, which has an account already. Sign in, or set a new password if you forgot it.".into()],
                "Sign in",
                link,
            ),
            Letter::Welcome { name, company, link } => words(
                format!("Welcome to AudiaPro, {company}"),
                vec![format!("Hello {name},"), format!("{company} is ready. Your trial has begun: connect your telephone system, or send a first recording.")],
                "Begin",
                link,
            ),
            Letter::Reset { name, link } => words(
                "Set a new password".into(),
                vec![format!("Hello {name},"), "with this link you set a new password. It is good once, for an hour.".into(), NOT_YOU.into()],
                "Set a new password",
                link,
            ),
            Letter::PasswordChanged { name, link } => words(
                "Your password was changed".into(),
                vec![format!("Hello {name},"), "your password was changed, and you were signed out everywhere else. If this was not you, set a new one now and tell your administrator.".into()],
                "Set a new password",
                link,
            ),
            Letter::Locked { name, link } => words(
                "Your account was locked".into(),
                vec![format!("Hello {name},"), "there were too many wrong passwords for your account. It opens by itself after a while, or at once with this link. If this was not you, set a new password.".into()],
                "Unlock my account",
                link,
            ),
            Letter::Invitation { company, by, role, link } => words(
                format!("{by} invites you to {company}"),
                vec!["Hello,".into(), format!("{by} invites you to {company} as {role}. The link is good for a week.")],
                "Accept the invitation",
                link,
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
