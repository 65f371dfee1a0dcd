//! Mails on their way out: through a real SMTP server with STARTTLS and a login, and through an HTTP interface like Resend's.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::{Value, json};
use tests::{TestApp, eventually};
use web::config::{Config, MailTls, MailVia};

/// Debian's Python, which has Debian's aiosmtpd.
const PYTHON: &str = "/usr/bin/python3";
const LOGIN: (&str, &str) = ("audiapro", "mail secret");

struct MailServer {
    process: Child,
    port: u16,
    mails: Receiver<Value>,
}

impl MailServer {
    fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(PYTHON)
            .arg(tests::project("tests/it/mail/smtp_server.py"))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("script/setup installs Python and aiosmtpd");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        let (tell, mails) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                tell.send(serde_json::from_str(&line).unwrap()).ok();
            }
        });
        Self {
            process,
            port: u16::try_from(first["port"].as_u64().unwrap()).unwrap(),
            mails,
        }
    }

    /// With STARTTLS and a login, both demanded.
    fn secured(folder: &Path) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let login = format!("{}:{}", LOGIN.0, LOGIN.1);
        let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
        Self::start(&["--certificate", certificate, "--key", key, "--login", &login])
    }

    fn next(&self) -> Value {
        self.mails.recv_timeout(Duration::from_secs(60)).expect("a mail")
    }

    fn is_quiet(&self) -> bool {
        self.mails.recv_timeout(Duration::from_millis(500)).is_err()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

async fn app(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.server.public_url = "http://calls.example.com".into();
        config.mail.from = "AudiaPro <calls@example.com>".into();
        config.mail.reply_to = "help@example.com".into();
        config.mail.retry_first_s = 1;
        change(config);
    })
    .await
}

fn by_smtp(config: &mut Config, server: &MailServer) {
    config.mail.via = MailVia::Smtp;
    config.mail.smtp_host = "localhost".into();
    config.mail.smtp_port = server.port;
    config.mail.smtp_tls = MailTls::None;
}

async fn sign_up(app: &TestApp, email: &str) {
    let body = json!({ "company": "Acmé <b>", "name": "Anna Lee", "email": email, "password": "correct horse battery",
        "zone": "Europe/Rome" });
    let answer = app.anonymous().post("/v1/auth/sign-up", &body).await;
    assert_eq!(answer.status, 202, "{:?}", answer.json);
}

/// States and attempts, the oldest mail first.
async fn kept(app: &TestApp, recipient: &str) -> Vec<(String, i32)> {
    const KEPT: &str = "SELECT state, attempts FROM mails WHERE recipient = $1 ORDER BY created_at";
    let rows = app.database.superuser().await.query(KEPT, &[&recipient]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

async fn ends_as(app: &TestApp, recipient: &str, states: &[&str]) {
    eventually(&format!("mails to {recipient} are {states:?}"), async || {
        kept(app, recipient)
            .await
            .iter()
            .map(|(state, _)| state.as_str())
            .eq(states.iter().copied())
    })
    .await;
}

#[tokio::test]
async fn a_mail_goes_out_once_over_starttls_with_its_link_in_both_forms() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::secured(folder.path());
    let authority = folder.path().join("certificate.pem").display().to_string();
    let app = app(|config| {
        by_smtp(config, &server);
        config.mail.smtp_tls = MailTls::StartTls;
        config.mail.smtp_ca_file = authority;
        (config.mail.smtp_user, config.mail.smtp_password) = (LOGIN.0.into(), LOGIN.1.into());
    })
    .await;
    sign_up(&app, "anna@example.com").await;
    let mail = server.next();
    assert_eq!((&mail["tls"], &mail["login"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&mail["from"], &mail["to"]),
        (&json!("calls@example.com"), &json!(["anna@example.com"]))
    );
    let headers = &mail["headers"];
    assert_eq!(headers["from"], "AudiaPro <calls@example.com>");
    assert_eq!(headers["reply-to"], "help@example.com");
    assert_eq!(headers["subject"], "Confirm your address for Acmé <b>");
    assert_eq!(headers["auto-submitted"], "auto-generated");
    assert!(
        headers["message-id"].as_str().unwrap().ends_with("@example.com>"),
        "{headers}"
    );
    let token = mail["text"]
        .as_str()
        .unwrap()
        .split("#token=")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    assert!(mail["html"].as_str().unwrap().contains(token), "{mail}");
    assert!(mail["html"].as_str().unwrap().contains("Acmé &lt;b&gt;"), "{mail}");
    ends_as(&app, "anna@example.com", &["sent"]).await;
    assert!(server.is_quiet(), "once");
    let verified = app
        .anonymous()
        .post("/v1/auth/verify", &json!({ "token": token }))
        .await;
    assert_eq!(verified.status, 201, "the link works: {:?}", verified.json);
}

#[tokio::test]
async fn a_full_mailbox_is_tried_again_a_missing_one_never_and_a_refused_mail_is_told() {
    let server = MailServer::start(&[]);
    let app = app(|config| by_smtp(config, &server)).await;
    sign_up(&app, "full@example.com").await;
    assert_eq!(server.next()["to"], json!(["full@example.com"]));
    ends_as(&app, "full@example.com", &["sent"]).await;
    assert_eq!(kept(&app, "full@example.com").await, [("sent".to_owned(), 2)]);

    sign_up(&app, "nobody@example.com").await;
    ends_as(&app, "nobody@example.com", &["failed"]).await;
    assert_eq!(kept(&app, "nobody@example.com").await[0].1, 1, "not tried again");
    let forgot = app
        .anonymous()
        .post(
            "/v1/auth/sign-up",
            &json!({ "company": "B", "name": "N", "email": "Nobody@example.com",
        "password": "correct horse battery", "zone": "UTC" }),
        )
        .await;
    assert_eq!(forgot.status, 202);
    ends_as(&app, "Nobody@example.com", &["suppressed"]).await;

    sign_up(&app, "policy@example.com").await;
    ends_as(&app, "policy@example.com", &["failed"]).await;
    assert!(server.is_quiet());
    let metrics = String::from_utf8(app.anonymous().get("/metrics").await.bytes).unwrap();
    assert!(
        metrics.contains("audiapro_mails_total{outcome=\"failed\"} 2"),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_wrong_password_of_ours_or_no_encryption_costs_no_mail() {
    let folder = tempfile::tempdir().unwrap();
    let (secured, plain) = (MailServer::secured(folder.path()), MailServer::start(&[]));
    let authority = folder.path().join("certificate.pem").display().to_string();
    let wrong = app(|config| {
        by_smtp(config, &secured);
        config.mail.smtp_tls = MailTls::StartTls;
        config.mail.smtp_ca_file = authority;
        (config.mail.smtp_user, config.mail.smtp_password) = (LOGIN.0.into(), "wrong".into());
    })
    .await;
    let clear = app(|config| {
        by_smtp(config, &plain);
        config.mail.smtp_tls = MailTls::StartTls;
    })
    .await;
    for app in [&wrong, &clear] {
        sign_up(app, "anna@example.com").await;
        eventually("it was tried twice and waits", async || {
            let kept = kept(app, "anna@example.com").await;
            kept[0].0 == "queued" && kept[0].1 >= 2
        })
        .await;
    }
    assert!(secured.is_quiet() && plain.is_quiet(), "nothing went out");
}

#[tokio::test]
async fn resend_is_asked_with_our_key_and_a_mail_has_one_name_for_all_its_attempts() {
    let (tell, asked) = channel::<(Vec<String>, Value)>();
    let count = actix_web::web::Data::new(std::sync::atomic::AtomicUsize::new(0));
    let interface = HttpServer::new(move || {
        let tell = tell.clone();
        App::new().app_data(count.clone()).route(
            "/emails",
            actix_web::web::post().to(
                move |request: HttpRequest,
                      body: actix_web::web::Json<Value>,
                      count: actix_web::web::Data<std::sync::atomic::AtomicUsize>| {
                    let header = |name: &str| request.headers().get(name).unwrap().to_str().unwrap().to_owned();
                    tell.send((
                        vec![header("authorization"), header("idempotency-key")],
                        body.into_inner(),
                    ))
                    .unwrap();
                    let nth = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    async move {
                        match nth {
                            0 => HttpResponse::TooManyRequests()
                                .insert_header(("retry-after", "1"))
                                .finish(),
                            _ => HttpResponse::Ok().json(json!({ "id": "1" })),
                        }
                    }
                },
            ),
        )
    })
    .workers(1)
    .bind("127.0.0.1:0")
    .unwrap();
    let url = format!("http://{}", interface.addrs()[0]);
    let running = interface.disable_signals().run();
    let handle = running.handle();
    std::thread::spawn(move || actix_web::rt::System::new().block_on(running));
    let app = app(|config| {
        config.mail.via = MailVia::Resend;
        (config.mail.resend_key, config.mail.resend_url) = ("re_key".into(), url);
        config.outbound.private_subnets = "127.0.0.0/8".into();
    })
    .await;
    sign_up(&app, "anna@example.com").await;
    ends_as(&app, "anna@example.com", &["sent"]).await;
    let (first, body) = asked.try_recv().unwrap();
    assert_eq!(asked.try_recv().unwrap().0, first, "the same name the second time");
    assert_eq!(first[0], "Bearer re_key");
    assert_eq!(
        (&body["from"], &body["to"]),
        (&json!("AudiaPro <calls@example.com>"), &json!(["anna@example.com"]))
    );
    assert!(body["text"].as_str().unwrap().contains("#token="));
    handle.stop(false).await;
}
