//! The dashboard as the program serves it: the page is fresh and closed, its files are for ever, and only its own addresses lead to it.
//! What it does is the browser's to test (`script/ui browser`).

use tests::TestApp;

const HOW: &str = "the dashboard is not in this build: run `script/ui build`, then build again";

#[tokio::test]
async fn only_the_dashboards_own_addresses_lead_to_its_page() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    for path in [
        "/app",
        "/app/calls",
        "/app/calls/0b9f1d1e-0000-4000-8000-000000000000",
        "/sign-in",
        "/verify",
    ] {
        let page = client.get(path).await;
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{path}: {HOW}"
        );
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
    for path in [
        "/apps",
        "/sign-in/x",
        "/assets/none.js",
        "/assets/../index.html",
        "/index.html",
    ] {
        assert_eq!(client.get(path).await.refusal(), (404, "unknown_path"), "{path}");
    }
}

#[tokio::test]
async fn each_page_has_a_word_of_its_own_for_styles_and_nothing_from_elsewhere() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let nonce = async || {
        let page = client.get("/app").await;
        let policy = page.header("content-security-policy").to_owned();
        let found = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect(HOW)
            .to_owned();
        assert!(page.text().contains(&format!("nonce=\"{found}\"")));
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        found
    };
    assert_ne!(nonce().await, nonce().await);
}

#[tokio::test]
async fn files_with_a_hash_in_their_name_are_kept_for_ever_and_packed() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let page = client.get("/app").await.text();
    let script = page
        .split("src=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|path| path.starts_with("/assets/"))
        .expect(HOW)
        .to_owned();
    let plain = client.get_with(&script, ("accept-encoding", "identity")).await;
    assert_eq!(
        (plain.status, plain.header("cache-control")),
        (200, "public, max-age=31536000, immutable")
    );
    assert_eq!(plain.header("content-type"), "text/javascript; charset=utf-8");
    // A worker is bound by its own script's policy, and follows events.
    assert!(plain.header("content-security-policy").contains("connect-src 'self'"));
    let head = client.send(client.request(reqwest::Method::HEAD, &script)).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    // Each form has a tag of its own, by which whoever keeps it (a browser, a CDN) asks whether it still holds.
    let mut tags = vec![plain.header("etag").to_owned()];
    for encoding in ["br", "gzip"] {
        let packed = client.get_with(&script, ("accept-encoding", encoding)).await;
        assert_eq!(packed.header("content-encoding"), encoding);
        tags.push(packed.header("etag").to_owned());
        let again = client.request(reqwest::Method::GET, &script);
        let again = again
            .header("accept-encoding", encoding)
            .header("if-none-match", packed.header("etag"));
        let again = client.send(again).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{encoding}");
        assert_eq!(again.header("cache-control"), "public, max-age=31536000, immutable");
    }
    tags.dedup();
    assert_eq!(tags.len(), 3, "{tags:?}");
    let boot = client.get_with("/boot.js", ("accept-encoding", "identity")).await;
    assert_eq!((boot.status, boot.header("cache-control")), (200, "no-cache"));
    let again = client.request(reqwest::Method::GET, "/boot.js");
    let again = again
        .header("accept-encoding", "identity")
        .header("if-none-match", boot.header("etag"));
    assert_eq!(client.send(again).await.status, 304);
}
