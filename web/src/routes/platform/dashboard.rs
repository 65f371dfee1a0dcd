//! The dashboard's files, which are part of the binary: pages for people, no part of the interface. Not what it shows: that comes from
//! `/v1` like for everybody else.

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, LOCATION, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::conditional;
use crate::problem::{Code, Problem};

/// A file of the built dashboard, as it is and packed.
struct File {
    path: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/dashboard.rs"));

/// What the program itself routes by path in the browser. Anything else that is unknown stays a 404.
const PAGES: &[&str] = &[
    "/app",
    "/app/{page:.*}",
    "/staff",
    "/staff/{page:.*}",
    "/sign-in",
    "/sign-up",
    "/verify",
    "/confirm-address",
    "/invitation",
    "/join",
    "/forgot",
    "/reset",
    "/unlock",
    "/s",
];

/// Names of files under `/assets` hold a hash of what is in them.
const FOREVER: &str = "public, max-age=31536000, immutable";
const NONCE: &str = "__NONCE__";
/// A worker is bound by the policy that its script comes with, and not by its page's: the one that follows events asks this server.
const OF_SCRIPTS: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
     <title>AudiaPro</title><link rel=stylesheet href=/problems/page.css><h1>The dashboard is not in this binary</h1>\
     <p>It was built without Node. Build it, then the program again:</p><p><code>script/ui build &amp;&amp; cargo build -p web</code></p>\
     <p><code>script/server</code> does both. The interface is there all the same: <a href=/docs>documentation</a>.</p></html>";

/// The pages and files of the dashboard.
pub fn pages(config: &mut web::ServiceConfig) {
    for path in PAGES {
        config.route(path, web::get().to(page));
    }
    config
        .route("/", web::get().to(to_app))
        .route("/assets/{file}", web::get().to(asset))
        .route("/boot.js", web::get().to(beside))
        .route("/favicon.svg", web::get().to(beside))
        .route("/manifest.webmanifest", web::get().to(beside));
}

async fn to_app() -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, "/app")).finish()
}

/// The one page, fresh each time: it names the files of this build, and its styles carry a word that is good once.
async fn page() -> HttpResponse {
    let found = File::find("index.html").and_then(|file| std::str::from_utf8(file.plain).ok());
    let nonce = Uuid::new_v4().simple().to_string();
    let Some(html) = found else {
        return HttpResponse::NotFound()
            .insert_header((
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
            ))
            .content_type("text/html; charset=utf-8")
            .body(NOT_BUILT);
    };
    HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, policy(&nonce)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(html.replace(NONCE, &nonce))
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

async fn asset(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let found = File::find(&format!("assets/{name}"));
    let file = found.ok_or_else(|| Problem::new(Code::UnknownPath, "no such file in this version"))?;
    Ok(file.answer(&request, FOREVER, &name))
}

/// Files without a hash in their name: asked for again each time, sent again only when they changed.
async fn beside(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let found = File::find(request.path().trim_start_matches('/'));
    let file = found.ok_or_else(|| Problem::new(Code::UnknownPath, "no such file in this version"))?;
    let version = hex::encode(&Sha256::digest(file.plain)[..12]);
    Ok(file.answer(&request, "no-cache", &version))
}

impl File {
    fn find(path: &str) -> Option<&'static Self> {
        FILES.iter().find(|file| file.path == path)
    }

    /// `version` is another one where the file's bytes are others.
    fn answer(&self, request: &HttpRequest, cached: &'static str, version: &str) -> HttpResponse {
        let taken = request
            .headers()
            .get(ACCEPT_ENCODING)
            .and_then(|header| header.to_str().ok());
        let (bytes, encoding) = self.packed(taken.unwrap_or_default());
        // The same file packed otherwise is another answer (RFC 9110, 8.8.3.3).
        let tag = format!("\"{version}-{}\"", encoding.unwrap_or("plain"));
        let is_known = conditional::is_known(request, &tag);
        let mut answer = match is_known {
            true => HttpResponse::NotModified(),
            false => HttpResponse::Ok(),
        };
        answer
            .insert_header((ETAG, tag))
            .insert_header((CACHE_CONTROL, cached))
            .insert_header((VARY, "accept-encoding"));
        if is_known {
            return answer.finish();
        }
        if self.path.ends_with(".js") {
            answer.insert_header((CONTENT_SECURITY_POLICY, OF_SCRIPTS));
        }
        answer.insert_header((CONTENT_TYPE, media_type(self.path)));
        if let Some(encoding) = encoding {
            answer.insert_header((CONTENT_ENCODING, encoding));
        }
        answer.body(bytes)
    }

    /// The smallest form among those that are taken.
    fn packed(&self, accept: &str) -> (&'static [u8], Option<&'static str>) {
        if let Some(bytes) = self.brotli.filter(|_| takes(accept, "br")) {
            return (bytes, Some("br"));
        }
        if let Some(bytes) = self.gzip.filter(|_| takes(accept, "gzip")) {
            return (bytes, Some("gzip"));
        }
        (self.plain, None)
    }
}

fn takes(accept: &str, encoding: &str) -> bool {
    accept.split(',').any(|part| {
        let mut part = part.split(';').map(str::trim);
        part.next() == Some(encoding) && !part.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_form_that_is_taken_is_sent() {
        let file = File {
            path: "assets/a.js",
            plain: b"plain",
            brotli: Some(b"br"),
            gzip: Some(b"gz"),
        };
        assert_eq!(file.packed("gzip, deflate, br, zstd"), (&b"br"[..], Some("br")));
        assert_eq!(file.packed("gzip"), (&b"gz"[..], Some("gzip")));
        assert_eq!(file.packed("br;q=0, gzip;q=0.5"), (&b"gz"[..], Some("gzip")));
        assert_eq!(file.packed(""), (&b"plain"[..], None));
    }

    #[test]
    fn the_page_and_its_policy_name_the_same_word() {
        assert!(policy("abc").contains("style-src 'self' 'nonce-abc'"));
        assert!(!policy("abc").contains("unsafe"));
    }
}
