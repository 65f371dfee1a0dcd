//! The documentation of the interface, served by the program itself: works without a network, runs no inline script.

use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use actix_web::{HttpResponse, get, web};
use utoipa_swagger_ui::Config;

use crate::problem::{self, Code, Problem};

/// Swagger UI sets styles on its elements; scripts come from here alone.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1b1f24}\
     code{background:#eef1f4;padding:.1em .3em;border-radius:4px}.fact{color:#57606a}td{padding:.2rem .8rem .2rem 0}\
     @media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e9ec}code{background:#252a2f}a{color:#7ab7ff}}";

/// This document.
///
/// OpenAPI 3.1, generated from the program that answers.
#[utoipa::path(
    operation_id = "get_openapi",
    tag = "platform",
    responses((status = 200, description = "The OpenAPI document.", body = Object, content_type = "application/json"))
)]
#[get("/openapi.json")]
pub async fn document(text: web::Data<DocumentText>) -> HttpResponse {
    let cached = (CACHE_CONTROL, "public, max-age=300");
    HttpResponse::Ok()
        .insert_header(cached)
        .content_type("application/json")
        .body(text.0.clone())
}

/// The document, serialised once.
pub struct DocumentText(pub String);

/// Pages for people: no part of the interface.
pub fn pages(config: &mut web::ServiceConfig) {
    let viewer = Config::from("/openapi.json")
        .validator_url("none")
        .persist_authorization(false)
        .try_it_out_enabled(true);
    config
        .app_data(web::Data::from(Arc::new(viewer)))
        .route("/docs", web::get().to(to_docs))
        .route("/docs/{file:.*}", web::get().to(docs))
        .route("/problems", web::get().to(problems))
        .route("/problems/page.css", web::get().to(style))
        .route("/problems/{code}", web::get().to(problem));
}

async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, "/docs/"))
        .finish()
}

async fn docs(file: web::Path<String>, viewer: web::Data<Config<'static>>) -> Result<HttpResponse, Problem> {
    let name = if file.is_empty() { "index.html" } else { file.as_str() };
    let found = utoipa_swagger_ui::serve(name, viewer.into_inner()).map_err(Problem::internal)?;
    let file = found.ok_or_else(|| Problem::new(Code::UnknownPath, "no such page"))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((CONTENT_TYPE, file.content_type))
        .body(file.bytes.into_owned()))
}

async fn problems() -> HttpResponse {
    page(None)
}

async fn problem(code: web::Path<String>) -> Result<HttpResponse, Problem> {
    let code = Code::from_slug(&code).ok_or_else(|| Problem::new(Code::UnknownPath, "no such kind of problem"))?;
    Ok(page(Some(code)))
}

fn page(code: Option<Code>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .content_type("text/html; charset=utf-8")
        .body(problem::page(code))
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(STYLE)
}
