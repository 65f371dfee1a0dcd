//! The binary `audiapro`.

use std::process::ExitCode;

/// A record makes and drops hundreds of small pieces on one thread and its rows on another: glibc's allocator took an eighth of the HTTP
/// threads' time (docs/benchmarks.md, `intake-single`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The first use of TLS would abort if two providers were compiled in and none was chosen.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        eprintln!("a TLS provider was installed already");
    }
    web::cli::main()
}
